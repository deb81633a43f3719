"""Where a question and its publication can stand, and the only steps between. Two tables, nothing else."""

from enum import StrEnum


class Status(StrEnum):
    """Where a question stands."""

    RECEIVED = "received"
    QUEUED = "queued"
    CLAIMED = "claimed"
    WAITING = "waiting"
    SENDING = "sending"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    ERASED = "erased"


class Step(StrEnum):
    """What may happen to a question."""

    ROUTE = "route"
    EDIT = "edit"
    CLAIM = "claim"
    HAND_BACK = "hand_back"
    RETURN = "return"
    TRANSFER = "transfer"
    ASK_BACK = "ask_back"
    REPLY = "reply"
    SCHEDULE = "schedule"
    UNDO = "undo"
    ANSWER = "answer"
    CLOSE = "close"
    CLOSE_UNANSWERED = "close_unanswered"
    EXPIRE = "expire"
    REOPEN = "reopen"
    ERASE = "erase"


STEPS: dict[tuple[Status, Step], Status] = {
    (Status.RECEIVED, Step.ROUTE): Status.QUEUED,
    (Status.RECEIVED, Step.EDIT): Status.RECEIVED,
    (Status.RECEIVED, Step.REPLY): Status.RECEIVED,
    (Status.RECEIVED, Step.CLOSE_UNANSWERED): Status.CLOSED,
    (Status.QUEUED, Step.CLAIM): Status.CLAIMED,
    (Status.QUEUED, Step.EDIT): Status.RECEIVED,
    (Status.QUEUED, Step.TRANSFER): Status.QUEUED,
    (Status.QUEUED, Step.REPLY): Status.QUEUED,
    (Status.CLAIMED, Step.HAND_BACK): Status.QUEUED,
    (Status.CLAIMED, Step.RETURN): Status.QUEUED,
    (Status.CLAIMED, Step.TRANSFER): Status.QUEUED,
    (Status.CLAIMED, Step.ASK_BACK): Status.WAITING,
    (Status.CLAIMED, Step.REPLY): Status.CLAIMED,
    (Status.CLAIMED, Step.SCHEDULE): Status.SENDING,
    (Status.CLAIMED, Step.ANSWER): Status.ANSWERED,
    (Status.CLAIMED, Step.CLOSE): Status.CLOSED,
    (Status.CLAIMED, Step.CLOSE_UNANSWERED): Status.CLOSED,
    (Status.WAITING, Step.REPLY): Status.CLAIMED,
    (Status.WAITING, Step.RETURN): Status.QUEUED,
    (Status.WAITING, Step.TRANSFER): Status.QUEUED,
    (Status.WAITING, Step.EXPIRE): Status.CLOSED,
    (Status.WAITING, Step.CLOSE_UNANSWERED): Status.CLOSED,
    (Status.SENDING, Step.UNDO): Status.CLAIMED,
    (Status.SENDING, Step.REPLY): Status.CLAIMED,
    (Status.SENDING, Step.RETURN): Status.QUEUED,
    (Status.SENDING, Step.ANSWER): Status.ANSWERED,
    (Status.ANSWERED, Step.REPLY): Status.REOPENED,
    (Status.ANSWERED, Step.CLOSE): Status.CLOSED,
    (Status.CLOSED, Step.REOPEN): Status.REOPENED,
    (Status.REOPENED, Step.CLAIM): Status.CLAIMED,
    (Status.REOPENED, Step.TRANSFER): Status.QUEUED,
    (Status.REOPENED, Step.REPLY): Status.REOPENED,
    **{(here, Step.ERASE): Status.ERASED for here in Status if here is not Status.ERASED},
}


class PublicationStatus(StrEnum):
    """Where the public version of an answered question stands."""

    CANDIDATE = "candidate"
    DRAFTED = "drafted"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PUBLISHED = "published"
    DUE = "due"
    DECLINED = "declined"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class PublicationStep(StrEnum):
    """What may happen to a publication."""

    DRAFT = "draft"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    ASK_CHANGE = "ask_change"
    APPROVE = "approve"
    KEEP_PRIVATE = "keep_private"
    DROP = "drop"
    VOID = "void"
    PUBLISH = "publish"
    COME_DUE = "come_due"
    REVIEW_AGAIN = "review_again"
    WITHDRAW = "withdraw"


PUBLICATION_STEPS: dict[tuple[PublicationStatus, PublicationStep], PublicationStatus] = {
    (PublicationStatus.CANDIDATE, PublicationStep.DRAFT): PublicationStatus.DRAFTED,
    (PublicationStatus.CANDIDATE, PublicationStep.KEEP_PRIVATE): PublicationStatus.DECLINED,
    (PublicationStatus.CANDIDATE, PublicationStep.DROP): PublicationStatus.DROPPED,
    (PublicationStatus.DRAFTED, PublicationStep.SUBMIT): PublicationStatus.IN_REVIEW,
    (PublicationStatus.DRAFTED, PublicationStep.KEEP_PRIVATE): PublicationStatus.DECLINED,
    (PublicationStatus.DRAFTED, PublicationStep.DROP): PublicationStatus.DROPPED,
    (PublicationStatus.IN_REVIEW, PublicationStep.RETURN): PublicationStatus.DRAFTED,
    (PublicationStatus.IN_REVIEW, PublicationStep.ACCEPT): PublicationStatus.REVIEWED,
    (PublicationStatus.IN_REVIEW, PublicationStep.KEEP_PRIVATE): PublicationStatus.DECLINED,
    (PublicationStatus.IN_REVIEW, PublicationStep.DROP): PublicationStatus.DROPPED,
    (PublicationStatus.REVIEWED, PublicationStep.ASK_CHANGE): PublicationStatus.DRAFTED,
    (PublicationStatus.REVIEWED, PublicationStep.APPROVE): PublicationStatus.APPROVED,
    (PublicationStatus.REVIEWED, PublicationStep.KEEP_PRIVATE): PublicationStatus.DECLINED,
    (PublicationStatus.REVIEWED, PublicationStep.DROP): PublicationStatus.DROPPED,
    (PublicationStatus.APPROVED, PublicationStep.PUBLISH): PublicationStatus.PUBLISHED,
    (PublicationStatus.APPROVED, PublicationStep.VOID): PublicationStatus.DRAFTED,
    (PublicationStatus.APPROVED, PublicationStep.WITHDRAW): PublicationStatus.WITHDRAWN,
    (PublicationStatus.PUBLISHED, PublicationStep.COME_DUE): PublicationStatus.DUE,
    (PublicationStatus.PUBLISHED, PublicationStep.REVIEW_AGAIN): PublicationStatus.PUBLISHED,
    (PublicationStatus.PUBLISHED, PublicationStep.VOID): PublicationStatus.DRAFTED,
    (PublicationStatus.PUBLISHED, PublicationStep.WITHDRAW): PublicationStatus.WITHDRAWN,
    (PublicationStatus.DUE, PublicationStep.REVIEW_AGAIN): PublicationStatus.PUBLISHED,
    (PublicationStatus.DUE, PublicationStep.VOID): PublicationStatus.DRAFTED,
    (PublicationStatus.DUE, PublicationStep.WITHDRAW): PublicationStatus.WITHDRAWN,
}


class CloseCode(StrEnum):
    """Why a question was closed."""

    ANSWERED = "answered"
    NO_REPLY = "no_reply"
    NEEDS_VISIT = "needs_visit"
    EMERGENCY_CARE = "emergency_care"
    NOT_MEDICAL = "not_medical"
    OTHER_SERVICE = "other_service"
    DUPLICATE = "duplicate"
    WITHDRAWN_BY_PATIENT = "withdrawn_by_patient"


CODES_WITH_ADVICE = frozenset(CloseCode) - {
    CloseCode.ANSWERED,
    CloseCode.NO_REPLY,
    CloseCode.WITHDRAWN_BY_PATIENT,
}
"""Codes a clinician may close with; each needs advice on where to go instead."""


class PromiseReason(StrEnum):
    """Why a promised time is another than the one given first."""

    BUSY = "busy"
    AWAY = "away"
    TRANSFERRED = "transferred"
    WRITTEN = "written"


class About(StrEnum):
    """Whom a question is about."""

    ME = "me"
    CHILD = "child"
    OTHER = "other"


class AgeBand(StrEnum):
    """How old the person is; a birth date is not needed to answer."""

    UNDER_1 = "under_1"
    FROM_1 = "1_4"
    FROM_5 = "5_11"
    FROM_12 = "12_17"
    FROM_18 = "18_39"
    FROM_40 = "40_64"
    FROM_65 = "65_79"
    FROM_80 = "80_plus"


class EntryKind(StrEnum):
    """What an entry of a thread is. A note is seen by staff only; a form and what was filled in are JSON."""

    REPLY = "reply"
    ASKED_BACK = "asked_back"
    ADVICE = "advice"
    NOTE = "note"
    FORM = "form"
    FILLED = "filled"


class Helped(StrEnum):
    """Whether an answer helped, as the patient says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Outcome(StrEnum):
    """How the patient is since the answer."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"

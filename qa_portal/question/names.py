"""What statuses, ages and codes are called on a page: one word a thing, for patients and for staff."""

from flask_babel import lazy_gettext as _

from qa_portal.question.holds import HoldCode
from qa_portal.question.mark_names import end_of_consent, mark_class, mark_kind, mark_reason, stands_for
from qa_portal.question.questionnaires import Kind
from qa_portal.question.safety import Finding
from qa_portal.question.status import (
    AgeBand,
    CloseCode,
    Helped,
    Outcome,
    PromiseReason,
    PublicationStatus,
    Status,
)

AGE_BANDS = {
    AgeBand.UNDER_1: _("under 1 year"),
    AgeBand.FROM_1: _("1 to 4 years"),
    AgeBand.FROM_5: _("5 to 11 years"),
    AgeBand.FROM_12: _("12 to 17 years"),
    AgeBand.FROM_18: _("18 to 39 years"),
    AgeBand.FROM_40: _("40 to 64 years"),
    AgeBand.FROM_65: _("65 to 79 years"),
    AgeBand.FROM_80: _("80 years or older"),
}
LANGUAGES = {"en": _("English"), "es": _("Spanish")}
STATUSES = {
    Status.RECEIVED: _("Received"),
    Status.QUEUED: _("With the team"),
    Status.CLAIMED: _("Being answered"),
    Status.WAITING: _("Waiting for you"),
    Status.SENDING: _("Being answered"),
    Status.ANSWERED: _("Answered"),
    Status.CLOSED: _("Closed"),
    Status.REOPENED: _("Opened again"),
    Status.ERASED: _("Erased"),
}
PUBLICATION_STATUSES = {
    PublicationStatus.CANDIDATE: _("Being prepared"),
    PublicationStatus.DRAFTED: _("On the desk"),
    PublicationStatus.IN_REVIEW: _("With the second clinician"),
    PublicationStatus.REVIEWED: _("Waiting for the patient"),
    PublicationStatus.APPROVED: _("Approved"),
    PublicationStatus.PUBLISHED: _("Published"),
    PublicationStatus.DUE: _("Due for review"),
    PublicationStatus.DECLINED: _("Kept private"),
    PublicationStatus.DROPPED: _("Dropped"),
    PublicationStatus.WITHDRAWN: _("Taken back"),
}
CLOSE_CODES = {
    CloseCode.ANSWERED: _("Your question was answered."),
    CloseCode.NO_REPLY: _("We asked you something and did not hear from you."),
    CloseCode.NEEDS_VISIT: _("This needs a visit: somebody must examine you."),
    CloseCode.EMERGENCY_CARE: _("This needs emergency care now."),
    CloseCode.NOT_MEDICAL: _("This is not a medical question."),
    CloseCode.OTHER_SERVICE: _("Another service can help you better."),
    CloseCode.DUPLICATE: _("You asked this before, and it is answered there."),
    CloseCode.WITHDRAWN_BY_PATIENT: _("You took your question back."),
}
PROMISE_REASONS = {
    PromiseReason.BUSY: _("Many people are asking us now. We need more time for your question, and we are sorry."),
    PromiseReason.AWAY: _("Some of the team are away. We need more time for your question, and we are sorry."),
    PromiseReason.TRANSFERRED: _("Your question went to another team that can help you better."),
    PromiseReason.WRITTEN: _("Your answer is written. It comes a little later than we said."),
}


FORM_KINDS = {
    Kind.YES_NO: _("yes or no"),
    Kind.SCALE: _("a number from 0 to 10"),
    Kind.CHOICE: _("one of several choices"),
    Kind.TEXT: _("in words"),
}
HELPED = {Helped.YES: _("yes"), Helped.PARTLY: _("partly"), Helped.NO: _("no")}
OUTCOMES = {Outcome.BETTER: _("better"), Outcome.SAME: _("about the same"), Outcome.WORSE: _("worse")}
FINDINGS = {
    Finding.EXPECTED: _("The illness took this course, and the answer had said so"),
    Finding.SEEN_ELSEWHERE: _("The patient is being treated elsewhere"),
    Finding.ANSWER_TO_MEND: _("The answer should have been better"),
    Finding.HARM: _("The patient came to harm"),
}
HOLD_CODES = {
    HoldCode.COURT: _("Court case"),
    HoldCode.COMPLAINT: _("Complaint"),
    HoldCode.SAFETY: _("Safety incident"),
    HoldCode.AUTHORITY: _("Request of an authority"),
}


def hold_codes() -> dict[str, str]:
    """Return the reasons of a hold, for a form."""
    return {str(code): str(name) for code, name in HOLD_CODES.items()}


def age_band_name(band: str) -> str:
    """Return an age band in words."""
    return str(AGE_BANDS[AgeBand(band)])


def age_band_names() -> list[tuple[str, str]]:
    """Return all age bands, for a form."""
    return [(str(band), str(name)) for band, name in AGE_BANDS.items()]


def language_name(code: str) -> str:
    """Return a language's name, or its code when it has none here."""
    return str(LANGUAGES.get(code, code))


def status_name(status: str) -> str:
    """Return a question's status in words."""
    return str(STATUSES[Status(status)])


def publication_status_name(status: str) -> str:
    """Return a publication's status in words."""
    return str(PUBLICATION_STATUSES[PublicationStatus(status)])


def close_reason(code: str) -> str:
    """Return why a question was closed, in words."""
    return str(CLOSE_CODES[CloseCode(code)])


def helped_name(helped: str) -> str:
    """Return whether an answer helped, in a word."""
    return str(HELPED[Helped(helped)])


def outcome_name(outcome: str) -> str:
    """Return how a patient is, in a word."""
    return str(OUTCOMES[Outcome(outcome)])


def promise_reason(code: str) -> str:
    """Return why a promised time changed, in words."""
    return str(PROMISE_REASONS[PromiseReason(code)])


IN_TEMPLATES = (
    helped_name,
    outcome_name,
    age_band_name,
    age_band_names,
    language_name,
    status_name,
    publication_status_name,
    close_reason,
    promise_reason,
    end_of_consent,
    mark_class,
    mark_kind,
    mark_reason,
    stands_for,
)
"""Functions that pages may call by their names."""

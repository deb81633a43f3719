"""Who has to act in each status, and until when. `ledger.move` sets the time; a room's handler acts when it passes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from qa_portal import clock, settings
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import PublicationStatus, Status

AT_ONCE = timedelta(minutes=5)
"""What the worker does at once is looked at again after this long."""
WARN_SHARE = 0.75
"""The lead is told when this share of the promised time has passed, before the promise breaks."""
DESK_DAYS = 7
"""A draft on the desk or in review is called to mind this often, in days."""
OVERDUE_DAYS = 60
"""A public answer whose review is due is taken down after this many days more."""
WIPE_DAYS = 30
"""The sealed draft of a publication that will not be public is wiped after this many days."""


MOST_DOUBLINGS = 8
"""A worker's step that fails again and again is tried at most 2^8 times 5 minutes apart: once a day."""


def try_again_at(record: Question | Publication) -> datetime:
    """Return when to look again at a step the worker did not manage: twice as late each time."""
    record.reminders += 1
    return clock.now() + AT_ONCE * (1 << min(record.reminders, MOST_DOUBLINGS))


class Owner(StrEnum):
    """Who has to act."""

    WORKER = "worker"
    LEAD = "lead"
    HOLDER = "holder"
    PATIENT = "patient"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    PRIVACY_OFFICER = "privacy_officer"


def _promise(question: Question, now: datetime) -> datetime:
    if question.promised_at is None:
        return now + AT_ONCE
    whole = question.promised_at - now
    return (
        now + whole * WARN_SHARE
        if whole > timedelta(0) and not question.escalations
        else max(question.promised_at, now + AT_ONCE)
    )


def _days(name: str) -> Callable[[object, datetime], datetime]:
    return lambda _record, now: now + timedelta(days=getattr(settings.current(), name))


def _half(name: str) -> Callable[[Question | Publication, datetime], datetime]:
    # Half the time for the first reminder, the other half until it ends.
    return lambda _record, now: now + timedelta(days=getattr(settings.current(), name)) / 2


def _in(span: timedelta) -> Callable[[object, datetime], datetime]:
    return lambda _record, now: now + span


QUESTION: dict[Status, tuple[Owner, Callable[[Question, datetime], datetime]]] = {
    Status.RECEIVED: (Owner.WORKER, _in(AT_ONCE)),
    Status.QUEUED: (Owner.LEAD, _promise),
    Status.CLAIMED: (
        Owner.HOLDER,
        lambda _question, now: now + timedelta(minutes=settings.current().claim_idle_minutes),
    ),
    Status.WAITING: (Owner.PATIENT, _half("waiting_days")),
    Status.SENDING: (Owner.WORKER, lambda question, now: question.send_at or now + AT_ONCE),
    Status.ANSWERED: (Owner.PATIENT, _days("answered_days")),
    Status.CLOSED: (
        Owner.PRIVACY_OFFICER,
        lambda _question, now: clock.months_later(now, settings.current().keep_questions_months),
    ),
    Status.REOPENED: (Owner.LEAD, _promise),
    Status.ERASED: (Owner.WORKER, _in(AT_ONCE)),
}

PUBLICATION: dict[PublicationStatus, tuple[Owner, Callable[[Publication, datetime], datetime]]] = {
    PublicationStatus.CANDIDATE: (Owner.WORKER, _in(AT_ONCE)),
    PublicationStatus.DRAFTED: (Owner.EDITOR, _in(timedelta(days=DESK_DAYS))),
    PublicationStatus.IN_REVIEW: (Owner.REVIEWER, _in(timedelta(days=DESK_DAYS))),
    PublicationStatus.REVIEWED: (Owner.PATIENT, _half("decide_days")),
    PublicationStatus.APPROVED: (Owner.WORKER, _in(AT_ONCE)),
    PublicationStatus.PUBLISHED: (
        Owner.EDITOR,
        lambda publication, now: publication.review_by_at or now + timedelta(days=365),
    ),
    PublicationStatus.DUE: (Owner.EDITOR, _in(timedelta(days=OVERDUE_DAYS))),
    PublicationStatus.DECLINED: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
    PublicationStatus.DROPPED: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
    PublicationStatus.WITHDRAWN: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
}

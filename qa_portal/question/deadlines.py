"""Who has to act in each status, and until when. `ledger.move` sets the time; a room's handler acts when it passes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from qa_portal import clock, settings
from qa_portal.clinic.calendar import Calendar
from qa_portal.question.ladder import Term, Told, next_rung
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import PublicationStatus, Status

AT_ONCE = timedelta(minutes=5)
"""What the worker does at once is looked at again after this long."""
DESK_DAYS = 7
"""A draft on the desk or in review is called to mind this often, in days."""
CARE = tuple(timedelta(days=days) for days in (2, 5, 7, 14))
"""So long after an answer it is looked at: two reminders to read it, then whether it helped; late readers come last."""
CASE_DAYS = 7
"""A case of safety that is open is called to mind this often, in days."""
WIPE_DAYS = 30
"""The sealed draft of a publication that will not be public is wiped after this many days."""


MOST_DOUBLINGS = 8
"""A worker's step that fails again and again is tried at most 2^8 times 5 minutes apart: once a day."""


def try_again_at(record: Question | Publication) -> datetime:
    """Return when to look again at a step the worker did not manage: twice as late each time."""
    record.reminders += 1
    return clock.now() + AT_ONCE * (1 << min(record.reminders, MOST_DOUBLINGS))


QuestionTime = Callable[[Question, datetime, Calendar], datetime]


class Owner(StrEnum):
    """Who has to act."""

    WORKER = "worker"
    LEAD = "lead"
    HOLDER = "holder"
    PATIENT = "patient"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    PRIVACY_OFFICER = "privacy_officer"


def next_told(question: Question, calendar: Calendar) -> tuple[Told, datetime] | None:
    """Return who hears next that the promise is near, and when; None while nothing is promised."""
    term = _term(question, calendar)
    if term is None:
        return None
    return next_rung(question.urgency, question.escalations, term, held=question.where is Status.CLAIMED)


def _promise(question: Question, now: datetime, calendar: Calendar) -> datetime:
    told = next_told(question, calendar)
    return told[1] if told else now + AT_ONCE


def idle_until(question: Question) -> datetime:
    """Return when a claim goes back, unless its holder does something before."""
    since = question.touched_at or question.status_since_at
    return since + idle_span()


def idle_span() -> timedelta:
    """Return how long a claim lasts without a sign of its holder."""
    return timedelta(minutes=settings.current().claim_idle_minutes)


def _claimed(question: Question, now: datetime, calendar: Calendar) -> datetime:
    return min(idle_until(question), _promise(question, now, calendar))


def _sending(question: Question, now: datetime, calendar: Calendar) -> datetime:
    goes_out = question.send_at or now + AT_ONCE
    term = _term(question, calendar)
    # Later than promised: the patient hears it in time.
    return goes_out if term is None or goes_out <= term.promised else min(goes_out, term.near_the_end)


def _term(question: Question, calendar: Calendar) -> Term | None:
    if question.promised_at is None:
        return None
    return Term(calendar, question.promise_made_at or question.sent_at, question.promised_at)


def _days(name: str) -> QuestionTime:
    return lambda _question, now, _calendar: now + timedelta(days=getattr(settings.current(), name))


def _half(name: str) -> timedelta:
    # Half the time for the first reminder, the other half until it ends.
    return timedelta(days=getattr(settings.current(), name)) / 2


def _in(span: timedelta) -> Callable[[object, datetime], datetime]:
    return lambda _record, now: now + span


QUESTION: dict[Status, tuple[Owner, QuestionTime]] = {
    Status.RECEIVED: (Owner.WORKER, lambda _question, now, _calendar: now + AT_ONCE),
    Status.QUEUED: (Owner.LEAD, _promise),
    Status.CLAIMED: (Owner.HOLDER, _claimed),
    Status.WAITING: (Owner.PATIENT, lambda _question, now, _calendar: now + _half("waiting_days")),
    Status.SENDING: (Owner.WORKER, _sending),
    Status.ANSWERED: (Owner.PATIENT, _days("answered_days")),
    Status.CLOSED: (
        Owner.PRIVACY_OFFICER,
        lambda _question, now, _calendar: clock.months_later(now, settings.current().keep_questions_months),
    ),
    Status.REOPENED: (Owner.LEAD, _promise),
    Status.ERASED: (Owner.WORKER, lambda _question, now, _calendar: now + AT_ONCE),
}
"""By the status: who has to act, and until when, by the clinic's calendar."""


def _overdue(publication: Publication, now: datetime) -> datetime:
    # Counted from the review date itself, not from when the worker noticed it.
    return clock.months_later(publication.review_by_at or now, settings.current().overdue_months)


PUBLICATION: dict[PublicationStatus, tuple[Owner, Callable[[Publication, datetime], datetime]]] = {
    PublicationStatus.CANDIDATE: (Owner.WORKER, _in(AT_ONCE)),
    PublicationStatus.DRAFTED: (Owner.EDITOR, _in(timedelta(days=DESK_DAYS))),
    PublicationStatus.IN_REVIEW: (Owner.REVIEWER, _in(timedelta(days=DESK_DAYS))),
    PublicationStatus.REVIEWED: (Owner.PATIENT, lambda _publication, now: now + _half("decide_days")),
    PublicationStatus.APPROVED: (Owner.WORKER, _in(AT_ONCE)),
    PublicationStatus.PUBLISHED: (
        Owner.EDITOR,
        lambda publication, now: publication.review_by_at or now + timedelta(days=365),
    ),
    PublicationStatus.DUE: (Owner.EDITOR, _overdue),
    PublicationStatus.DECLINED: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
    PublicationStatus.DROPPED: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
    PublicationStatus.WITHDRAWN: (Owner.WORKER, _in(timedelta(days=WIPE_DAYS))),
}

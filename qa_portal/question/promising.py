"""Giving a question its promise anew: when the patient wrote again, when it is more urgent, when it cannot be kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.clinic import presence
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.promise import promise
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.question.deadlines import AT_ONCE
from qa_portal.question.models import Question
from qa_portal.question.status import PromiseReason

MOST_TIMES = 3.0
"""Each new promise is half the queue's time longer than the last, up to so many times the queue's time."""


def promise_anew(session: Session, question: Question) -> None:
    """Promise as to a new question: the patient wrote again, and waits for us from now."""
    _give(question, _fresh(session, question))
    question.promise_reason = None
    question.renewals = 0


def promise_sooner(session: Session, question: Question) -> None:
    """Promise as to a more urgent question: what was promised may only come nearer, and the ladder begins anew."""
    fresh = _fresh(session, question)
    _give(question, min(question.promised_at or fresh, fresh))


def put_off(session: Session, question: Question) -> None:
    """Give a new promise with its reason before the old one breaks, and tell the patient."""
    question.renewals += 1
    times = min(1.0 + (question.renewals - 1) / 2, MOST_TIMES)
    begin = max(clock.now(), question.promised_at or clock.now())
    if question.promise_reason != PromiseReason.TRANSFERRED or question.renewals > 1:
        short = presence.stretch(session, queue_of(session, question)) > 1.0
        question.promise_reason = PromiseReason.AWAY if short else PromiseReason.BUSY
    _give(question, promise(session, queue_of(session, question), begin, level=question.level, times=times))
    tell(session, question)


def promise_written(session: Session, question: Question) -> None:
    """Promise the time at which a written answer goes out, later than the one given, and tell the patient."""
    if question.send_at is not None:
        question.promise_reason = PromiseReason.WRITTEN
        _give(question, question.send_at + AT_ONCE)
        tell(session, question)


def tell(session: Session, question: Question) -> None:
    """Write to the patient that the promised time has changed."""
    post(session, question.patient_id, LetterKind.PROMISE_CHANGED, f"/questions/{question.id}")


def queue_of(session: Session, question: Question) -> str:
    """Return the queue a question lies in; the intake while it has none."""
    return question.queue_id or clinic.intake_queue(session).id


def _fresh(session: Session, question: Question) -> datetime:
    return promise(session, queue_of(session, question), clock.now(), level=question.level)


def _give(question: Question, at: datetime) -> None:
    question.promised_at = at
    question.promise_made_at = clock.now()
    question.escalations = 0

"""The only place a status is written. A step sets the next deadline and its alarm, and records who took it."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, bindparam, case, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import page
from qa_portal.db import table_of
from qa_portal.errors import WrongStep
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question import deadlines
from qa_portal.question.agreements import end_consents
from qa_portal.question.beside import end_consults
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import (
    PUBLICATION_STEPS,
    STEPS,
    CloseCode,
    PublicationStatus,
    PublicationStep,
    Status,
    Step,
)

HOLDS = frozenset({Status.CLAIMED, Status.WAITING, Status.SENDING})
"""Statuses in which one clinician holds the question."""


def begin(session: Session, question: Question, actor: Actor) -> None:
    """Enter a new question as RECEIVED, with its deadline and its alarm."""
    question.status = Status.RECEIVED
    _enter(session, question, "sent", "", actor)


def move(session: Session, question: Question, step: Step, *, actor: Actor, reason: str = "") -> Status:
    """Take a step and return the new status. `reason` is a code, never words.

    Raises: WrongStep, when the table has no such step from here.
    """
    before = question.where
    try:
        after = STEPS[before, step]
    except KeyError:
        raise WrongStep("This question has moved on. Look at it again.") from None
    question.status = after
    if after not in HOLDS:
        question.holder_id = None
    if after is not Status.SENDING:
        question.send_at = None
    if after is not before:
        # Each stay in a status is reminded of anew: who is asked a second time hears of it twice, too.
        question.reminders = 0
    if after in {Status.ANSWERED, Status.CLOSED}:
        end_consults(session, question.id)
    if after is Status.CLOSED:
        question.closed_at = clock.now()
        question.close_code = reason or CloseCode.ANSWERED
    elif before is Status.CLOSED and after is not Status.ERASED:
        question.closed_at = question.close_code = None
    _enter(session, question, step, before, actor, reason)
    return after


@lru_cache(maxsize=256)
def _taking(only: ColumnElement[bool]) -> ReturningUpdate[datetime]:
    # What rang for the list rings for the holder too, if it is sooner; the handler sets the next one.
    sooner = case((Question.due_at < bindparam("idle"), Question.due_at), else_=bindparam("idle"))
    values = {"status": STEPS[Status.QUEUED, Step.CLAIM], "holder_id": bindparam("me"), "reminders": 0}
    values |= {"status_since_at": bindparam("now"), "touched_at": bindparam("now"), "due_at": sooner}
    free = (Question.id == bindparam("wanted")) & (Question.status == Status.QUEUED) & only
    return update(table_of(Question)).where(free).values(values).returning(Question.due_at)


def take(session: Session, question_id: str, *, actor: Actor, only: ColumnElement[bool]) -> bool:
    """Take the step CLAIM from the queue as `move` does, in one UPDATE; False when it was not there to be taken.

    Of many who try at once the database lets one through: nothing has to be read and locked before. `only` is a
    clause that is remembered, as one object for each person: making the statement anew would be half the cost.
    """
    now = clock.now()
    values = {"wanted": question_id, "me": actor.id, "now": now, "idle": now + deadlines.idle_span()}
    taken = session.execute(_taking(only), values).first()
    if taken is None:
        return False
    facts = {"step": str(Step.CLAIM), "before": str(Status.QUEUED), "after": str(Status.CLAIMED), "reason": ""}
    record(session, Action.QUESTION_STEP, actor=actor, subject_id=question_id, **facts)
    put(session, Topic.QUESTION_DUE, question_id, taken.due_at)
    return True


def _enter(session: Session, question: Question, step: str, before: str, actor: Actor, reason: str = "") -> None:
    question.status_since_at = clock.now()
    question.touched_at = clock.now()
    facts = {"step": str(step), "before": str(before), "after": question.status, "reason": reason}
    record(session, Action.QUESTION_STEP, actor=actor, subject_id=question.id, **facts)
    set_alarm(session, question)


def set_alarm(session: Session, question: Question, at: datetime | None = None) -> None:
    """Set the deadline of the present status (or another time) and wake the worker then."""
    _owner, due = deadlines.QUESTION[question.where]
    # The calendar has nothing to do with what is about to be written: one UPDATE instead of two.
    with session.no_autoflush:
        question.due_at = at or due(question, clock.now(), page.facts(session).calendar)
    put(session, Topic.QUESTION_DUE, question.id, question.due_at)


def touch(session: Session, question: Question) -> None:
    """Note that the holder is at work: the claim does not go back yet."""
    # The alarm still rings at the old deadline: its handler sees this time and sets the next one.
    question.touched_at = clock.now()


def begin_publication(session: Session, publication: Publication, actor: Actor) -> None:
    """Enter a new publication as CANDIDATE, with its deadline and its alarm."""
    publication.status = PublicationStatus.CANDIDATE
    _enter_publication(session, publication, "propose", "", actor)


def move_publication(
    session: Session, publication: Publication, step: PublicationStep, *, actor: Actor, reason: str = ""
) -> PublicationStatus:
    """Take a step and return the new status. `reason` is a code, never words.

    Raises: WrongStep, when the table has no such step from here.
    """
    before = publication.where
    try:
        after = PUBLICATION_STEPS[before, step]
    except KeyError:
        raise WrongStep("This page has moved on. Look at it again.") from None
    publication.status = after
    publication.reminders = 0
    if after is PublicationStatus.DRAFTED:
        # Whatever was approved or checked was other words than what comes now.
        publication.approved_hash = publication.approved_at = None
        publication.reviewer_id = publication.reviewed_at = None
    if step in {PublicationStep.VOID, PublicationStep.WITHDRAW}:
        end_consents(session, publication.id, reason or str(step))
    _enter_publication(session, publication, step, before, actor, reason)
    return after


def _enter_publication(
    session: Session, publication: Publication, step: str, before: str, actor: Actor, reason: str = ""
) -> None:
    publication.status_since_at = clock.now()
    record(
        session,
        Action.PUBLICATION_STEP,
        actor=actor,
        subject_id=publication.id,
        step=str(step),
        before=str(before),
        after=publication.status,
        reason=reason,
    )
    set_publication_alarm(session, publication)


def set_publication_alarm(session: Session, publication: Publication, at: datetime | None = None) -> None:
    """Set the deadline of the present status (or another time) and wake the worker then."""
    _owner, due = deadlines.PUBLICATION[publication.where]
    publication.due_at = at or due(publication, clock.now())
    put(session, Topic.PUBLICATION_DUE, publication.id, publication.due_at)

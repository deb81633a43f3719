"""Reading what came after the answers: cases, and how patients are; none of it is what they wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.clinic import queries as clinic
from qa_portal.errors import NotFound
from qa_portal.question.models import Question
from qa_portal.question.queries import newest_answer
from qa_portal.question.safety import SafetyCase
from qa_portal.question.status import Status

SHOWN_DAYS = 60
"""Answers and closed cases are listed for so long, in days."""
MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    case: SafetyCase
    number: str
    queue_name: str


def cases(session: Session, user: Actor, language: str) -> list[CaseRow]:
    """Return the cases of a person's queues: those still open first, the oldest on top; then those closed lately."""
    mine = scope(user, Permission.SAFETY_WORK, SafetyCase)
    lately = SafetyCase.closed_at.is_(None) | (SafetyCase.closed_at > clock.now() - timedelta(days=SHOWN_DAYS))
    chosen = (
        select(SafetyCase, Question.number)
        .join(Question, Question.id == SafetyCase.question_id)
        .where(mine, lately)
        .order_by(SafetyCase.closed_at.is_not(None), SafetyCase.opened_at)
        .limit(MAX_ROWS)
    )
    rows = session.execute(chosen).all()
    queues = clinic.queues_by_id(session, {case.queue_id for case, _number in rows})
    names = {queue_id: queue.name(language) for queue_id, queue in queues.items()}
    return [CaseRow(case, number, names.get(case.queue_id, "")) for case, number in rows]


def answers(session: Session, user: Actor) -> Sequence[Question]:
    """Return the questions of a person's queues that were answered lately, newest answer first."""
    mine = scope(user, Permission.QUEUE_SEE, Question)
    lately = Question.answered_at > clock.now() - timedelta(days=SHOWN_DAYS)
    chosen = select(Question).where(mine, lately, Question.status != Status.ERASED)
    return session.scalars(chosen.order_by(Question.answered_at.desc()).limit(MAX_ROWS)).all()


def case_for_update(session: Session, case_id: str) -> SafetyCase:
    """Return a case for a change.

    Raises: NotFound.
    """
    case = session.get(SafetyCase, case_id, with_for_update=True)
    if case is None:
        raise NotFound("There is nothing here.")
    return case


def open_case_of(session: Session, question_id: str) -> SafetyCase | None:
    """Return the case of a question that nobody has closed."""
    chosen = select(SafetyCase).where(SafetyCase.question_id == question_id, SafetyCase.closed_at.is_(None))
    return session.scalar(chosen.limit(1))


def author_id(session: Session, question: Question) -> str | None:
    """Return who wrote the newest answer, while that person works here; else the queue's lead; else nobody."""
    answer = newest_answer(session, question.id)
    author = clinic.member(session, answer.author_id) if answer else None
    if author is not None and author.active:
        return author.account_id
    lead = clinic.lead_of(session, question.queue_id or "")
    return lead.account_id if lead else None

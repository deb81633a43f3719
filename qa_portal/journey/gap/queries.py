"""Which questions fit into ten minutes: the urgent ones first, then the oldest promise, as long as time is left."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.clinic import queries as clinic
from qa_portal.question.models import Entry, Question
from qa_portal.question.status import Status

GAP_MINUTES = 10
MOST = 3
LEAST_MINUTES = 3
"""Nobody reads and answers in less."""
BYTES_A_MINUTE = 600
"""About 100 words read and thought about. The sealed text is as long as the clear one, so nothing is opened."""
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Fit:
    """One question that fits, and how long it will take."""

    question: Question
    queue_name: str
    minutes: int

    @property
    def is_red(self) -> bool:
        """True when signs were found that may not wait."""
        return self.question.is_flagged


def fitting(session: Session, user: Actor, passed: Collection[str] = (), language: str = "en") -> list[Fit]:
    """Return what to take in ten minutes. What is urgent always comes along, whatever it needs; `passed` stays out."""
    waits = Question.status.in_((Status.QUEUED, Status.REOPENED)) & Question.id.not_in(list(passed))
    order = (Question.level_order, Question.promised_at, Question.sent_at)
    chosen = select(Question).where(scope(user, Permission.QUESTION_CLAIM, Question), waits).order_by(*order)
    rows = session.scalars(chosen.limit(LOOKED_AT)).all()
    queues = clinic.queues_by_id(session, {row.queue_id for row in rows if row.queue_id})
    left, found = GAP_MINUTES, list[Fit]()
    for row in rows:
        minutes = minutes_for(session, row)
        if len(found) < MOST and (minutes <= left or (row.is_flagged and not found)):
            found.append(Fit(row, queues[row.queue_id or ""].name(language), minutes))
            left -= minutes
    return found


def minutes_for(session: Session, question: Question) -> int:
    """Return how many minutes a question will need, by how long it is and how much was said since."""
    said = session.scalar(select(func.count(Entry.id)).where(Entry.question_id == question.id)) or 0
    needed = ceil(2 + len(question.body.to_bytes()) / BYTES_A_MINUTE + said / 2)
    return max(LEAST_MINUTES, needed)

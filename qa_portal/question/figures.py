"""Counting how fast questions are answered: what promises follow, and what the public page tells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, func, literal, select

from qa_portal import clock
from qa_portal.clinic import page
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.calendar import Calendar
from qa_portal.clinic.figure_models import WHOLE, ServiceFigure
from qa_portal.clinic.models import Queue
from qa_portal.clinic.queue_service import note_usual_hours
from qa_portal.db import UtcDateTime, read, transaction
from qa_portal.question.models import Answer, Question
from qa_portal.question.status import Status

DAYS = timedelta(days=30)
"""How far back is counted."""
LEAST_ANSWERS = 10
"""From fewer questions nothing is learnt."""
MOST_HOURS = 500.0
"""No queue promises longer than so many opening hours."""
AT_WORK = (Status.RECEIVED, Status.QUEUED, Status.REOPENED, Status.CLAIMED, Status.SENDING)
"""Where a question waits for us."""


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the smallest value that so large a share does not pass; None for no values."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(len(ordered) * share * 100) // 100) - 1)] if ordered else None


def usual_hours(answered: list[float], waiting: list[float], own: float) -> float | None:
    """Return the opening hours in which nine of ten are answered; None from too few.

    Who waits longer than that already counts with the hours so far: a team that answers nothing is not fast.
    """
    known = percentile(answered, 0.9)
    seen = answered + [hours for hours in waiting if hours > (own if known is None else known)]
    found = percentile(seen, 0.9)
    return None if found is None or len(seen) < LEAST_ANSWERS else min(found, MOST_HOURS)


def note_all_usual_hours() -> None:
    """Note for every queue how many opening hours it needed lately; new promises follow."""
    session = read()
    calendar = page.facts(session).calendar
    answered = _opening_hours(calendar, session.execute(_answered(clock.now() - DAYS)))
    still_open = select(Question.queue_id, Question.sent_at, literal(clock.now(), UtcDateTime)).where(waits())
    waiting = _opening_hours(calendar, session.execute(still_open))
    found = {
        queue.id: usual_hours(
            answered.get(queue.id, []), waiting.get(queue.id, []), own=float(queue.answer_within_hours)
        )
        for queue in clinic.queues(session, with_closed=True)
    }
    with transaction() as writing:
        for queue_id, hours in found.items():
            note_usual_hours(writing, queue_id, hours)


def waits() -> ColumnElement[bool]:
    """Return the clause of a question that waits for its first answer; while the patient is asked, it does not."""
    return Question.status.in_(AT_WORK) & Question.answered_at.is_(None)


def _first_answers() -> Select[str, datetime]:
    return select(Answer.question_id, func.min(Answer.created_at).label("at")).group_by(Answer.question_id)


def _answered(since: datetime) -> Select[str | None, datetime, datetime]:
    first = _first_answers().subquery()
    wanted = select(Question.queue_id, Question.sent_at, first.c.at).join(first, first.c.question_id == Question.id)
    return wanted.where(first.c.at >= since)


def _opening_hours(calendar: Calendar, rows: Iterable[Row[str | None, datetime, datetime]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for queue_id, sent_at, at in rows:
        if queue_id:
            found.setdefault(queue_id, []).append(calendar.open_hours_between(sent_at, at))
    return found


@dataclass
class Count:
    """One queue's questions, or all, as they are counted."""

    asked: int = 0
    kept: int = 0
    hours: list[float] = field(default_factory=list)
    waiting: int = 0
    oldest_sent_at: datetime | None = None

    def add(self, sent_at: datetime, promised_at: datetime | None, answered_at: datetime | None) -> None:
        """Count a question sent within the days."""
        self.asked += 1
        if answered_at is not None:
            self.hours.append((answered_at - sent_at) / timedelta(hours=1))
            self.kept += promised_at is not None and answered_at <= promised_at

    def add_waiting(self, number: int, oldest: datetime) -> None:
        """Count questions that wait now."""
        self.waiting += number
        self.oldest_sent_at = min(self.oldest_sent_at or oldest, oldest)

    def row(self, queue_id: str) -> ServiceFigure:
        """Return the figures for the page."""
        return ServiceFigure(
            queue_id=queue_id,
            counted_at=clock.now(),
            asked=self.asked,
            answered=len(self.hours),
            kept=self.kept,
            waiting=self.waiting,
            oldest_sent_at=self.oldest_sent_at,
            median_hours=percentile(self.hours, 0.5),
            p90_hours=percentile(self.hours, 0.9),
        )


def count_all() -> None:
    """Write the figures of the public page anew: a row a queue, and one of the whole clinic."""
    session = read()
    counts = {queue_id: Count() for queue_id in (WHOLE, *session.scalars(select(Queue.id)))}
    for queue_id, sent_at, promised_at, answered_at in session.execute(_asked(clock.now() - DAYS)):
        for count in _both(counts, queue_id):
            count.add(sent_at, promised_at, answered_at)
    for queue_id, number, oldest in session.execute(_waiting_counts()):
        for count in _both(counts, queue_id):
            count.add_waiting(number, oldest)
    with transaction() as writing:
        for queue_id, count in counts.items():
            writing.merge(count.row(queue_id))


def _both(counts: dict[str, Count], queue_id: str | None) -> list[Count]:
    return [counts[WHOLE], *([counts[queue_id]] if queue_id in counts else [])]


def _asked(since: datetime) -> Select[str | None, datetime, datetime | None, datetime | None]:
    asked = select(Question.id).where(Question.sent_at >= since)
    first = _first_answers().where(Answer.question_id.in_(asked)).subquery()
    wanted = select(Question.queue_id, Question.sent_at, Question.first_promised_at, first.c.at)
    recent = (Question.sent_at >= since) & (Question.status != Status.ERASED)
    return wanted.outerjoin(first, first.c.question_id == Question.id).where(recent)


def _waiting_counts() -> Select[str | None, int, datetime]:
    counted = select(Question.queue_id, func.count(Question.id), func.min(Question.sent_at))
    return counted.where(waits()).group_by(Question.queue_id)

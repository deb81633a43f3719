"""When will the patient have an answer? The opening calendar plus what the queue really needs."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from qa_portal.clinic import page, presence, queries
from qa_portal.clinic.models import Queue

WITHIN_HOURS = {"emergency": 1.0, "urgent": 4.0}
"""Opening hours in which a flagged question is answered at the latest, by its level."""


def expected_hours(queue: Queue) -> float:
    """Opening hours to promise: what the queue set itself, or longer when it has needed longer lately."""
    return max(float(queue.answer_within_hours), queue.usual_hours or 0.0)


@dataclass(frozen=True, slots=True)
class Basis:
    """How a promise comes about: opening hours, whether they were measured, and closed dates on the way."""

    hours: int
    is_measured: bool
    holidays: tuple[date, ...]


def hours_for(session: Session, queue_id: str, level: str = "routine") -> float:
    """Return the opening hours in which a queue answers a question of this level, with the people who are there.

    Raises: NotFound, when there is no such queue.
    """
    hours = expected_hours(queries.queue(session, queue_id)) * presence.stretch(session, queue_id)
    return min(hours, WITHIN_HOURS.get(level, hours))


def promise(session: Session, queue_id: str, at: datetime, *, level: str = "routine", times: float = 1.0) -> datetime:
    """Return the time by which a question that comes in at `at` is answered; or within so many times the hours.

    Never on a day the clinic is closed. `level` is the red-flag level: emergency, urgent or routine.
    Raises: NotFound, when there is no such queue.
    """
    return page.facts(session).calendar.add_open_hours(at, hours_for(session, queue_id, level) * times)


def basis(session: Session, queue_id: str | None, at: datetime, *, level: str = "routine") -> Basis | None:
    """Return how the promise of a queue, or of the slowest, comes about; None when there is no queue."""
    queue_ids = [queue_id] if queue_id else [queue.id for queue in queries.queues(session)]
    if not queue_ids:
        return None
    slowest = max(queue_ids, key=lambda one: hours_for(session, one, level))
    hours, row = hours_for(session, slowest, level), queries.queue(session, slowest)
    calendar = page.facts(session).calendar
    first, last = (calendar.local_day(one) for one in (at, calendar.add_open_hours(at, hours)))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return Basis(
        hours=math.ceil(hours),
        is_measured=row.usual_hours is not None and hours >= row.usual_hours > row.answer_within_hours,
        holidays=tuple(day for day in days if day in calendar.holidays),
    )

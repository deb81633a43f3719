"""When will the patient have an answer? The opening calendar plus what the queue really needs."""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal.clinic import page, queries
from qa_portal.clinic.models import Queue

WITHIN_HOURS = {"emergency": 1.0, "urgent": 4.0}
"""Opening hours in which a flagged question is answered at the latest, by its level."""


def expected_hours(queue: Queue) -> float:
    """Opening hours to promise: what the queue set itself, or longer when it has needed longer lately."""
    return max(float(queue.answer_within_hours), queue.usual_hours or 0.0)


def promise(session: Session, queue_id: str, at: datetime, *, level: str = "routine") -> datetime:
    """Return the time by which a question that comes in at `at` is answered.

    Never on a day the clinic is closed. `level` is the red-flag level: emergency, urgent or routine.
    Raises: NotFound, when there is no such queue.
    """
    hours = expected_hours(queries.queue(session, queue_id))
    hours = min(hours, WITHIN_HOURS.get(level, hours))
    return page.facts(session).calendar.add_open_hours(at, hours)

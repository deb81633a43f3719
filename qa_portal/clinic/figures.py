"""How fast the teams answer, for everybody: shares and hours, and no number small enough to point to a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.clinic import queries
from qa_portal.clinic.figure_models import WHOLE, ServiceFigure

LEAST_SHOWN = 10
"""From fewer answers nothing is told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a team, or of all: nothing but the oldest while there are few answers."""

    name: str
    counted_at: datetime
    oldest_sent_at: datetime | None
    median_hours: float | None = None
    p90_hours: float | None = None
    unanswered_percent: int | None = None
    kept_percent: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether there are enough answers to say more than how long the oldest waits."""
        return self.p90_hours is not None


def whole(session: Session) -> Shown | None:
    """Return the figures of all teams together; None before they were counted."""
    row = session.get(ServiceFigure, WHOLE)
    return _shown(row, "") if row else None


def teams(session: Session, language: str) -> list[Shown]:
    """Return the figures of each open team in the clinic's order."""
    rows = {row.queue_id: row for row in session.scalars(select(ServiceFigure))}
    return [_shown(rows[queue.id], queue.name(language)) for queue in queries.queues(session) if queue.id in rows]


def _shown(row: ServiceFigure, name: str) -> Shown:
    if row.answered < LEAST_SHOWN or row.asked < LEAST_SHOWN:
        return Shown(name, row.counted_at, row.oldest_sent_at)
    return Shown(
        name,
        row.counted_at,
        row.oldest_sent_at,
        median_hours=row.median_hours,
        p90_hours=row.p90_hours,
        unanswered_percent=round(100 * (row.asked - row.answered) / row.asked),
        kept_percent=round(100 * row.kept / row.answered),
    )

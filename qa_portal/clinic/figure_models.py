"""How the service does, as the worker counted it last; the public page reads nothing else."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base, UtcDateTime

WHOLE = "clinic"
"""The row of all queues together."""


class ServiceFigure(Base):
    """One queue, or the whole clinic: hours of the answers of the last days, and who waits now."""

    __tablename__ = "service_figures"
    queue_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked: Mapped[int] = mapped_column(default=0)
    """Questions sent in the days counted."""
    answered: Mapped[int] = mapped_column(default=0)
    """Of those, the ones that have an answer."""
    kept: Mapped[int] = mapped_column(default=0)
    """Of those, the ones answered by the time first promised."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Questions without an answer now, however old."""
    oldest_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    median_hours: Mapped[float | None] = mapped_column(default=None)
    """Clock hours from the question to its first answer."""
    p90_hours: Mapped[float | None] = mapped_column(default=None)

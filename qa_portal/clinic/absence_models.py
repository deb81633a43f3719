"""Who is away when, and who stands in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime


class Absence(Base):
    """Days on which somebody does not answer, the first and the last included, in the clinic's own dates."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(String(32), ForeignKey("members.account_id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    cover_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("members.account_id"), index=True)
    """Who sees their queues meanwhile."""
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its first day came and the worker acted on it; none before."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

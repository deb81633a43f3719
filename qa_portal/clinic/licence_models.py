"""The licences of those who answer, and who looked them up in the register."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base, UtcDateTime

CHECKED_FOR = timedelta(days=365)
"""So long a look into the register counts."""
SOON = timedelta(days=30)
"""So long before a licence ends it is time to look again."""


class Standing(StrEnum):
    """How a licence stands on a day."""

    UNCHECKED = "unchecked"
    CHECKED = "checked"
    DUE = "due"
    """It was checked, and it is time to look again."""
    ENDED = "ended"

    @property
    def can_be_shown(self) -> bool:
        """Whether readers may be told that the clinic checked it."""
        return self in {Standing.CHECKED, Standing.DUE}


class Licence(Base):
    """What allows somebody to work in their profession, as they said it and as the clinic found it."""

    __tablename__ = "licences"
    __table_args__ = (CheckConstraint("checked_by_id <> account_id", name="second_person"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("members.account_id", ondelete="CASCADE"), primary_key=True)
    register: Mapped[str] = mapped_column(String(120))
    """Who keeps the list it stands on."""
    number: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(300), default="")
    """Where anybody can look it up."""
    ends_on: Mapped[date | None] = mapped_column(default=None)
    """Its last day; None for one without an end."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    checked_by_id: Mapped[str | None] = mapped_column(String(32), default=None)

    def standing(self, today: date) -> Standing:
        """Return how it stands on a day of the clinic."""
        if self.ends_on is not None and self.ends_on < today:
            return Standing.ENDED
        if self.checked_at is None:
            return Standing.UNCHECKED
        is_old = self.checked_at.date() + CHECKED_FOR <= today
        return Standing.DUE if is_old or (self.ends_on and self.ends_on - SOON <= today) else Standing.CHECKED

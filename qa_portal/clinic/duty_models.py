"""Who is on call: the one part of the clinic's facts that is personal, and so is sealed."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime

DUTY_ID = "duty"
"""There is one duty contact at a time: the id of its row."""
CLINIC_OWNER = "clinic"
"""The clinic's own entry in the keys store."""


class DutyContact(Base):
    """The person on call, for staff only; `account_id` is who is told when a lead does not answer."""

    __tablename__ = "duty_contacts"

    id: Mapped[Id]
    owner_id: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(default=0)
    name: Mapped[Sealed] = mapped_column(SealedColumn)
    phone: Mapped[Sealed] = mapped_column(SealedColumn)
    account_id: Mapped[str | None] = mapped_column(String(32), default=None)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

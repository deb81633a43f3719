"""Who stands beside a question: who looks at it or writes in it now, and who was asked for an opinion."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime


class Doing(StrEnum):
    """What somebody does with a question on their screen."""

    VIEWING = "viewing"
    WRITING = "writing"


class Presence(Base):
    """One clinician with a question open; the page says so every few seconds, and what is old counts no more."""

    __tablename__ = "presences"
    question_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), primary_key=True)
    doing: Mapped[str] = mapped_column(String(8), default=Doing.VIEWING)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)


class Consult(Base):
    """One colleague who was asked about a question, and may read it until the asking ends."""

    __tablename__ = "consults"
    __table_args__ = (UniqueConstraint("question_id", "account_id"),)
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), index=True)
    asked_by_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""The clinic's part in the emergency rules: what it added, and who signed which pack."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime


class FlagRule(Base):
    """A phrase the clinic added; it can only raise, and one that is taken out stays on record."""

    __tablename__ = "flag_rules"
    id: Mapped[Id]
    phrase: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(5))
    level: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(24))
    added_by_id: Mapped[str] = mapped_column(String(32))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FlagSignature(Base):
    """A clinician's word that a pack of rules, with the clinic's additions of then, may be used."""

    __tablename__ = "flag_signatures"
    id: Mapped[Id]
    pack: Mapped[str] = mapped_column(String(40), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    """Of the pack and the additions together."""
    signed_by_id: Mapped[str] = mapped_column(String(32))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class FlagRun(Base):
    """That every open question was looked at with certain rules, after they had changed."""

    __tablename__ = "flag_runs"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    questions: Mapped[int] = mapped_column(default=0)
    raised: Mapped[int] = mapped_column(default=0)

"""Tables of inquiries. Rows outlive the records they are about, so they hold ids and no foreign keys."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime

OFFICE = "privacy-office"
"""Whose key seals what officers write for each other."""


class CaseKind(StrEnum):
    """What a case is about."""

    UNRECOGNISED = "unrecognised"
    UNUSUAL = "unusual"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    OTHER = "other"


class CaseOutcome(StrEnum):
    """How a case ended."""

    PROPER = "proper"
    NOT_PROPER = "not_proper"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why an opening is unusual."""

    UNASSIGNED = "unassigned"
    NIGHT = "night"
    SURNAME = "surname"
    NO_ACTION = "no_action"
    BULK = "bulk"


class Case(Base):
    """One inquiry: about an opening, a person or a complaint."""

    __tablename__ = "cases"
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    patient_id: Mapped[str | None] = mapped_column(String(32), index=True, default=None)
    question_id: Mapped[str | None] = mapped_column(String(32), index=True, default=None)
    entry_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """The audit row it is about."""
    person_id: Mapped[str | None] = mapped_column(String(32), index=True, default=None)
    """The member of staff it is about."""
    opened_by_id: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    closed_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    outcome: Mapped[str | None] = mapped_column(String(20), default=None)
    answer: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    """What the patient is told, sealed with the patient's key."""
    revision: Mapped[int] = mapped_column(default=0)

    @property
    def owner_id(self) -> str:
        """Whose key seals the answer."""
        return self.patient_id or OFFICE

    @property
    def is_open(self) -> bool:
        """Whether somebody still looks into it."""
        return self.closed_at is None


class CaseNote(Base):
    """Something written in a case: by the patient with their key, by officers with the office's."""

    __tablename__ = "case_notes"
    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(String(32), index=True)
    author_id: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(String(32))
    body: Mapped[Sealed] = mapped_column(SealedColumn)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def bound_to(self) -> str:
        """The case it belongs to and who wrote it."""
        return f"{self.case_id} {self.author_id}"


class GlassBreak(Base):
    """Emergency access to one question: a reason, an end, and a review by somebody else."""

    __tablename__ = "glass_breaks"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[str] = mapped_column(String(12))
    officer_id: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[Sealed] = mapped_column(SealedColumn)
    broken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewer_id: Mapped[str | None] = mapped_column(String(32), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    outcome: Mapped[str | None] = mapped_column(String(20), default=None)

    @property
    def owner_id(self) -> str:
        """Whose key seals the reason."""
        return OFFICE

    @property
    def bound_to(self) -> str:
        """Which question it opens, and to whom."""
        return f"{self.question_id} {self.number} {self.officer_id}"

    @property
    def is_open(self) -> bool:
        """Whether the text can still be read with it."""
        return self.expires_at > clock.now()

    @property
    def waits_for_review(self) -> bool:
        """Whether somebody else must still look at it."""
        return self.reviewed_at is None


class Unusual(Base):
    """One opening that stands out, with codes that say why."""

    __tablename__ = "unusual_openings"
    __table_args__ = (UniqueConstraint("entry_id"),)
    id: Mapped[Id]
    entry_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    question_id: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reasons: Mapped[str] = mapped_column(String(100))
    looked_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    case_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """The case it led to; None when it was found to be fine."""

    @property
    def why(self) -> list[Reason]:
        """The reasons, in the order they are told."""
        found = set(self.reasons.split(","))
        return [reason for reason in Reason if reason in found]

    @property
    def is_new(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.looked_at is None


class SameName(Base):
    """Whether a member of staff has a surname of a patient's: a yes or no, never the name."""

    __tablename__ = "same_names"
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    patient_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    same: Mapped[bool]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Habit(Base):
    """How much a member of staff opened within 90 days, counted by the worker."""

    __tablename__ = "opening_habits"
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    openings: Mapped[int]
    unassigned: Mapped[int]
    busiest_day: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class WatchMark(Base):
    """How far along the chain a round has looked."""

    __tablename__ = "watch_marks"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]


class ChainCheck(Base):
    """What a check of the chain found that an officer asked for."""

    __tablename__ = "chain_checks"
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    asked_by_id: Mapped[str] = mapped_column(String(32))
    verified: Mapped[int]
    unlinked: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(300), default=None)
    anchor_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    seconds: Mapped[float]

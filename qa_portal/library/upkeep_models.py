"""Tables of what befalls a page after it is published: reports of readers, checks of sources, recalls."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.library.models import Page


class Wrong(StrEnum):
    """What a reader says is wrong on a page."""

    OUTDATED = "outdated"
    UNSAFE = "unsafe"
    MISTAKE = "mistake"
    UNCLEAR = "unclear"
    NAMES_SOMEBODY = "names_somebody"
    OTHER = "other"
    NEEDS_CHANGES = "needs_changes"
    """Said by staff on the list of pages due; readers cannot choose it."""


class ReportOutcome(StrEnum):
    """What became of a report."""

    CHANGED = "changed"
    RIGHT = "right"
    TAKEN_DOWN = "taken_down"
    CANNOT_TELL = "cannot_tell"


class PageReport(Base):
    """What somebody said is wrong on a page, known by a number only. Who it was is stored nowhere."""

    __tablename__ = "page_reports"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(12), unique=True)
    page_id: Mapped[str] = mapped_column(String(32), ForeignKey("pages.id"), index=True)
    wrong: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(400), default="")
    """De-identified before it is stored; never shown in public."""
    lang: Mapped[str] = mapped_column(String(8), default="en")
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str | None] = mapped_column(String(20), index=True, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    page: Mapped[Page] = relationship(lazy="joined")


class SourceState(StrEnum):
    """What the last look at a source found."""

    GOOD = "good"
    DEAD = "dead"
    CHANGED = "changed"


class SourceCheck(Base):
    """One source address and what was found there; `id` is a hash of the address."""

    __tablename__ = "source_checks"

    id: Mapped[Id]
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default=SourceState.GOOD.value, index=True)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    trouble_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was found dead or changed; a page looked at since then is right again."""
    misses: Mapped[int] = mapped_column(default=0)
    """Looks in a row that reached nothing."""
    text_sha256: Mapped[str] = mapped_column(String(64), default="")


class Recall(Base):
    """Pages taken from the readers together; undoing it needs two people."""

    __tablename__ = "recalls"
    __table_args__ = (CheckConstraint("restored_by_id IS NULL OR restored_by_id <> undo_by_id", name="second_person"),)

    id: Mapped[Id]
    reason: Mapped[str] = mapped_column(String(20))
    notice: Mapped[str] = mapped_column(Text)
    """What readers see in place of each page."""
    pages: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undo_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    undo_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    restored_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

"""Tables of the public record. Every word in them is public; a withdrawn page keeps no words at all."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, desc, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.text.wording import PublicWords, SafetyNet, Source

EPOCH_ID = "library"
"""There is one library: the id of its only row of epochs."""
USUAL_MONTHS = 36
"""A page is looked at again after so many months. Source: NHS website content policy, three years."""


def _part(name: str, *columns: str, of: str) -> Index:
    """An index of some rows alone: the few that are asked for among many."""
    return Index(name, *columns, sqlite_where=text(of), postgresql_where=text(of))


class Kind(StrEnum):
    """Where a page comes from; consent and safety-net rules bind `patient` only."""

    PATIENT = "patient"
    GUIDE = "guide"
    """Written by the clinic itself: an answer, or with a `slug` a guide to a whole subject."""
    IMPORTED = "imported"


class State(StrEnum):
    """Whether a page can be read."""

    LIVE = "live"
    HELD = "held"
    """Its words are kept and shown to nobody: it was recalled, or nobody looked at it in time."""
    MERGED = "merged"
    """Its address leads to the page it was merged into; its words are kept and shown to nobody."""
    WITHDRAWN = "withdrawn"


class Gone(StrEnum):
    """Why a page cannot be read, where readers may know it; empty where it is nobody's business."""

    OVERDUE = "review_overdue"
    RECALLED = "recalled"


class Topic(Base):
    """A subject readers browse by."""

    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_es: Mapped[str] = mapped_column(String(120))
    description_en: Mapped[str] = mapped_column(String(500), default="")
    description_es: Mapped[str] = mapped_column(String(500), default="")
    synonyms: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    review_months: Mapped[int] = mapped_column(default=USUAL_MONTHS)
    """An answer of this topic is looked at again after so many months at the latest."""

    def name(self, language: str) -> str:
        """Return its name in a language."""
        return (self.name_es if language == "es" else "") or self.name_en

    def description(self, language: str) -> str:
        """Return what it is about, in a language."""
        return (self.description_es if language == "es" else "") or self.description_en

    @property
    def words(self) -> str:
        """Every word it is known by, for the index."""
        return " ".join((self.name_en, self.name_es, *self.synonyms))


class Page(Base):
    """One released page. `id` is its public id; `external_id` is the id it was imported with."""

    __tablename__ = "pages"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'patient' OR state = 'withdrawn'"
            " OR (expect <> '' AND worry <> '' AND do_now <> '' AND by_when <> '')",
            name="safety_net",
        ),
        CheckConstraint("state IN ('live', 'held', 'merged', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        CheckConstraint("kind IN ('patient', 'guide', 'imported')", name="kind"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
        CheckConstraint("reviewed_by = '' OR reviewed_by <> answered_by", name="second_person"),
        Index("ix_pages_newest", "state", "imported", "published_at"),
        Index("ix_pages_of_topic", "state", "topic_slug", "imported", desc("published_at"), "sort_key", "id", "slug"),
        Index("ix_pages_changed", "imported", "updated_at"),
        _part("ix_pages_unrelated", "state", of="related IS NULL"),
        _part("ix_pages_answered_by", "answered_by", "published_at", of="answered_by <> ''"),
        _part("ix_pages_reviewed_by", "reviewed_by", "published_at", of="reviewed_by <> ''"),
        _part("ix_pages_of_team", "queue_id", "published_at", of="queue_id IS NOT NULL"),
        _part("ix_pages_guides", "state", "sort_key", "id", of="slug IS NOT NULL"),
    )

    id: Mapped[Id]
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)
    kind: Mapped[str] = mapped_column(String(10))
    imported: Mapped[bool] = mapped_column(default=False)
    """Whether somebody else wrote it; the house's own pages come first in every list."""
    sort_key: Mapped[str] = mapped_column(String(60), default="")
    """Beginning of the title in small letters: pages of one day stand in this order."""
    slug: Mapped[str | None] = mapped_column(String(80), unique=True, default=None)
    """Its name in the address `/guides/<slug>`; only a guide has one, and it keeps it when it is taken away."""
    state: Mapped[str] = mapped_column(String(10), default=State.LIVE.value)
    lang: Mapped[str] = mapped_column(String(8), default="en")
    topic_slug: Mapped[str | None] = mapped_column(ForeignKey("topics.slug"), default=None)
    specialty: Mapped[str] = mapped_column(String(120), default="")
    """Slug of the team that answered; empty where none of the clinic's did."""
    title: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    expect: Mapped[str] = mapped_column(Text, default="")
    worry: Mapped[str] = mapped_column(Text, default="")
    do_now: Mapped[str] = mapped_column(Text, default="")
    by_when: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Each with title, publisher, url and retrieved (`2026-03` or `2026-03-12`)."""
    picked: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Ids of the answers a guide leads to, in its editor's order."""
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    answered_credential: Mapped[str] = mapped_column(String(120), default="")
    reviewed_by: Mapped[str] = mapped_column(String(120), default="")
    reviewed_credential: Mapped[str] = mapped_column(String(120), default="")
    licence: Mapped[str] = mapped_column(String(120), default="")
    licence_url: Mapped[str] = mapped_column(String(500), default="")
    credit: Mapped[str] = mapped_column(String(500), default="")
    credit_url: Mapped[str] = mapped_column(String(500), default="")
    correction: Mapped[str] = mapped_column(Text, default="")
    """The clinic's own words on what was put right; no part of what a patient approved."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    review_by_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    is_due: Mapped[bool] = mapped_column(default=False)
    """Set by the worker when `review_by_at` has passed: the page says so and is ranked down."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    owner_id: Mapped[str | None] = mapped_column(String(32), index=True, default=None)
    """Account of who stands for it; with None it is the desk's. The public side knows nothing of accounts but this."""
    queue_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """Team of the owner: who stands for it when the owner has left."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When its owner was told that the review date is near."""
    gone_because: Mapped[str] = mapped_column(String(20), default="")
    """A member of `Gone`, or empty."""
    related: Mapped[bytes | None] = mapped_column(default=None)
    """Ids of the answers near it, one after the other, 16 bytes each; None until the worker has looked."""
    recall_id: Mapped[str | None] = mapped_column(ForeignKey("recalls.id"), index=True, default=None)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("pages.id"), index=True, default=None)
    content_sha256: Mapped[str] = mapped_column(String(64))
    """Hash of title, question, answer, safety-net and sources: what was approved is what is shown."""
    index_stamp: Mapped[str] = mapped_column(String(16), default="")
    batch_id: Mapped[str | None] = mapped_column(String(32), index=True, default=None)
    """The pages of one import batch go into the index together."""
    topic: Mapped[Topic | None] = relationship(lazy="joined")

    @property
    def words(self) -> PublicWords:
        """Its words as the one value that is hashed."""
        return PublicWords(
            title=self.title,
            question=self.question,
            answer=self.answer,
            safety_net=SafetyNet(self.expect, self.worry, self.do_now, self.by_when),
            sources=tuple(Source(**source) for source in self.sources),
        )

    @property
    def path(self) -> str:
        """Its public path, without a language."""
        return f"/guides/{self.slug}" if self.slug else f"/answers/{self.id}"

    @property
    def is_live(self) -> bool:
        """Whether it can be read."""
        return self.state == State.LIVE

    @property
    def has_words(self) -> bool:
        """Whether its words are still there, shown or not."""
        return self.state != State.WITHDRAWN

    @property
    def gone_at(self) -> datetime:
        """Since when it cannot be read; the last change while it can."""
        return self.withdrawn_at or self.updated_at

    @property
    def has_safety_net(self) -> bool:
        """Whether it says what to watch for."""
        return bool(self.expect or self.worry or self.do_now or self.by_when)


class Epoch(Base):
    """Counts what is released, changed and withdrawn: anything kept by an older number is stale."""

    __tablename__ = "epochs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class ImportRun(Base):
    """How far the import of one file came; the same file again goes on from there."""

    __tablename__ = "import_runs"

    id: Mapped[Id]
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_format: Mapped[str] = mapped_column(String(20))
    batch_id: Mapped[str] = mapped_column(String(32))
    batch_pages: Mapped[int] = mapped_column(default=0)
    last_line: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

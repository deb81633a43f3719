"""Tables of guides as staff know them: each guide with every version of its words. The public one is a page."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.text.wording import PublicWords, SafetyNet, Source


class Guide(Base):
    """One guide. Its id is that of its public page, once there is one."""

    __tablename__ = "guides"

    id: Mapped[Id]
    lang: Mapped[str] = mapped_column(String(8), default="en")
    begun_by_id: Mapped[str] = mapped_column(String(32))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class GuideVersion(Base):
    """The words of a guide at one time, and who stands for them."""

    __tablename__ = "guide_versions"
    __table_args__ = (
        UniqueConstraint("guide_id", "number"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> written_by_id", name="second_person"),
        CheckConstraint("stage IN ('draft', 'in_check', 'checked', 'scheduled', 'live', 'past')", name="stage"),
        CheckConstraint("stage NOT IN ('checked', 'scheduled', 'live') OR checked_by_id IS NOT NULL", name="checked"),
        CheckConstraint("stage <> 'scheduled' OR scheduled_at IS NOT NULL", name="scheduled"),
    )

    id: Mapped[Id]
    guide_id: Mapped[str] = mapped_column(ForeignKey("guides.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    """A member of `stages.Stage`."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts savings: whoever sends words on top of others is told."""
    title: Mapped[str] = mapped_column(String(120), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """In the markup of `text.markup`, as `help` is."""
    help: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    picked: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Ids of answers, in the order they are shown."""
    kept: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Short names of words that may look as if they pointed to a person, and stay."""
    topic_slug: Mapped[str | None] = mapped_column(ForeignKey("topics.slug"), default=None)
    owner_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """Account of who stands for it when it is public; None is the desk."""
    review_by_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    notice: Mapped[str] = mapped_column(String(300), default="")
    """What this version puts right, in one line for readers; empty when it changes nothing that matters."""
    check_note: Mapped[str] = mapped_column(Text, default="")
    """What the second person wants changed."""
    written_by_id: Mapped[str] = mapped_column(String(32))
    """Who changed the words last."""
    writer_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Everybody who changed them: none of these may check them."""
    checked_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    checked_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the words that were checked: no others are released."""
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    released_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When another version took its place, or the guide was withdrawn."""
    restored_from: Mapped[int | None] = mapped_column(default=None)
    """Number of the version whose words it began with."""
    guide: Mapped[Guide] = relationship(lazy="joined", innerjoin=True)

    @property
    def words(self) -> PublicWords:
        """Its words as they are hashed and released: summary, text and box in the places of an answer's."""
        return PublicWords(
            title=self.title,
            question=self.summary,
            answer=self.body,
            safety_net=SafetyNet("", self.help, "", ""),
            sources=tuple(Source(**source) for source in self.sources),
        )

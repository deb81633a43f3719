"""What the clinic says about itself, in plain columns: nothing here is about a patient, so nothing is sealed."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base, Id, UtcDateTime

FACTS_ID = "clinic"
"""There is one clinic: the id of its only row of facts."""


class Queue(Base):
    """A team's queue: what it is called, which words lead to it, how fast it answers."""

    __tablename__ = "queues"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_es: Mapped[str] = mapped_column(String(120))
    description_en: Mapped[str] = mapped_column(String(500), default="")
    description_es: Mapped[str] = mapped_column(String(500), default="")
    terms: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    answer_within_hours: Mapped[int] = mapped_column(CheckConstraint("answer_within_hours >= 1", name="answer_hours"))
    """Opening hours the team promises to answer in."""
    usual_hours: Mapped[float | None] = mapped_column(default=None)
    """Opening hours in which nine of ten questions were answered lately; none until there are enough."""
    lead_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """Account of the person who is told when the queue runs late."""
    is_intake: Mapped[bool] = mapped_column(default=False)
    """The queue for questions that fit no other; exactly one is."""
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def name(self, language: str) -> str:
        """Return its name in a language, or in English when it has none."""
        return (self.name_es if language == "es" else "") or self.name_en

    def description(self, language: str) -> str:
        """Return what the team answers, in a language, or in English when it has none."""
        return (self.description_es if language == "es" else "") or self.description_en


class Member(Base):
    """What patients and readers may know of a member of staff: name, credential, specialty."""

    __tablename__ = "members"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(120))
    credential: Mapped[str] = mapped_column(String(120), default="")
    specialty: Mapped[str] = mapped_column(String(120), default="")
    bio: Mapped[str] = mapped_column(String(1000), default="")
    answers: Mapped[bool] = mapped_column(default=True)
    """Whether they may work in queues: clinicians do, editors and administrators do not."""
    active: Mapped[bool] = mapped_column(default=True)
    public_slug: Mapped[str | None] = mapped_column(String(80), unique=True, index=True, default=None)
    """Name in the address of their public page; None while they want none."""


class QueueMember(Base):
    """Who works in which queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[str] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("members.account_id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Facts(Base):
    """The clinic's name, numbers, looks and switches; one row."""

    __tablename__ = "clinic_facts"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    strapline: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    emergency_number: Mapped[str] = mapped_column(String(40))
    advice_number: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    time_zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON)
    brand_colour: Mapped[str] = mapped_column(String(7), default="")
    button_colour: Mapped[str] = mapped_column(String(7), default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, default=None)
    logo_type: Mapped[str] = mapped_column(String(20), default="")
    logo_hash: Mapped[str] = mapped_column(String(64), default="")
    exit_url: Mapped[str] = mapped_column(String(300), default="")
    """Where "Leave quickly" leads; empty for the page the product names."""
    stop_intake: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[str] = mapped_column(String(32))
    """A new random value at every change of facts, hours, holidays or texts: what caches compare."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClinicText(Base):
    """One of the clinic's texts (privacy notice, terms ...) in one language."""

    __tablename__ = "clinic_texts"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class OpeningHours(Base):
    """One stretch of a weekday (Monday is 0) when the clinic is open, in minutes after midnight."""

    __tablename__ = "opening_hours"

    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closes: Mapped[int] = mapped_column(CheckConstraint("opens < closes AND closes <= 1440", name="order"))


class Holiday(Base):
    """A date on which the clinic is closed."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class ConsentWording(Base):
    """What a patient agrees to, word for word; rows are only ever added.

    `kind` is `ask` (may we ask you about publication?) or `publish` (these exact words, to everyone).
    """

    __tablename__ = "consent_wordings"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_en: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def text(self, language: str) -> str:
        """Return the wording in a language."""
        return self.text_es if language == "es" else self.text_en

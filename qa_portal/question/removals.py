"""Receipts of taking a public page away: each place it stood, with the time somebody looked and it was gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime, new_id
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic


class Place(StrEnum):
    """Where a public page stands, apart from its row."""

    PAGE = "page"
    PIECES = "pieces"
    SEARCH = "search"
    FILES = "files"
    FEEDS = "feeds"
    SITEMAP = "sitemap"
    API = "api"
    RELATED = "related"
    KEPT = "kept"


class Removal(Base):
    """One page that was public and is so no more."""

    __tablename__ = "removals"

    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id"), index=True)
    publication_id: Mapped[str] = mapped_column(String(32), ForeignKey("publications.id"), index=True)
    page_id: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(40))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    places: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Place to the time (ISO 8601, UTC) at which it was looked at and the page was not there."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the last place was found empty."""


def begin_removal(session: Session, *, question_id: str, publication_id: str, page_id: str, reason: str) -> None:
    """Begin a receipt; the worker looks at every place once this transaction is committed."""
    removal = Removal(id=new_id(), question_id=question_id, publication_id=publication_id, page_id=page_id)
    removal.reason, removal.began_at, removal.places = reason, clock.now(), {}
    session.add(removal)
    put(session, Topic.VERIFY_REMOVAL, removal.id)


def note_places(removal: Removal, gone: Mapping[Place, bool]) -> bool:
    """Write down the places that are empty now, each once; return whether all are."""
    now = clock.now().isoformat()
    found = {str(place): now for place, is_gone in gone.items() if is_gone}
    removal.places = found | removal.places
    if removal.places.keys() >= set(map(str, gone)) and removal.finished_at is None:
        removal.finished_at = clock.now()
    return removal.finished_at is not None


def newest_removal(session: Session, publication_id: str) -> Removal | None:
    """Return the newest receipt of a publication; None when it was never taken away."""
    wanted = select(Removal).where(Removal.publication_id == publication_id).order_by(Removal.began_at.desc())
    return session.scalars(wanted.limit(1)).first()


def removals_of(session: Session, question_id: str) -> Sequence[Removal]:
    """Return the receipts of a question, newest first."""
    wanted = select(Removal).where(Removal.question_id == question_id)
    return session.scalars(wanted.order_by(Removal.began_at.desc())).all()

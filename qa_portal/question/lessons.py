"""What answered questions taught the routing: counts of words by queue, kept in one row; no text, and of nobody.

Which words of a question were counted is sealed with the question, so that they can be taken off when it is erased.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, UtcDateTime
from qa_portal.question.models import Question
from qa_portal.question.reading import open_taught
from qa_portal.text.routing.centroids import Centroids

ALL = "all"


class RoutingLessons(Base):
    """The one row of all that was learned."""

    __tablename__ = "routing_lessons"
    id: Mapped[str] = mapped_column(String(8), primary_key=True, default=ALL)
    learned: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def learned(session: Session, known: frozenset[str]) -> Centroids:
    """Return what was learned so far; `known` are the words that may be counted from now on."""
    row = session.get(RoutingLessons, ALL)
    return Centroids.from_json(row.learned, known) if row else Centroids(known)


def learned_for_update(session: Session, known: frozenset[str]) -> Centroids:
    """Return what was learned, while nobody else can change it until this transaction ends."""
    session.get(RoutingLessons, ALL, with_for_update=True)
    return learned(session, known)


def keep(session: Session, lessons: Centroids) -> None:
    """Keep what is known now in place of what was known before."""
    session.merge(RoutingLessons(id=ALL, learned=lessons.as_json(), changed_at=clock.now()))


def take_back(session: Session, question: Question) -> None:
    """Take off what a question taught, in the caller's transaction; without its key that cannot be known any more."""
    taught = open_taught(session, question) if question.routing is not None else {}
    if taught:
        lessons = learned_for_update(session, frozenset())
        lessons.take_off(taught["seen"], taught["queue"])
        keep(session, lessons)

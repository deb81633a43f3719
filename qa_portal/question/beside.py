"""Who is beside a question just now: who looks on, who writes, and which colleague was asked about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime, new_id

FRESH = timedelta(seconds=12)
"""Who has not been heard of for this long is no longer there: a page asks every four seconds."""


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

    @property
    def is_writing(self) -> bool:
        """True while words came in from their keyboard a moment ago."""
        return self.doing == Doing.WRITING


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


def appear(session: Session, question_id: str, account_id: str, doing: Doing) -> None:
    """Note that somebody has a question on their screen now."""
    now = {"doing": doing, "seen_at": clock.now()}
    own = (Presence.question_id == question_id, Presence.account_id == account_id)
    known = update(Presence).where(*own).values(**now).returning(Presence.account_id)
    if session.execute(known).first() is not None:
        return
    try:
        with session.begin_nested():
            session.add(Presence(question_id=question_id, account_id=account_id, **now))
    except IntegrityError:
        # Two windows of one person said it at the same moment: the other one has noted it.
        return


def beside(session: Session, question_ids: Iterable[str], *, but: str) -> list[Presence]:
    """Return who is at these questions now, without the one who asks: writers first, then who came last."""
    chosen = select(Presence).where(
        Presence.question_id.in_(list(question_ids)),
        Presence.account_id != but,
        Presence.seen_at > clock.now() - FRESH,
    )
    return list(session.scalars(chosen.order_by(Presence.doing.desc(), Presence.seen_at.desc())))


def forget_gone(session: Session) -> None:
    """Take away who is no longer there."""
    session.execute(delete(Presence).where(Presence.seen_at <= clock.now() - FRESH))


def begin_consult(session: Session, question_id: str, account_id: str, asked_by_id: str) -> None:
    """Let a colleague read a question, who was asked about it; asking again begins anew."""
    there = select(Consult).where(Consult.question_id == question_id, Consult.account_id == account_id)
    row = session.scalar(there)
    if row is None:
        row = Consult(id=new_id(), question_id=question_id, account_id=account_id)
        session.add(row)
    row.asked_by_id, row.asked_at, row.ended_at = asked_by_id, clock.now(), None


def consults_of(session: Session, question_id: str) -> list[Consult]:
    """Return who is asked about a question now, in the order they were asked."""
    chosen = select(Consult).where(Consult.question_id == question_id, Consult.ended_at.is_(None))
    return list(session.scalars(chosen.order_by(Consult.asked_at, Consult.id)))


def end_consults(session: Session, question_id: str, *, of: str | None = None) -> None:
    """End the asking of one colleague, or of all: the question was answered or closed."""
    chosen = update(Consult).where(Consult.question_id == question_id, Consult.ended_at.is_(None))
    session.execute((chosen.where(Consult.account_id == of) if of else chosen).values(ended_at=clock.now()))

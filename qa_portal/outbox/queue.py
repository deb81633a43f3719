"""The outbox table: putting work in, claiming it, and what happens when it fails."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, UtcDateTime, table_of, transaction
from qa_portal.outbox.topics import Topic

LEASE_SECONDS = 120
"""A worker that dies gives its claimed work back after this long, in seconds."""
MAX_ATTEMPTS = 10
"""After this many failures the work is a dead letter, for a person to look at."""
FIRST_WAIT_SECONDS = 2
LONGEST_WAIT_SECONDS = 3600


class Work(Base):
    """One piece of work to do; it disappears when it is done."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_next", "dead_at", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(100))
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_INSERT = insert(table_of(Work))


def put(session: Session, topic: Topic, subject_id: str, due_at: datetime | None = None) -> None:
    """Leave work for after this commit; `due_at` for later than at once."""
    now = clock.now()
    row = {"topic": str(topic), "subject_id": subject_id, "created_at": now, "due_at": due_at or now}
    session.execute(_INSERT, row)


def claim(limit: int = 20) -> list[tuple[int, Topic, str]]:
    """Claim due work for this worker: (row, topic, subject id), oldest first. Two workers never get the same row."""
    now = clock.now()
    with transaction() as session:
        rows = session.scalars(
            select(Work)
            .where(Work.dead_at.is_(None), Work.due_at <= now)
            .where(Work.claimed_until.is_(None) | (Work.claimed_until < now))
            .order_by(Work.due_at, Work.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.claimed_until = now + timedelta(seconds=LEASE_SECONDS)
        return [(row.id, Topic(row.topic), row.subject_id) for row in rows]


def take_back() -> int:
    """Free what a worker that died had claimed, and return how many; for a worker that has just got the lock.

    Whoever holds the lock is alone, so nobody is at work on these any more: there is no lease to wait for.
    """
    with transaction() as session:
        freed = update(Work).where(Work.claimed_until.is_not(None)).values(claimed_until=None)
        return int(getattr(session.execute(freed), "rowcount", 0))


def done(row_id: int) -> None:
    """Take finished work out."""
    with transaction() as session:
        session.execute(delete(Work).where(Work.id == row_id))


def failed(row_id: int, problem: str) -> None:
    """Count a failure (named by its class): try again, twice as late each time; a dead letter after the last."""
    with transaction() as session:
        row = session.get(Work, row_id)
        if row is None:
            return
        row.attempts += 1
        row.problem = problem[:100]
        row.claimed_until = None
        if row.attempts >= MAX_ATTEMPTS:
            row.dead_at = clock.now()
        else:
            wait = min(FIRST_WAIT_SECONDS * 2 ** (row.attempts - 1), LONGEST_WAIT_SECONDS)
            row.due_at = clock.now() + timedelta(seconds=wait)


def forget(session: Session, subject_ids: Iterable[str]) -> None:
    """Take out the work about subjects that are no more."""
    session.execute(delete(Work).where(Work.subject_id.in_(list(subject_ids))))


def dead_letters(session: Session) -> list[Work]:
    """Return the work that failed for good, oldest first."""
    return list(session.scalars(select(Work).where(Work.dead_at.is_not(None)).order_by(Work.dead_at)))


def waiting(session: Session) -> list[Work]:
    """Return the work still to do, next first."""
    return list(session.scalars(select(Work).where(Work.dead_at.is_(None)).order_by(Work.due_at, Work.id)))


def is_waiting(session: Session, topics: Iterable[Topic]) -> bool:
    """Whether there is work of one of these kinds still to do."""
    wanted = select(Work.id).where(Work.dead_at.is_(None), Work.topic.in_([str(topic) for topic in topics]))
    return session.scalar(wanted.limit(1)) is not None


def redrive(row_id: int | None = None) -> int:
    """Give dead letters (one, or all with None) a fresh start; return how many."""
    with transaction() as session:
        chosen = update(Work).where(Work.dead_at.is_not(None))
        if row_id is not None:
            chosen = chosen.where(Work.id == row_id)
        fresh = chosen.values(dead_at=None, attempts=0, claimed_until=None, due_at=clock.now())
        return int(getattr(session.execute(fresh), "rowcount", 0))

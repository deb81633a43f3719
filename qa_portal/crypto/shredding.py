"""Erasing by destroying keys, and the ledger of it, which only grows.

Always in this order: the ledger row is committed, then the wrapped keys are deleted, then the log the database writes
ahead is emptied, since it still holds what was deleted. Whatever dies between may be done again: nothing is done twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Delete, Engine, String, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.crypto.keystore import OwnerKey, QuestionKey
from qa_portal.db import KeysBase, UtcDateTime, db, keys_read, keys_transaction, new_id

EMPTY_TRIES = 3
"""So often is the write-ahead log asked to be empty, each time waiting for whoever reads at the moment."""
EMPTY_WAIT_MS = 2000


class Kind(StrEnum):
    """What is erased: one question, or a person with every question of theirs."""

    QUESTION = "question"
    PERSON = "person"


class Reason(StrEnum):
    """Why it is erased; a code, never words."""

    PATIENT = "patient"
    RETENTION = "retention"
    UNCONFIRMED = "unconfirmed"
    ORPHAN = "orphan"


class Erasure(KeysBase):
    """One line of the ledger: random ids and codes, nothing of a person."""

    __tablename__ = "erasures"
    __table_args__ = {"sqlite_autoincrement": True}
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(String(12))
    withdraws: Mapped[bool] = mapped_column(default=False)
    """Whether public pages made of it go, too: a restore must know."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


@dataclass(frozen=True, slots=True)
class Shredded:
    """What came of it. `log_is_empty` False: a reader was in the way, or the database would not; try again later."""

    position: int
    at: datetime
    keys: int
    log_is_empty: bool


def shred_question(
    question_id: str, reason: Reason, *, erasure_id: str | None = None, withdraws: bool = False
) -> Shredded:
    """Destroy the key of one question. With the `erasure_id` of an erasure begun before, that one is finished."""
    return _shred(Kind.QUESTION, question_id, reason, erasure_id=erasure_id, withdraws=withdraws)


def shred_person(owner_id: str, reason: Reason, *, erasure_id: str | None = None, withdraws: bool = False) -> Shredded:
    """Destroy a person's key, and the key of every question of theirs."""
    return _shred(Kind.PERSON, owner_id, reason, erasure_id=erasure_id, withdraws=withdraws)


def replay() -> int:
    """Delete again every key the ledger names, after a restore; return how many there were."""
    found = 0
    for erasure in ledger():
        found += _delete_keys(Kind(erasure.kind), erasure.subject_id)
    empty_log()
    return found


def newest_position() -> int:
    """Return the position of the newest line; 0 while nothing was ever erased."""
    with keys_read() as session:
        return session.scalar(select(func.max(Erasure.position))) or 0


def ledger(after: int = 0) -> list[Erasure]:
    """Return the lines after a position, oldest first."""
    with keys_read() as session:
        wanted = select(Erasure).where(Erasure.position > after).order_by(Erasure.position)
        return list(session.scalars(wanted))


def empty_log() -> bool:
    """Take deleted keys out of the files they stood in; False when that could not be done now.

    SQLite overwrites deleted bytes (secure_delete), and the write-ahead log is truncated. PostgreSQL leaves them in the
    table's file, after a plain VACUUM too, until the table is written anew; its write-ahead log keeps them until it
    comes round (see operations.md).
    """
    engine = db.engines["keys"]
    return _truncate_sqlite(engine) if engine.dialect.name == "sqlite" else _rewrite_postgresql(engine)


def _shred(kind: Kind, subject_id: str, reason: Reason, *, erasure_id: str | None, withdraws: bool) -> Shredded:
    line = _enter(Erasure(id=erasure_id or new_id(), kind=kind, subject_id=subject_id, reason=reason), withdraws)
    keys = _delete_keys(kind, subject_id)
    return Shredded(line.position, line.at, keys, empty_log())


def _enter(line: Erasure, withdraws: bool) -> Erasure:
    line.withdraws = withdraws
    with keys_transaction() as session:
        _queue_up(session)
        known = session.scalar(select(Erasure).where(Erasure.id == line.id))
        if known is not None:
            return known
        line.at = clock.now()
        session.add(line)
        session.flush()
        return line


def _queue_up(session: Session) -> None:
    # Positions must show in the order they are given; SQLite has one writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE erasures IN EXCLUSIVE MODE"))


def _delete_keys(kind: Kind, subject_id: str) -> int:
    gone = 0
    with keys_transaction() as session:
        for statement in _deletions(kind, subject_id):
            gone += int(getattr(session.execute(statement), "rowcount", 0))
    return gone


def _deletions(kind: Kind, subject_id: str) -> Iterator[Delete]:
    if kind is Kind.QUESTION:
        yield delete(QuestionKey).where(QuestionKey.id == subject_id)
        return
    yield delete(QuestionKey).where(QuestionKey.owner_id == subject_id)
    yield delete(OwnerKey).where(OwnerKey.id == subject_id)


def _truncate_sqlite(engine: Engine) -> bool:
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        waited = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {EMPTY_WAIT_MS}")
        tries = (cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0 for _ in range(EMPTY_TRIES))
        done = any(tries)
        cursor.execute(f"PRAGMA busy_timeout = {waited}")
    finally:
        raw.close()
    return done


def _rewrite_postgresql(engine: Engine) -> bool:
    tables = (QuestionKey.__tablename__, OwnerKey.__tablename__)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {EMPTY_WAIT_MS}"))
        written = [_let_go(connection, table) and _try(connection, f"VACUUM (FULL) {table}") for table in tables]
        # Lets the write-ahead log come round sooner; only a role that may (pg_checkpoint) can ask for it.
        _try(connection, "CHECKPOINT")
        connection.execute(text("RESET lock_timeout"))
    return all(written)


def _let_go(connection: Connection, table: str) -> bool:
    """Say that no deleted row is kept for somebody who began to read before: a new table would hold it, too."""
    dead = text("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = :table")
    for _ in range(EMPTY_TRIES):
        if _try(connection, f"VACUUM {table}") and connection.scalar(dead, {"table": table}) == 0:
            return True
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": EMPTY_WAIT_MS / 10_000})
    return False


def _try(connection: Connection, command: str) -> bool:
    try:
        connection.exec_driver_sql(command)
    except DBAPIError:
        return False
    return True

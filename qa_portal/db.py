"""The two stores, `main` and `keys`: their bases, their sessions, and the only commit of each.

The keys store holds wrapped keys and nothing else, so that a copy of the main store opens nothing.
A key is committed there before the row that needs it; a session never spans both stores.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from qa_portal.errors import PortalError
from qa_portal.settings import Settings
from qa_portal.turns import Turn

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 15
"""How long SQLite waits for another writer before it gives up, in seconds."""
SQLITE_ASKS_EVERY_SECONDS = 0.12
"""SQLite's busy handler sleeps 100 ms at most between two tries. Source: sqlite3.c, sqliteDefaultBusyCallback."""
GIVE_WAY_SECONDS = 0.02
STATEMENT_TIMEOUT_MS = 30_000
"""PostgreSQL ends a statement that takes longer, in milliseconds."""


class Base(DeclarativeBase):
    """Tables of the main store."""

    metadata = MetaData(naming_convention=NAMING)


class KeysBase(DeclarativeBase):
    """Tables of the keys store."""

    metadata = MetaData(naming_convention=NAMING, info={"bind_key": "keys"})


Id = Annotated[str, mapped_column(String(32), primary_key=True)]
"""A random 128-bit id as 32 hex characters: primary key and public id at once."""


def new_id() -> str:
    """Return a fresh random id; made in Python, so that a value can be sealed to its row before INSERT."""
    return secrets.token_hex(16)


class UtcDateTime(TypeDecorator[datetime]):
    """A UTC-aware time on both databases (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None if dialect.name == "sqlite" else UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every time its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
R = TypeVar("R")
HELD = "qa_portal.held"
READ = "qa_portal.read"
"""Where a session keeps what records that something was opened with it: statements and their values."""
_open_in: ContextVar[str] = ContextVar("open_transaction", default="")


def init_app(app: Flask, settings: Settings, *, with_keys: bool = True) -> None:
    """Give the app its engines; the public role gets the main store only."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    if with_keys:
        url = settings.keys_database_url
        app.config["SQLALCHEMY_BINDS"] = {"keys": {"url": url, **engine_options(url)}}
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            dress(engine)


def leave_connections(app: Flask, *, close: bool) -> None:
    """Begin with new connections: two processes on one mix their answers. A child leaves those of its parent open."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=close)


def engine_options(url: str) -> dict[str, Any]:
    """Return the options every engine of this kind gets: parameters never reach a message or a log."""
    options: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
        options["connect_args"] = {"options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c synchronous_commit=on"}
    return options


def plain_engine(url: str) -> Engine:
    """Return an engine outside any app, for migrations and key checks, with the same safety as the app's."""
    engine = create_engine(url, **engine_options(url))
    dress(engine)
    return engine


def dress(engine: Engine) -> None:
    """Set the durability rules of SQLite on an engine; PostgreSQL has its own in `engine_options`."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(dbapi_connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN would come too late and be the wrong kind: we begin ourselves.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    # A new file gets pages of 8 KiB: answers are one or two thousand characters, and leave less of a page empty.
    for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A write that starts as a read fails at once with "locked" when another writer was first,
    # whatever the timeout; BEGIN IMMEDIATE waits its turn instead.
    writes = connection.get_execution_options().get("qa_writes", False)
    if isinstance(writes, Turn):
        writes.take()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session on the main store, commit it at the end; the only commit of this store.

    When the portal itself refuses the act, all of it is undone but the records of what was opened: that was read.
    Raises: RuntimeError, when one is open already: a use case is whole or not at all.
    """
    refusal: PortalError | None = None
    with _store_session("main", db.engine) as session:
        try:
            yield session
        except PortalError as problem:
            refusal = problem
            session.rollback()
            for statement, row in session.info.get(READ, ()):
                session.execute(statement, row)
        session.commit()
    if refusal is not None:
        raise refusal
    if db.session.registry.has():
        # What this request read before must not be shown as what it wrote.
        db.session.rollback()


@contextmanager
def keys_transaction() -> Iterator[Session]:
    """Open a session on the keys store, commit it at the end; the only commit of this store."""
    with _store_session("keys", db.engines["keys"]) as session:
        yield session
        session.commit()


@contextmanager
def _store_session(store: str, engine: Engine) -> Iterator[Session]:
    if store in _open_in.get().split():
        raise RuntimeError(f"a transaction on the {store} store is open already")
    token = _open_in.set(f"{_open_in.get()} {store}")
    turn = Turn(engine.url.database or "" if engine.dialect.name == "sqlite" else "")
    session = Session(bind=engine.execution_options(qa_writes=turn), expire_on_commit=False)
    try:
        yield session
    finally:
        session.close()
        turn.give()
        _open_in.reset(token)


def read() -> Session:
    """Return this request's session for reading; nothing written with it is ever committed."""
    return db.session()


def table_of(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model: for statements that go past the session's care of rows."""
    return cast(Table, model.__table__)


def dialect_of(session: Session) -> str:
    """Return which database a session speaks to: `sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def inserting(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of one database: only that one knows ON CONFLICT."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def hold(session: Session, row: R) -> R:
    """Let a session keep a row for as long as it lives: `session.get` then finds it again without asking."""
    session.info.setdefault(HELD, set()).add(row)
    return row


def give_way(held_seconds: float) -> None:
    """Between two of many transactions let others write, after the lock was held so long.

    PostgreSQL has a queue. SQLite has none: who waits asks again every tenth of a second, for 15 seconds, and would
    never be let in by somebody who begins anew at once.
    """
    alone = db.engine.dialect.name == "sqlite"
    time.sleep(max(SQLITE_ASKS_EVERY_SECONDS, held_seconds) if alone else GIVE_WAY_SECONDS)


@contextmanager
def keys_read() -> Iterator[Session]:
    """Open a short session for reading the keys store."""
    with Session(bind=db.engines["keys"]) as session:
        yield session

"""Whether anything public has changed, asked on every request: cheaper than the request it saves."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import has_request_context, request
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qa_portal.library import queries
from qa_portal.web.brand import EDITION

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ASK = (
    "SELECT coalesce((SELECT number FROM epochs WHERE id = 'library'), 0),"
    " coalesce((SELECT edition FROM clinic_facts LIMIT 1), '')"
)
"""The publication epoch and the edition of the clinic's facts: all that a kept page depends on."""
Stamp = Callable[[], str]
"""Returns what changes with every change of anything public; "" when nobody can say."""


NUMBER = "qa_portal.epoch"
"""In the environment of a request that only reads: the number of the epoch as it began, if that was asked."""


def write_down(stamp: str, environ: "WSGIEnvironment") -> None:
    """Let who answers a request know what was asked before it began."""
    if stamp:
        number, _, environ[EDITION] = stamp.partition(" ")
        environ[NUMBER] = int(number)


def epoch_now(session: Session) -> int:
    """Return the number of the epoch, as this request began if it only reads."""
    known: int | None = request.environ.get(NUMBER) if has_request_context() else None
    return queries.epoch(session) if known is None else known


def stamp_of(engine: Engine) -> Stamp:
    """Return the fastest way to ask a database."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        return SqliteStamp(engine.url.database)
    return EngineStamp(engine)


class SqliteStamp:
    """One connection of its own, past the pool: some twenty microseconds, and never older than the last commit."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._connection: sqlite3.Connection | None = None
        self._file = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Return the stamp."""
        try:
            with self._lock:
                file = self._path.stat().st_ino
                if self._connection is None or file != self._file:
                    # The first time, or another copy was put in its place.
                    self._connection, self._file = self._opened(), file
                number, edition = self._connection.execute(ASK).fetchone()
        except (sqlite3.Error, OSError):
            return ""
        return f"{number} {edition}"

    def _opened(self) -> sqlite3.Connection:
        # In autocommit: a transaction left open would go on seeing what was there before.
        opened = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=1)
        opened.execute("PRAGMA query_only=ON")
        return opened

    def __del__(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


class EngineStamp:
    """Asked through the pool, without a transaction around it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def __call__(self) -> str:
        """Return the stamp."""
        try:
            with self._engine.connect() as connection:
                number, edition = connection.execute(text(ASK)).one()
        except SQLAlchemyError:
            return ""
        return f"{number} {edition}"

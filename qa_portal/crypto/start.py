"""The start: read the key file, prove that it is the right one, and hand keys to the parts that may not import them."""

from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from qa_portal.audit import log as audit_log
from qa_portal.crypto.keyring import (
    EXTENSION,
    Keyring,
    Purpose,
    mac,
    new_root_key,
    read_key_file,
    write_key_file,
)
from qa_portal.crypto.keystore import RootCheck, verify_check, write_check
from qa_portal.db import plain_engine
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings


class AuditSigner:
    """Signs audit rows under the audit subkey of a root key."""

    def __init__(self, ring: Keyring) -> None:
        self._keys = {root.id: root.subkey(Purpose.AUDIT_MAC) for root in ring}
        self._key_id = ring.active.id

    @property
    def key_id(self) -> str:
        """Id of the active root key."""
        return self._key_id

    def sign(self, key_id: str, message: bytes) -> bytes:
        """Return the MAC of a message; empty when that key is not here, so that nothing matches."""
        key = self._keys.get(key_id)
        return mac(key, message) if key else b""


def hand_in_keys(app: Flask, settings: Settings) -> None:
    """Open the keyring for an app.

    Raises: KeyProblem, in one line that says what to do; nothing is written before.
    """
    ring = checked_keyring(settings)
    app.extensions[EXTENSION] = ring
    app.extensions[audit_log.EXTENSION] = AuditSigner(ring)
    app.secret_key = ring.subkey(Purpose.COOKIE)


def checked_keyring(settings: Settings) -> Keyring:
    """Read the key file and prove it against the keys store.

    Raises: KeyProblem.
    """
    ring = read_key_file(settings.root_key_path)
    _refuse_missing_file(settings.keys_database_url)
    engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine) as session:
            if not inspect(session.connection()).has_table(RootCheck.__tablename__):
                raise KeyProblem("The keys store has no tables yet: run `qa-portal db upgrade`.")
            verify_check(session, ring)
    except DBAPIError:
        raise KeyProblem("The keys store cannot be opened: check QA_KEYS_DATABASE_URL and the file.") from None
    finally:
        engine.dispose()
    return ring


def _refuse_missing_file(url: str) -> None:
    # Opening a SQLite file that is not there would make an empty one.
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        raise KeyProblem(f"No keys store at {parsed.database}: run `qa-portal init`, or restore the file.")


def init_keys(settings: Settings) -> bool:
    """Make the root key file if there is none; True when it was made. An existing file is never touched."""
    if settings.root_key_path.exists():
        read_key_file(settings.root_key_path)
        return False
    write_key_file(settings.root_key_path, [new_root_key()])
    return True


def seal_checks(settings: Settings) -> None:
    """Seal the check text of each root key into a keys store that has its tables.

    Raises: KeyProblem, when the store was made with another key file.
    """
    ring = read_key_file(settings.root_key_path)
    engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine.execution_options(qa_writes=True)) as session, session.begin():
            if session.scalar(select(RootCheck.root_id).limit(1)) is None:
                write_check(session, ring)
            verify_check(session, ring)
    finally:
        engine.dispose()

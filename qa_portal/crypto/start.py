"""The start: read the root keys, prove that they are right, and hand them to the parts that may not import them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from qa_portal.audit import log as audit_log
from qa_portal.crypto import kept
from qa_portal.crypto.keyring import EXTENSION, Keyring, LiveKeyring, Purpose, kek_for, keyring, mac, new_root_key
from qa_portal.crypto.keystore import RootCheck, adopt, kek_id_of, verify_check, write_check
from qa_portal.crypto.recovery import new_recovery_key, public_half
from qa_portal.crypto.sources import KeySource, source_of
from qa_portal.db import keys_read, plain_engine
from qa_portal.errors import KeyProblem, Unreadable
from qa_portal.settings import Settings


class AuditSigner:
    """Signs audit rows under the audit subkey of a root key; rows of a retired root verify with its kept audit key."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    @property
    def key_id(self) -> str:
        """Id of the active root key."""
        return keyring().active.id

    def sign(self, key_id: str, message: bytes) -> bytes:
        """Return the MAC of a message; empty when that key is nowhere, so that nothing matches."""
        root = keyring().root(key_id)
        if root is not None:
            return root.mac(Purpose.AUDIT_MAC, message)
        key = self._kept.get(key_id) or self._open_kept(key_id)
        return mac(key, message) if key else b""

    def _open_kept(self, root_id: str) -> bytes:
        with keys_read() as session:
            row = session.get(kept.KeptKey, root_id)
        try:
            key = kept.open_kept(row, kek_for(kek_id_of(row.wrapped))).audit if row else b""
        except Unreadable:
            return b""
        if key:
            self._kept[root_id] = key
        return key


def hand_in_keys(app: Flask, settings: Settings) -> None:
    """Open the keyring for an app, and keep it up to date with its source.

    Raises: KeyProblem, in one line that says what to do; nothing is written before.
    """
    source = source_of(settings)
    live = LiveKeyring(source.stamp, lambda: _checked(source, settings))
    app.extensions[EXTENSION] = live
    app.extensions[audit_log.EXTENSION] = AuditSigner()
    live.on_change = _sign_forms_with(app)
    live.on_change(live.current())
    # Before anything of a request is looked at, its form token too.
    app.before_request(lambda: _look_at(live))


def _look_at(live: LiveKeyring) -> None:
    live.current()


def _sign_forms_with(app: Flask) -> Callable[[Keyring], None]:
    def change(ring: Keyring) -> None:
        # Signed with the last, believed with any: a form that was open during a rotation can still be sent.
        app.config["WTF_CSRF_SECRET_KEY"] = ring.subkeys(Purpose.COOKIE)
        app.secret_key = ring.subkey(Purpose.COOKIE)

    return change


def checked_keyring(settings: Settings) -> Keyring:
    """Read the root keys and prove them against the keys store.

    Raises: KeyProblem.
    """
    return _checked(source_of(settings), settings)


def _checked(source: KeySource, settings: Settings) -> Keyring:
    ring = source.read()
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


def init_keys(source: KeySource) -> str:
    """Make the first root key if there is none; return the recovery key to print, empty when there were keys already.

    Raises: KeyProblem, when what is there cannot be read, or when the source is not the portal's to write.
    """
    if source.exists():
        source.read()
        return ""
    printed = new_recovery_key()
    source.write(Keyring([new_root_key()], public_half(printed)))
    return printed


def new_paper(settings: Settings, source: KeySource) -> str:
    """Put a new recovery key in the place of the one before, which then opens nothing here; return it to be printed.

    Raises: KeyProblem, when the keys do not belong here, or when the source is not the portal's to write.
    """
    printed = new_recovery_key()
    fresh = _checked(source, settings).with_recovery(public_half(printed))
    source.write(fresh)
    with writing(settings) as session:
        kept.seal_envelopes(session, fresh)
        held = kept.envelopes(session)
    kept.write_copy(settings.recovery_path, held)
    return printed


def seal_checks(settings: Settings) -> None:
    """Seal the check text of each root key, and each root for the recovery key, into a keys store that has its tables.

    Raises: KeyProblem, when the store was made with another key file.
    """
    ring = source_of(settings).read()
    with writing(settings) as session:
        if session.scalar(select(RootCheck.root_id).limit(1)) is None:
            write_check(session, ring)
        verify_check(session, ring)
        kept.seal_envelopes(session, ring)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)


def adopt_keys(settings: Settings, ring: Keyring) -> None:
    """Make a keys store that was put back and a ring one again, though the ring may have changed since.

    Raises: KeyProblem, when they do not belong together.
    """
    with writing(settings) as session:
        adopt(session, ring)
        kept.seal_envelopes(session, ring)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """Open a transaction on the keys store outside any app."""
    engine: Engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine.execution_options(qa_writes=True)) as session, session.begin():
            yield session
    finally:
        engine.dispose()

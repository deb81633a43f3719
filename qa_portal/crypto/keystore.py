"""Person keys and question keys, wrapped, in the `keys` store. Deleting one is how text is erased."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, Select, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.crypto.keyring import Keyring, Purpose, kek_for, keyring
from qa_portal.crypto.sealed import KEY_ID_BYTES, Place, open_bytes, seal_bytes
from qa_portal.db import Id, KeysBase, UtcDateTime, keys_read, keys_transaction, table_of
from qa_portal.errors import KeyProblem, Unavailable, Unreadable

KEY_BYTES = 32
CHECK_TEXT = b"qa-portal root key check"


class RootCheck(KeysBase):
    """A known text sealed under a root key: opening it at the start proves that the key is the right one."""

    __tablename__ = "root_checks"
    root_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class OwnerKey(KeysBase):
    """The wrapped key of one person (patient or staff) or of the clinic."""

    __tablename__ = "owner_keys"
    id: Mapped[Id]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class QuestionKey(KeysBase):
    """The wrapped key of one question: its thread, answers, drafts and publication."""

    __tablename__ = "question_keys"
    id: Mapped[Id]
    owner_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


def _keys_of_question() -> Select[str, bytes, bytes]:
    # Asked for with every text that is opened: two tables at once, and no rows to look after.
    one, person = table_of(QuestionKey).c, table_of(OwnerKey)
    wanted = select(one.owner_id, one.wrapped, person.c.wrapped.label("person"))
    return wanted.outerjoin(person, person.c.id == one.owner_id).where(one.id == bindparam("wanted"))


_KEYS_OF_QUESTION = _keys_of_question()


def new_owner_key(owner_id: str) -> bytes:
    """Make a person's key, commit it wrapped, and return it. Call it before the row that needs it."""
    key = secrets.token_bytes(KEY_BYTES)
    with keys_transaction() as session:
        # Wrapped when it is its turn to write: a rotation may have begun while it waited.
        session.add(OwnerKey(id=owner_id, wrapped=_wrap_owner_key(session, owner_id, key)))
    return key


def drop_unused_key(owner_id: str) -> None:
    """Delete a key that never sealed anything that was stored: there is nothing to erase, so no ledger knows of it."""
    with keys_transaction() as session:
        session.execute(delete(OwnerKey).where(OwnerKey.id == owner_id))


def owner_key(owner_id: str) -> bytes:
    """Return a person's key.

    Raises: Unreadable, when it was erased or its root key is not here.
    """
    with keys_read() as session:
        return _open_owner_key(session, owner_id)


def new_question_key(question_id: str, owner_id: str) -> bytes:
    """Make a question's key under its patient's, commit it wrapped, and return it.

    Raises: Unreadable, when the patient's key is gone.
    """
    key = secrets.token_bytes(KEY_BYTES)
    wrapped = seal_bytes(owner_key(owner_id), _question_place(question_id, owner_id), key)
    with keys_transaction() as session:
        session.add(QuestionKey(id=question_id, owner_id=owner_id, wrapped=wrapped))
    return key


def question_key(question_id: str, owner_id: str | None = None) -> bytes:
    """Return a question's key. Who opens something says whose it is: a row that changed hands opens nothing.

    Raises: Unreadable, when it or its patient's key was erased, or when it is another patient's.
    """
    with keys_read() as session:
        row = session.execute(_KEYS_OF_QUESTION, {"wanted": question_id}).first()
    if row is None:
        raise Unreadable("the key of this question is gone")
    if owner_id not in (None, row.owner_id):
        raise Unreadable("this question belongs to somebody else")
    if row.person is None:
        raise Unreadable("the key of this person is gone")
    person = open_owner_key(row.owner_id, row.person)
    return open_bytes(person, _question_place(question_id, row.owner_id), row.wrapped)


def rewrapped_owner_key(owner_id: str, wrapped: bytes, old: bytes, new: bytes) -> bytes:
    """Return a person's key under another key-encryption key.

    Raises: Unreadable.
    """
    return seal_bytes(new, _owner_place(owner_id), open_bytes(old, _owner_place(owner_id), wrapped))


def unopened_keys(session: Session, ring: Keyring, owner_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give table and id of each key of these people, and of their questions, that does not open."""
    people = {}
    for row in session.scalars(select(OwnerKey).where(OwnerKey.id.in_(owner_ids))):
        try:
            kek = ring.kek_for(kek_id_of(row.wrapped))
            people[row.id] = open_bytes(kek, _owner_place(row.id), row.wrapped)
        except Unreadable:
            yield OwnerKey.__tablename__, row.id
    for key in session.scalars(select(QuestionKey).where(QuestionKey.owner_id.in_(owner_ids))):
        try:
            open_bytes(people.get(key.owner_id, bytes(KEY_BYTES)), _question_place(key.id, key.owner_id), key.wrapped)
        except Unreadable:
            yield QuestionKey.__tablename__, key.id


def write_check(session: Session, ring: Keyring) -> None:
    """Seal the check text under each root key that has none yet."""
    for root in ring:
        if session.get(RootCheck, root.id) is None:
            sealed = seal_bytes(root.subkey(Purpose.KEK), _check_place(root.id), CHECK_TEXT)
            session.add(RootCheck(root_id=root.id, sealed=sealed))


def verify_check(session: Session, ring: Keyring) -> None:
    """Prove that each root key is the one this keys store was made with.

    Raises: KeyProblem, when a key is wrong or one that was used is missing.
    """
    rows = {row.root_id: row.sealed for row in session.scalars(select(RootCheck))}
    if ring.active.id not in rows:
        raise KeyProblem("The key file does not belong to this keys store: restore the right root.json.")
    for root in ring:
        if root.id not in rows:
            continue
        try:
            open_bytes(root.subkey(Purpose.KEK), _check_place(root.id), rows[root.id])
        except Unreadable:
            raise KeyProblem(f"Root key {root.id} is not the right one: restore the right root.json.") from None


def adopt(session: Session, ring: Keyring) -> None:
    """Let a store that was copied before a rotation know the newer roots, once an older one proved that it belongs.

    Raises: KeyProblem.
    """
    if any(session.get(RootCheck, root.id) for root in ring):
        write_check(session, ring)
        session.flush()
    # Proves the roots that were known before, too: a foreign ring of the same ids is refused.
    verify_check(session, ring)


def _open_owner_key(session: Session, owner_id: str) -> bytes:
    row = session.get(OwnerKey, owner_id)
    if row is None:
        raise Unreadable("the key of this person is gone")
    return open_owner_key(owner_id, row.wrapped)


def open_owner_key(owner_id: str, wrapped: bytes) -> bytes:
    """Open a person's wrapped key.

    Raises: Unreadable.
    """
    return open_bytes(kek_for(kek_id_of(wrapped)), _owner_place(owner_id), wrapped)


def _wrap_owner_key(session: Session, owner_id: str, key: bytes) -> bytes:
    root = keyring().active
    # Held until the commit. A process whose source does not answer goes on with the keys it has: it must never wrap
    # with a root that was retired meanwhile and may be deleted.
    held = select(RootCheck.root_id).where(RootCheck.root_id == root.id).with_for_update(read=True)
    if session.scalar(held) is None:
        raise Unavailable("This process has an old root key, and cannot read the key source.")
    return seal_bytes(root.subkey(Purpose.KEK), _owner_place(owner_id), key)


def kek_id_of(wrapped: bytes) -> bytes:
    """Return the id of the key something was wrapped with."""
    return wrapped[2 : 2 + KEY_ID_BYTES]


def _owner_place(owner_id: str) -> bytes:
    return Place("owner_keys", "wrapped", owner_id, owner_id).associated_data()


def _question_place(question_id: str, owner_id: str) -> bytes:
    return Place("question_keys", "wrapped", question_id, owner_id).associated_data()


def _check_place(root_id: str) -> bytes:
    return Place("root_checks", "sealed", root_id, root_id).associated_data()

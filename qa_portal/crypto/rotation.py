"""Changing the root key while the portal is at work.

A rotation begins with a new root in the key source. From then on everything new is wrapped with it, and what is older
is wrapped anew in batches, each row only if it still is what was read (compare and set). Whatever dies half way is
finished by doing it again: what is left to do stands in the rows themselves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from qa_portal.crypto import kept
from qa_portal.crypto.kept import KeptKey, RecoveryEnvelope
from qa_portal.crypto.keyring import Keyring, KeyState, Purpose, RootKey, new_root_key
from qa_portal.crypto.keystore import OwnerKey, RootCheck, rewrapped_owner_key, unopened_keys, write_check
from qa_portal.crypto.sealed import KEY_ID_BYTES
from qa_portal.crypto.sources import KeySource
from qa_portal.db import keys_read, keys_transaction
from qa_portal.errors import KeyProblem, Unreadable
from qa_portal.settings import Settings

EXTENSION = "qa_portal.root_users"
WRAPPED, OLD_AUDIT, LOOKUPS = "wrapped keys", "kept audit keys", "look-ups"
BROUGHT_OVER = frozenset({WRAPPED, OLD_AUDIT, LOOKUPS})
"""Kinds that a rotation brings over; others end by themselves, or have a command of their own."""
BATCH = 200
"""Rows wrapped anew in one transaction: short enough that nobody waits for it."""
Progress = Callable[[int], None]
Count = Callable[[RootKey], int]
"""How many things of one kind still need a root."""


@dataclass(frozen=True, slots=True)
class Use:
    """How many things of one kind need a root."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Unopened:
    """One wrapped key that does not open."""

    table: str
    row_id: str


def needs_root(app: Flask, name: str, count: Count) -> None:
    """Let a kind of thing be asked before a root is retired; other rooms bring what they keep under a root."""
    app.extensions.setdefault(EXTENSION, {})[name] = count


def uses_of(root: RootKey) -> list[Use]:
    """Return what still needs a root, by kind."""
    others: dict[str, Count] = current_app.extensions.get(EXTENSION, {})
    with keys_read() as session:
        wrapped = sum(_is_under(blob, root) for blob in session.scalars(select(OwnerKey.wrapped)))
        old_audit = sum(_is_under(blob, root) for blob in session.scalars(select(KeptKey.wrapped)))
    counted = {WRAPPED: wrapped, OLD_AUDIT: old_audit}
    counted |= {name: count(root) for name, count in others.items()}
    return [Use(name, count) for name, count in counted.items()]


def begin(settings: Settings, source: KeySource, out: KeySource | None = None) -> bool:
    """Put a new root into the key source, unless a rotation is under way already; say whether one was begun.

    Raises: KeyProblem, when the source is not the portal's to write and no `out` is given, when an older root is still
    there, or when the ring is older than what was wrapped last.
    """
    ring = source.read()
    if any(root.state is KeyState.DECRYPT_ONLY for root in ring):
        return False
    if any(_is_unfinished(root) for root in ring if root is not ring.active):
        return False
    if len(ring.keys) > 1:
        raise KeyProblem(f"Root key {ring.keys[0].id} is still here: run `qa-portal keys retire` for it first.")
    if _strangers(ring):
        raise KeyProblem("Keys here are wrapped with a root that the key file has not: restore the newest key file.")
    fresh = ring.with_new_root(new_root_key())
    with keys_transaction() as session:
        # Before any process reads the new ring: it proves each root against this store.
        write_check(session, fresh)
        kept.seal_envelopes(session, fresh)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)
    (out or source).write(fresh)
    return True


def rewrap(ring: Keyring, progress: Progress = lambda _done: None) -> int:
    """Wrap what is under older roots with the active one; return how many rows were changed."""
    changed = 0
    for ids in _pages(OwnerKey.id):
        with keys_transaction() as session:
            for row_id, blob in session.execute(select(OwnerKey.id, OwnerKey.wrapped).where(OwnerKey.id.in_(ids))):
                if not _is_under(blob, ring.active):
                    changed += _swap(session, OwnerKey, row_id, blob, _owner_key_anew(ring, row_id, blob))
        progress(len(ids))
    with keys_transaction() as session:
        for row in session.scalars(select(KeptKey)):
            if not _is_under(row.wrapped, ring.active):
                old = ring.kek_for(_kek_id(row.wrapped))
                row.wrapped = kept.rewrapped(row.root_id, row.wrapped, old, ring.subkey(Purpose.KEK))
                changed += 1
    return changed


def count_wrapped() -> int:
    """Return how many wrapped keys there are, for a progress bar."""
    with keys_read() as session:
        return len(session.scalars(select(OwnerKey.id)).all())


def retire(source: KeySource, root_id: str) -> None:
    """Take a root out of the key source for good. What it signed can still be checked; what it wrapped is wrapped anew.

    Raises: KeyProblem, when it is not there, seals new things, or is still needed.
    """
    ring = source.read()
    root = ring.root(root_id)
    if root is None:
        raise KeyProblem(f"There is no root key {root_id}: see `qa-portal keys status`.")
    if root is ring.active:
        raise KeyProblem(f"Root key {root_id} seals everything new: run `qa-portal keys rotate` first.")
    if root.state is KeyState.DECRYPT_ONLY:
        raise KeyProblem(f"The rotation away from {root_id} is not done: run `qa-portal keys rotate` again.")
    needed = [f"{use.count} {use.name}" for use in uses_of(root) if use.count]
    if needed:
        raise KeyProblem(f"Root key {root_id} is still needed by {', '.join(needed)}.")
    with keys_transaction() as session:
        kept.keep_audit_key(session, ring, root)
    source.write(ring.without(root_id))
    with keys_transaction() as session:
        kept.forget(session, root_id)
        session.execute(delete(RootCheck).where(RootCheck.root_id == root_id))


def forget_unused(settings: Settings, ring: Keyring) -> None:
    """Take away what a beginning left that died before its root was written, and bring the copy up to date."""
    here, in_use = {root.id for root in ring}, _strangers(ring)
    with keys_transaction() as session:
        for check in session.scalars(select(RootCheck).where(RootCheck.root_id.not_in(here))):
            # A root that wraps something is needed, whatever the key file says: its envelope may be all that is left.
            if _kek_id(check.sealed) not in in_use:
                session.execute(delete(RecoveryEnvelope).where(RecoveryEnvelope.root_id == check.root_id))
                session.delete(check)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)


def verify(ring: Keyring, progress: Progress = lambda _done: None) -> Iterator[Unopened]:
    """Open every wrapped key of a person and each of their questions' keys; give those that do not open."""
    for ids in _pages(OwnerKey.id):
        with keys_read() as session:
            yield from (Unopened(table, row_id) for table, row_id in unopened_keys(session, ring, ids))
        progress(len(ids))


def _owner_key_anew(ring: Keyring, row_id: str, blob: bytes) -> bytes | None:
    try:
        return rewrapped_owner_key(row_id, blob, ring.kek_for(_kek_id(blob)), ring.subkey(Purpose.KEK))
    except Unreadable:
        # What does not open cannot be wrapped anew: `verify` names it, and the old root stays needed.
        return None


def _swap(session: Session, table: Any, row_id: str, old: bytes, new: bytes | None) -> int:
    if new is None:
        return 0
    changing = update(table).where(table.id == row_id, table.wrapped == old).values(wrapped=new)
    return int(getattr(session.execute(changing), "rowcount", 0))


def _pages(column: Any) -> Iterator[list[str]]:
    last = ""
    while True:
        with keys_read() as session:
            ids = list(session.scalars(select(column).where(column > last).order_by(column).limit(BATCH)))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _is_unfinished(root: RootKey) -> bool:
    return any(use.count for use in uses_of(root) if use.name in BROUGHT_OVER)


def _strangers(ring: Keyring) -> set[bytes]:
    """Return the ids of key-encryption keys that wrap something and are of no root of the ring."""
    with keys_read() as session:
        used = {_kek_id(blob) for blob in session.scalars(select(OwnerKey.wrapped))}
    return used - {root.kek_id for root in ring}


def _kek_id(blob: bytes) -> bytes:
    return blob[2 : 2 + KEY_ID_BYTES]


def _is_under(blob: bytes, root: RootKey) -> bool:
    return _kek_id(blob) == root.kek_id

"""Changing the root key while the portal is at work.

A rotation begins with a new root in the key source. From then on everything new is wrapped with it, and what is older
is wrapped anew in batches, each row only if it still is what was read (compare and set). Whatever dies half way is
finished by doing it again: what is left to do stands in the rows themselves.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from qa_portal.crypto import kept
from qa_portal.crypto.kept import KeptKey, RecoveryEnvelope
from qa_portal.crypto.keyring import Keyring, KeyState, Purpose, new_root_key
from qa_portal.crypto.keystore import OwnerKey, RootCheck, kek_id_of, rewrapped_owner_key, write_check
from qa_portal.crypto.sources import KeySource
from qa_portal.crypto.uses import is_unfinished, kek_id_in, strangers
from qa_portal.db import give_way, keys_read, keys_transaction
from qa_portal.errors import KeyProblem, Unreadable
from qa_portal.settings import Settings

BATCH = 200
"""Rows wrapped anew in one transaction: short enough that nobody waits for it."""
Progress = Callable[[int], None]
Anew = Callable[[str, bytes, bytes, bytes], bytes]
"""Wraps anew: row id, what was wrapped, the old and the new key-encryption key."""


def begin(settings: Settings, source: KeySource) -> bool:
    """Put a new root into the key source, unless a rotation is under way already; say whether one was begun.

    Raises: KeyProblem, when the source is not the portal's to write, when an older root is still there, or when the
    ring is older than what was wrapped last.
    """
    ring = source.read()
    if any(root.state is KeyState.DECRYPT_ONLY for root in ring):
        return False
    if any(is_unfinished(root) for root in ring if root is not ring.active):
        return False
    if len(ring.keys) > 1:
        raise KeyProblem(f"Root key {ring.keys[0].id} is still here: run `qa-portal keys retire` for it first.")
    if strangers(ring):
        raise KeyProblem("Keys here are wrapped with a root that the key file has not: restore the newest key file.")
    fresh = ring.with_new_root(new_root_key())
    with keys_transaction() as session:
        # Before any process reads the new ring: it proves each root against this store.
        write_check(session, fresh)
        kept.seal_envelopes(session, fresh)
        # From now on, so that each copy that outlives the old root has it.
        kept.keep(session, fresh, ring.active)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)
    source.write(fresh)
    return True


def rewrap(ring: Keyring, progress: Progress = lambda _done: None) -> int:
    """Wrap what is under older roots with the active one; return how many rows were changed."""
    changed = 0
    for table, key, anew in ((OwnerKey, OwnerKey.id, rewrapped_owner_key), (KeptKey, KeptKey.root_id, kept.rewrapped)):
        for rows in _pages(key, table.wrapped, ring):
            fresh = [(row_id, old, _anew(ring, anew, row_id, old)) for row_id, old in rows]
            with keys_transaction() as session:
                changed += sum(_swap(session, table, key == row_id, old, new) for row_id, old, new in fresh)
            progress(len(rows))
    return changed


def forget_unused(settings: Settings, ring: Keyring) -> None:
    """Take away what a beginning left that died before its root was written, and bring the copy up to date."""
    here, in_use = {root.id for root in ring}, strangers(ring)
    with keys_transaction() as session:
        checks = list(session.scalars(select(RootCheck).where(RootCheck.root_id.not_in(here))))
        # A root that wraps something is needed, whatever the key file says: its envelope may be all that is left.
        needed = here | {check.root_id for check in checks if kek_id_of(check.sealed) in in_use}
        session.execute(delete(RecoveryEnvelope).where(RecoveryEnvelope.root_id.not_in(needed)))
        session.execute(delete(RootCheck).where(RootCheck.root_id.not_in(needed)))
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)


def _anew(ring: Keyring, anew: Anew, row_id: str, old: bytes) -> bytes | None:
    try:
        return anew(row_id, old, ring.kek_for(kek_id_of(old)), ring.subkey(Purpose.KEK))
    except Unreadable:
        # What does not open cannot be wrapped anew: `verify` names it, and the old root stays needed.
        return None


def _swap(session: Session, table: Any, is_row: Any, old: bytes, new: bytes | None) -> int:
    if new is None:
        return 0
    changing = update(table).where(is_row, table.wrapped == old).values(wrapped=new)
    return int(getattr(session.execute(changing, execution_options={"synchronize_session": False}), "rowcount", 0))


def _pages(key: Any, wrapped: Any, ring: Keyring) -> Iterator[list[tuple[str, bytes]]]:
    """Give the rows that the active root does not wrap, by the order of their ids."""
    last = ""
    while True:
        behind = select(key, wrapped).where(key > last, kek_id_in(wrapped) != ring.active.kek_id)
        with keys_read() as session:
            rows = [(row_id, bytes(old)) for row_id, old in session.execute(behind.order_by(key).limit(BATCH))]
        if not rows:
            return
        last, begun = rows[-1][0], time.monotonic()
        yield rows
        give_way(time.monotonic() - begun)

"""Taking an old root key out for good, when nothing needs it and nobody can still write with it."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.crypto import kept, shredding
from qa_portal.crypto.keyring import Keyring, KeyState, RootKey
from qa_portal.crypto.keystore import RootCheck
from qa_portal.crypto.sources import KeySource
from qa_portal.crypto.uses import count_wrapped, uses_of
from qa_portal.db import keys_transaction
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings

GRACE = timedelta(seconds=60)
"""So long after its rotation a root stays: requests that began before it have ended by then (gunicorn's time limit)."""


def retire(settings: Settings, source: KeySource, root_id: str) -> None:
    """Take a root out of the key source for good. What it signed can still be checked.

    Raises: KeyProblem, when it is not there, seals new things, is still needed, or was in use moments ago.
    """
    ring = source.read()
    root = _retirable(ring, root_id)
    needed = [f"{use.count} {use.name}" for use in uses_of(root) if use.count]
    if needed:
        raise KeyProblem(f"Root key {root_id} is still needed by {', '.join(needed)}.")
    if clock.now() < settled_at(root):
        raise KeyProblem(f"Root key {root_id} was in use until now: try again after {settled_at(root):%H:%M:%S} UTC.")
    with keys_transaction() as session:
        _close(session, root)
        kept.keep(session, ring, root)
    source.write(ring.without(root_id))
    with keys_transaction() as session:
        kept.forget(session, root_id)
        held = kept.envelopes(session)
    if held:
        kept.write_copy(settings.recovery_path, held)
    shredding.empty_log()


def settled_at(root: RootKey) -> datetime:
    """Return from when on nothing that runs makes anything new with an older root."""
    return datetime.fromisoformat(root.changed_at or root.created_at) + GRACE


def _retirable(ring: Keyring, root_id: str) -> RootKey:
    root = ring.root(root_id)
    if root is None:
        raise KeyProblem(f"There is no root key {root_id}: see `qa-portal keys status`.")
    if root is ring.active:
        raise KeyProblem(f"Root key {root_id} seals everything new: run `qa-portal keys rotate` first.")
    if root.state is KeyState.DECRYPT_ONLY:
        raise KeyProblem(f"The rotation away from {root_id} is not done: run `qa-portal keys rotate` again.")
    return root


def _close(session: Session, root: RootKey) -> None:
    # Whoever wraps a key holds this row until that is committed: after this nobody can, however old its ring is.
    session.execute(delete(RootCheck).where(RootCheck.root_id == root.id))
    late = count_wrapped(session, root)
    if late:
        raise KeyProblem(f"{late} keys were wrapped with {root.id} just now: run `qa-portal keys rotate` again.")

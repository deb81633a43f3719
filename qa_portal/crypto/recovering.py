"""The drill of the lost key file: the paper and the keys store, or the copy beside it, bring the root keys back."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.crypto import kept
from qa_portal.crypto.keyring import Keyring, KeyState, RootKey
from qa_portal.crypto.keystore import OwnerKey, verify_check
from qa_portal.crypto.recovery import open_root, public_half
from qa_portal.crypto.sealed import KEY_ID_BYTES
from qa_portal.db import plain_engine
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings


def recover(settings: Settings, printed: str) -> Keyring:
    """Return the root keys that the paper opens, proved against the keys store.

    Raises: KeyProblem, when the paper was typed wrong or is another installation's, or no envelope is left.
    """
    recovery = public_half(printed)
    engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine) as session:
            held = {**kept.read_copy(settings.recovery_path), **kept.envelopes(session)}
            if not held:
                raise KeyProblem(
                    "No envelope is left here: bring back the keys store, or recovery.json beside the keys."
                )
            roots = sorted((open_root(printed, *one) for one in held.items()), key=lambda root: root.created_at)
            ring = Keyring(_with_states(session, roots), recovery)
            verify_check(session, ring)
            return ring
    finally:
        engine.dispose()


def _with_states(session: Session, roots: list[RootKey]) -> list[RootKey]:
    """Let the newest root that wraps anything seal; a rotation that was under way goes on when it is run again.

    Roots that wrap nothing any more come back, too: rows of the audit log are signed with them.
    """
    used = {blob[2 : 2 + KEY_ID_BYTES] for blob in session.scalars(select(OwnerKey.wrapped))}
    active = next((root for root in reversed(roots) if root.kek_id in used), roots[-1])
    states = {True: KeyState.DECRYPT_ONLY, False: KeyState.SPENT}
    others = [replace(root, state=states[root.kek_id in used]) for root in roots if root is not active]
    return [*others, active]

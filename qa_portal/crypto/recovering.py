"""The drill of the lost key file: the paper and the keys store, or the copy beside it, bring the root keys back."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from qa_portal.crypto import kept
from qa_portal.crypto.keyring import Keyring, KeyState, RootKey
from qa_portal.crypto.keystore import verify_check
from qa_portal.crypto.recovery import open_root, public_half
from qa_portal.crypto.uses import kek_ids
from qa_portal.db import plain_engine
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings


def recover(settings: Settings, printed: str) -> Keyring:
    """Return the root keys that the paper opens, proved against the keys store if there still is one.

    Raises: KeyProblem, when the paper was typed wrong or is another installation's, or no envelope is left.
    """
    recovery = public_half(printed)
    held = kept.read_copy(settings.recovery_path)
    if not has_store(settings):
        return Keyring(_with_states(set(), _opened(printed, held)), recovery)
    engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine) as session:
            used = kek_ids(session)
            ring = Keyring(_with_states(used, _opened(printed, held | kept.envelopes(session))), recovery)
            verify_check(session, ring)
            if used - {root.kek_id for root in ring}:
                raise KeyProblem("Keys here are wrapped with a root that this paper does not open: take the newest.")
            return ring
    finally:
        engine.dispose()


def has_store(settings: Settings) -> bool:
    """Say whether there is a keys store; after a fire there is not, and the copy of the envelopes must do."""
    url = make_url(settings.keys_database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    engine = plain_engine(settings.keys_database_url)
    try:
        return inspect(engine).has_table(kept.RecoveryEnvelope.__tablename__)
    except DBAPIError:
        raise KeyProblem("The keys store cannot be opened: check QA_KEYS_DATABASE_URL and the file.") from None
    finally:
        engine.dispose()


def _opened(printed: str, held: Mapping[str, bytes]) -> list[RootKey]:
    """Open what the paper opens, oldest first. A copy may still hold a retired root under an older paper."""
    roots: list[RootKey] = []
    refused = KeyProblem(
        "No envelope is left here: bring back the keys store, or recovery.json, which is with the copies."
    )
    for root_id, sealed in held.items():
        try:
            roots.append(open_root(printed, root_id, sealed))
        except KeyProblem as problem:
            refused = problem
    if not roots:
        raise refused
    return sorted(roots, key=lambda root: root.created_at)


def _with_states(used: set[bytes], roots: list[RootKey]) -> list[RootKey]:
    """Let the newest root that wraps anything seal; a rotation that was under way goes on when it is run again.

    Roots that wrap nothing any more come back, too: rows of the audit log are signed with them.
    """
    active = next((root for root in reversed(roots) if root.kek_id in used), roots[-1])
    states = {True: KeyState.DECRYPT_ONLY, False: KeyState.SPENT}
    others = [root.turned(states[root.kek_id in used]) for root in roots if root is not active]
    return [*others, active]

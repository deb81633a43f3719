"""What `keys status` says: each root key, what needs it, whether the paper opens it, and what to do next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from qa_portal import clock
from qa_portal.crypto import kept
from qa_portal.crypto.keyring import Keyring, KeyState, RootKey
from qa_portal.crypto.retiring import settled_at
from qa_portal.crypto.uses import Use, uses_of
from qa_portal.db import keys_read
from qa_portal.settings import Settings

ROTATE_AFTER = timedelta(days=365)
DOES = {
    KeyState.ACTIVE: "seals everything new",
    KeyState.DECRYPT_ONLY: "a rotation is leaving it",
    KeyState.SPENT: "opens what is older",
}


def report(settings: Settings, ring: Keyring) -> Iterator[str]:
    """Give the lines of the report."""
    yield f"Root keys from {_where(settings)}. They belong to this installation."
    needed: dict[str, list[Use]] = {}
    for root in sorted(ring, key=lambda root: root is not ring.active):
        needed[root.id] = [use for use in uses_of(root) if use.count]
        yield f"\n{root.id}  made {root.created_at[:10]}, {DOES[root.state]}"
        yield from (f"{use.count:>12,}  {use.name}" for use in needed[root.id])
        if not needed[root.id]:
            yield f"{'nothing':>12}  needs it{' yet' if root is ring.active else ''}"
    yield f"\nRecovery paper: {_paper(ring)}"
    yield f"Next: {_next(ring, needed)}"


def _where(settings: Settings) -> str:
    names = {"secret": "QA_ROOT_KEYS", "vault": "Vault and {}", "kms": "AWS KMS and {}"}
    return names.get(settings.key_source, "{}").format(settings.root_key_path)


def _paper(ring: Keyring) -> str:
    if not ring.recovery:
        return "there is none. Make one with `qa-portal keys paper`."
    with keys_read() as session:
        shut = [root.id for root in ring if not kept.paper_opens(session, root, ring.recovery)]
    return f"does not open {', '.join(shut)}: run `qa-portal db upgrade`." if shut else "opens every root key here."


def _next(ring: Keyring, needed: dict[str, list[Use]]) -> str:
    older = [root for root in ring if root is not ring.active]
    if any(root.state is KeyState.DECRYPT_ONLY for root in older):
        return "a rotation is under way; `qa-portal keys rotate` goes on with it."
    free = [root for root in older if not needed[root.id]]
    if free:
        return _let_go(free[0])
    if older:
        return "the old root key stays until nothing needs it."
    if clock.now() - datetime.fromisoformat(ring.active.created_at) > ROTATE_AFTER:
        return "the root key is older than a year; change it with `qa-portal keys rotate`."
    return "nothing to do."


def _let_go(root: RootKey) -> str:
    waits = f" after {settled_at(root):%H:%M:%S} UTC" if clock.now() < settled_at(root) else ""
    return f"`qa-portal keys retire {root.id}`{waits}."

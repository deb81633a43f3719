"""What the keys store keeps of each root: itself under the recovery key, and its audit key after it was retired.

A copy of the envelopes lies beside the key source: the paper and either of the two bring the roots back.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal.crypto.keyring import Keyring, Purpose, RootKey
from qa_portal.crypto.recovery import seal_root
from qa_portal.crypto.sealed import Place, open_bytes, seal_bytes
from qa_portal.crypto.sources import write_private
from qa_portal.db import KeysBase
from qa_portal.errors import KeyProblem


class RecoveryEnvelope(KeysBase):
    """One root, sealed for whoever has the printed recovery key."""

    __tablename__ = "recovery_envelopes"
    root_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recovery: Mapped[bytes] = mapped_column(LargeBinary)
    """The public half it was sealed to."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class KeptKey(KeysBase):
    """The audit key of a retired root, wrapped by a newer one: old rows must still verify."""

    __tablename__ = "kept_keys"
    root_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


def seal_envelopes(session: Session, ring: Keyring) -> None:
    """Seal each root that has no envelope yet to the recovery key, if there is one."""
    for root in ring if ring.recovery else ():
        row = session.get(RecoveryEnvelope, root.id)
        if row is None or row.recovery != ring.recovery:
            sealed = seal_root(ring.recovery, root)
            session.merge(RecoveryEnvelope(root_id=root.id, recovery=ring.recovery, sealed=sealed))


def envelopes(session: Session) -> dict[str, bytes]:
    """Return the envelopes by the id of their root."""
    return {row.root_id: row.sealed for row in session.scalars(select(RecoveryEnvelope))}


def write_copy(path: Path, held: Mapping[str, bytes]) -> None:
    """Write the copy of the envelopes, whole or not at all."""
    rows = {root_id: base64.b64encode(sealed).decode() for root_id, sealed in sorted(held.items())}
    write_private(path, json.dumps({"format": 1, "envelopes": rows}, indent=1))


def read_copy(path: Path) -> dict[str, bytes]:
    """Read the copy; empty when there is none.

    Raises: KeyProblem, when it is damaged.
    """
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_bytes())["envelopes"]
        return {root_id: base64.b64decode(sealed, validate=True) for root_id, sealed in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyProblem(f"{path} is cut or damaged: use its copy, or restore the keys store.") from None


def keep_audit_key(session: Session, ring: Keyring, root: RootKey) -> None:
    """Keep the audit key of a root that is about to go."""
    if session.get(KeptKey, root.id) is None:
        wrapped = seal_bytes(ring.subkey(Purpose.KEK), _place(root.id), root.subkey(Purpose.AUDIT_MAC))
        session.add(KeptKey(root_id=root.id, wrapped=wrapped))


def open_kept(row: KeptKey, kek: bytes) -> bytes:
    """Open a kept audit key.

    Raises: Unreadable.
    """
    return open_bytes(kek, _place(row.root_id), row.wrapped)


def rewrapped(row_id: str, wrapped: bytes, old: bytes, new: bytes) -> bytes:
    """Return a kept audit key under another key-encryption key."""
    return seal_bytes(new, _place(row_id), open_bytes(old, _place(row_id), wrapped))


def forget(session: Session, root_id: str) -> None:
    """Take away the envelope of a root that was retired."""
    session.execute(delete(RecoveryEnvelope).where(RecoveryEnvelope.root_id == root_id))


def _place(root_id: str) -> bytes:
    return Place("kept_keys", "wrapped", root_id, root_id).associated_data()

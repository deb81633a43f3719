"""What the keys store keeps of each root: itself under the recovery key, and what checks its signs once it is retired.

A copy of the envelopes lies beside the key source: the paper and either of the two bring the roots back.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal.crypto.keyring import SECRET_BYTES, Keyring, Purpose, RootKey
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
    """What a retired root signed with, wrapped by a newer one: old rows and exports must still be recognised.

    Wrapped are the audit key and, after it, the public half of the export key (absent in the oldest rows). Sealed, the
    public half too: whoever can write to this store must not be able to add a signer of their own.
    """

    __tablename__ = "kept_keys"
    root_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a retired root: its audit key, and its public export key, empty when there is none."""

    audit: bytes = field(repr=False)
    export_public: bytes


def seal_envelopes(session: Session, ring: Keyring) -> None:
    """Seal each root that has no envelope yet to the recovery key, if there is one."""
    for root in ring if ring.recovery else ():
        row = session.get(RecoveryEnvelope, root.id)
        if row is None or row.recovery != ring.recovery:
            sealed = seal_root(ring.recovery, root)
            session.merge(RecoveryEnvelope(root_id=root.id, recovery=ring.recovery, sealed=sealed))


def paper_opens(session: Session, root: RootKey, recovery: bytes) -> bool:
    """Say whether the printed recovery key of this public half opens the envelope of a root."""
    row = session.get(RecoveryEnvelope, root.id)
    return row is not None and row.recovery == recovery != b""


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


def keep(session: Session, ring: Keyring, root: RootKey) -> None:
    """Keep what a root signed with that is to go."""
    held = root.subkey(Purpose.AUDIT_MAC) + root.export_public
    session.merge(KeptKey(root_id=root.id, wrapped=seal_bytes(ring.subkey(Purpose.KEK), _place(root.id), held)))


def open_kept(row: KeptKey, kek: bytes) -> Kept:
    """Open what is kept of a root.

    Raises: Unreadable.
    """
    held = open_bytes(kek, _place(row.root_id), row.wrapped)
    return Kept(held[:SECRET_BYTES], held[SECRET_BYTES:])


def rewrapped(row_id: str, wrapped: bytes, old: bytes, new: bytes) -> bytes:
    """Return what is kept of a root under another key-encryption key.

    Raises: Unreadable.
    """
    return seal_bytes(new, _place(row_id), open_bytes(old, _place(row_id), wrapped))


def forget(session: Session, root_id: str) -> None:
    """Take away the envelope of a root that was retired."""
    session.execute(delete(RecoveryEnvelope).where(RecoveryEnvelope.root_id == root_id))


def _place(root_id: str) -> bytes:
    return Place("kept_keys", "wrapped", root_id, root_id).associated_data()

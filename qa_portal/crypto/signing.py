"""Signing what leaves the house, so that anybody can check it with the public key: Ed25519 (RFC 8032)."""

from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select

from qa_portal.crypto.kept import KeptKey, open_kept
from qa_portal.crypto.keyring import Purpose, kek_for, keyring
from qa_portal.crypto.keystore import kek_id_of
from qa_portal.db import keys_read
from qa_portal.errors import Unreadable


def sign(content: bytes) -> tuple[str, str]:
    """Return the public key and the signature of some bytes under the active root's signing key, both in hex."""
    key = Ed25519PrivateKey.from_private_bytes(keyring().subkey(Purpose.EXPORT))
    return key.public_key().public_bytes_raw().hex(), key.sign(content).hex()


def public_keys() -> frozenset[str]:
    """Return the public signing keys of this installation's root keys, those that were retired too, in hex."""
    return frozenset(key.hex() for key in (*(root.export_public for root in keyring()), *_retired()))


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """Say whether a signature belongs to some bytes and a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _retired() -> Iterator[bytes]:
    with keys_read() as session:
        rows = session.scalars(select(KeptKey)).all()
    for row in rows:
        try:
            key = open_kept(row, kek_for(kek_id_of(row.wrapped))).export_public
        except Unreadable:
            # Changed by somebody: it vouches for nothing.
            continue
        if key:
            yield key

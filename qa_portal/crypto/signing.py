"""Signing what leaves the house, so that anybody can check it with the public key: Ed25519 (RFC 8032)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qa_portal.crypto.keyring import Purpose, keyring


def sign(content: bytes) -> tuple[str, str]:
    """Return the public key and the signature of some bytes under the active root's signing key, both in hex."""
    key = Ed25519PrivateKey.from_private_bytes(keyring().subkey(Purpose.EXPORT))
    return key.public_key().public_bytes_raw().hex(), key.sign(content).hex()


def public_keys() -> frozenset[str]:
    """Return the public signing keys of this installation's root keys, in hex."""
    return frozenset(
        Ed25519PrivateKey.from_private_bytes(root.subkey(Purpose.EXPORT)).public_key().public_bytes_raw().hex()
        for root in keyring()
    )


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """Say whether a signature belongs to some bytes and a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True

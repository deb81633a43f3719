"""Finding a sealed value without opening it, and link tokens that are stored nowhere."""

from cryptography.hazmat.primitives import constant_time

from qa_portal.crypto.keyring import Purpose, keyring, mac

_KINDS = {"email": Purpose.BLIND_EMAIL, "address": Purpose.BLIND_ADDRESS}


def blind(kind: str, value: str) -> str:
    """Return the blind index of a value: HMAC-SHA256 under the subkey of its kind, 64 hex characters.

    The caller normalises the value (an e-mail address: stripped, lower case).
    """
    return keyring().mac(_KINDS[kind], value.encode()).hex()


def blind_key_id() -> str:
    """Return the id of the root key blind indexes are made with now, for rotation."""
    return keyring().active.id


def token(purpose: str, row_id: str) -> str:
    """Return the secret of a mail link: derived from the random id of its row, so nothing secret is stored."""
    return keyring().mac(Purpose.TOKEN, f"{purpose}\x00{row_id}".encode()).hex()[:40]


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in constant time."""
    return constant_time.bytes_eq(one.encode(), other.encode())


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """Return HMAC-SHA256 of a random value under a key derived for one purpose, 64 hex characters."""
    return mac(mac(key, f"qa-portal/{purpose}".encode()), value.encode()).hex()

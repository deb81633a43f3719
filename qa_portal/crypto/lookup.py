"""Finding a sealed value without opening it, and link tokens that are stored nowhere."""

from cryptography.hazmat.primitives import constant_time

from qa_portal.crypto.keyring import Purpose, RootKey, keyring, mac

_KINDS = {"email": Purpose.BLIND_EMAIL, "address": Purpose.BLIND_ADDRESS, "code": Purpose.BLIND_CODE}


class Lookup(str):
    """A blind index that knows what the same value is under the other roots.

    As a text it is what goes into the first column. Outside a rotation both columns hold the same; while one is under
    way the first holds the older root's and the second the active one's. Two rows of one value, written at any two
    moments of a rotation, therefore always agree in one column, and the database refuses the second.
    """

    following: str
    """What goes into the second column."""
    every: tuple[str, ...]
    """The value under each root: a row may still, or already, be known by any of them."""


def blind(kind: str, value: str) -> Lookup:
    """Return the blind index of a value: HMAC-SHA256 under the subkey of its kind, 64 hex characters.

    The caller normalises the value (an e-mail address: stripped, lower case).
    """
    ring = keyring()

    def under(root: RootKey) -> str:
        return root.mac(_KINDS[kind], value.encode()).hex()

    made = Lookup(under(ring.first))
    made.following = under(ring.active)
    made.every = tuple(under(root) for root in ring)
    return made


def blind_key_id() -> str:
    """Return the id of the root key the first column is made with now."""
    return keyring().first.id


def token(purpose: str, row_id: str) -> str:
    """Return the secret of a mail link: derived from the random id of its row, so nothing secret is stored."""
    return _token(keyring().active, purpose, row_id)


def is_token(shown: str, purpose: str, row_id: str) -> bool:
    """Say whether this is the secret of a mail link, under any root: a link sent before a rotation still works."""
    return any(same_token(shown, _token(root, purpose, row_id)) for root in keyring())


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in constant time."""
    return constant_time.bytes_eq(one.encode(), other.encode())


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """Return HMAC-SHA256 of a random value under a key derived for one purpose, 64 hex characters."""
    return mac(mac(key, f"qa-portal/{purpose}".encode()), value.encode()).hex()


def _token(root: RootKey, purpose: str, row_id: str) -> str:
    return root.mac(Purpose.TOKEN, f"{purpose}\x00{row_id}".encode()).hex()[:40]

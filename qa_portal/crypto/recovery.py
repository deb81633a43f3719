"""The printed recovery key: 32 signs and 4 to check them, from which the root keys can be had back.

The paper holds the private half of a key pair, the key source its public half. Each root is sealed to the public half
(HPKE, RFC 9180) when it is made, so a rotation needs no paper.
"""

import base64
import hashlib
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qa_portal.crypto.keyring import KeyState, RootKey
from qa_portal.errors import KeyProblem

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread. Source: Douglas Crockford, Base32."""
MISREAD = str.maketrans("ILO", "110")
SECRET_BYTES = 20
CHECK_CHARS = 4
GROUP = 4


def new_recovery_key() -> str:
    """Return a fresh recovery key as it is printed: nine groups of four signs."""
    secret = secrets.token_bytes(SECRET_BYTES)
    signs = _base32(secret) + _check(secret)
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def public_half(printed: str) -> bytes:
    """Return the public half of a printed key.

    Raises: KeyProblem, when it was typed wrong.
    """
    return _private_half(printed).public_key().public_bytes_raw()


def seal_root(recovery: bytes, root: RootKey) -> bytes:
    """Seal a root for whoever has the paper."""
    held = {"created_at": root.created_at, "secret": base64.b64encode(root.secret).decode()}
    return SUITE.encrypt(json.dumps(held).encode(), X25519PublicKey.from_public_bytes(recovery), _bound_to(root.id))


def open_root(printed: str, root_id: str, sealed: bytes) -> RootKey:
    """Open a root with the paper.

    Raises: KeyProblem, when the paper is of another installation or was replaced.
    """
    try:
        held = json.loads(SUITE.decrypt(sealed, _private_half(printed), _bound_to(root_id)))
    except (InvalidTag, ValueError):
        raise KeyProblem("This recovery key does not open these keys: another installation's, or replaced.") from None
    return RootKey(root_id, held["created_at"], KeyState.ACTIVE, base64.b64decode(held["secret"]))


def _private_half(printed: str) -> X25519PrivateKey:
    secret = _typed(printed)
    return X25519PrivateKey.from_private_bytes(
        HKDF(hashes.SHA256(), 32, salt=None, info=b"qa-portal/recovery").derive(secret)
    )


def _typed(printed: str) -> bytes:
    signs = "".join(sign for sign in printed.upper() if sign.isalnum()).translate(MISREAD)
    wrong = [sign for sign in signs if sign not in ALPHABET]
    length = SECRET_BYTES * 8 // 5
    if wrong or len(signs) != length + CHECK_CHARS:
        raise KeyProblem(f"A recovery key has {length + CHECK_CHARS} signs: one is missing or too many.")
    number = 0
    for sign in signs[:length]:
        number = number * 32 + ALPHABET.index(sign)
    secret = number.to_bytes(SECRET_BYTES)
    if signs[length:] != _check(secret):
        raise KeyProblem("A sign of the recovery key is not the one on the paper: compare group by group.")
    return secret


def _base32(secret: bytes) -> str:
    number = int.from_bytes(secret)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(len(secret) * 8 - 5, -1, -5))


def _check(secret: bytes) -> str:
    return _base32(hashlib.sha256(b"qa-portal recovery" + secret).digest()[:5])[:CHECK_CHARS]


def _bound_to(root_id: str) -> bytes:
    return f"qa-portal root {root_id}".encode()

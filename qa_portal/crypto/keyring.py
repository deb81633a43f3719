"""The root keys and what is derived from them.

The key file is JSON, mode 0600: {"format": 1, "keys": [{"id", "created_at", "state", "secret"}]}.
HKDF-SHA256 (RFC 5869) makes one subkey a purpose, so that no key does two jobs.
"""

import base64
import binascii
import json
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from qa_portal import clock
from qa_portal.crypto.sealed import key_id_of
from qa_portal.errors import KeyProblem, Unreadable

EXTENSION = "qa_portal.keyring"
SECRET_BYTES = 32
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Purpose(StrEnum):
    """What a subkey is for; the label goes into HKDF."""

    KEK = "kek"
    BLIND_EMAIL = "blind:email"
    BLIND_ADDRESS = "blind:address"
    COOKIE = "cookie"
    AUDIT_MAC = "audit-mac"
    TOKEN = "token"
    EXPORT = "export"


class KeyState(StrEnum):
    """The active key seals; a decrypt-only one still opens."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt-only"


@dataclass(frozen=True, slots=True)
class RootKey:
    """One root key. Its `repr` shows the id only."""

    id: str
    created_at: str
    state: KeyState
    secret: bytes

    def __repr__(self) -> str:
        return f"<root key {self.id} {self.state}>"

    def subkey(self, purpose: Purpose) -> bytes:
        """Return the 32-byte key for one purpose."""
        return _derive(self.secret, purpose)


class Keyring:
    """The root keys of an installation, one of them active."""

    def __init__(self, keys: list[RootKey]) -> None:
        active = [key for key in keys if key.state is KeyState.ACTIVE]
        if len(active) != 1:
            raise KeyProblem("The key file must hold exactly one active key: restore it from its copy.")
        self.active = active[0]
        self._by_kek_id = {key_id_of(key.subkey(Purpose.KEK)): key for key in keys}
        self.keys = keys

    def __iter__(self) -> Iterator[RootKey]:
        return iter(self.keys)

    def subkey(self, purpose: Purpose) -> bytes:
        """Return the active root's key for one purpose."""
        return self.active.subkey(purpose)

    def kek_for(self, kek_id: bytes) -> bytes:
        """Return the key-encryption key with this id.

        Raises: Unreadable, when no root key of this installation has it.
        """
        try:
            return self._by_kek_id[kek_id].subkey(Purpose.KEK)
        except KeyError:
            raise Unreadable("a key was wrapped with a root key that is not here") from None

    def mac(self, purpose: Purpose, message: bytes) -> bytes:
        """Return HMAC-SHA256 under the active subkey of one purpose."""
        return mac(self.subkey(purpose), message)


def mac(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256, 32 bytes."""
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(message)
    return made.finalize()


@cache
def _derive(secret: bytes, purpose: Purpose) -> bytes:
    return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=f"qa-portal/{purpose}".encode()).derive(secret)


def keyring() -> Keyring:
    """Return this app's keyring.

    Raises: KeyProblem, in a public process, which has none.
    """
    ring = current_app.extensions.get(EXTENSION)
    if not isinstance(ring, Keyring):
        raise KeyProblem("This process runs without keys.")
    return ring


def new_root_key() -> RootKey:
    """Make a root key from the system's randomness."""
    return RootKey(secrets.token_hex(4), clock.now().isoformat(), KeyState.ACTIVE, secrets.token_bytes(SECRET_BYTES))


def write_key_file(path: Path, keys: list[RootKey]) -> None:
    """Write the key file whole or not at all, readable by its owner only."""
    rows = [
        {
            "id": key.id,
            "created_at": key.created_at,
            "state": key.state,
            "secret": base64.b64encode(key.secret).decode(),
        }
        for key in keys
    ]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"format": 1, "keys": rows}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_key_file(path: Path) -> Keyring:
    """Read the key file.

    Raises: KeyProblem, when it is missing, cut, not valid or readable by others.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyProblem(f"No key file at {path}: run `qa-portal keys init`, or restore the file.") from None
    except (OSError, UnicodeDecodeError):
        raise KeyProblem(f"The key file {path} cannot be read: check its owner and its bytes.") from None
    if mode & OPEN_TO_OTHERS:
        raise KeyProblem(f"Others can read the key file {path}: run `chmod 600 {path}`.")
    try:
        rows = json.loads(text)["keys"]
        return Keyring([_parse(row) for row in rows])
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise KeyProblem(f"The key file {path} is cut or damaged: restore it from its copy.") from None


def _parse(row: dict[str, str]) -> RootKey:
    secret = base64.b64decode(row["secret"], validate=True)
    if len(secret) != SECRET_BYTES:
        raise ValueError("wrong length")
    return RootKey(row["id"], row["created_at"], KeyState(row["state"]), secret)

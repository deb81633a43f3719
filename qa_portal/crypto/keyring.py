"""The root keys and what is derived from them.

HKDF-SHA256 (RFC 5869) makes one subkey a purpose, so that no key does two jobs. Where the roots are kept is the
business of `sources`; a process reads them anew as soon as its source changed.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import structlog
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from qa_portal import clock
from qa_portal.crypto.sealed import key_id_of
from qa_portal.errors import KeyProblem, Unreadable

EXTENSION = "qa_portal.keyring"
SECRET_BYTES = 32
READ_AGAIN_SECONDS = 3.0
"""A source that does not answer, or a key nobody knows, is not asked for more often than this."""
log = structlog.get_logger()


class Purpose(StrEnum):
    """What a subkey is for; the label goes into HKDF."""

    KEK = "kek"
    BLIND_EMAIL = "blind:email"
    BLIND_ADDRESS = "blind:address"
    BLIND_CODE = "blind:code"
    COOKIE = "cookie"
    AUDIT_MAC = "audit-mac"
    TOKEN = "token"
    EXPORT = "export"
    BACKUP = "backup"
    ERASURES_LOG = "erasures-log"


class KeyState(StrEnum):
    """The active key seals. Any other still opens; once it is spent, no new look-up is made with it either."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt-only"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class RootKey:
    """One root key. Its `repr` shows the id only."""

    id: str
    created_at: str
    state: KeyState
    secret: bytes
    changed_at: str = ""
    """When its state changed last; empty while it has had only one."""

    def __repr__(self) -> str:
        return f"<root key {self.id} {self.state}>"

    @property
    def kek_id(self) -> bytes:
        """The id that stands in what this root wraps."""
        return key_id_of(self.subkey(Purpose.KEK))

    def subkey(self, purpose: Purpose) -> bytes:
        """Return the 32-byte key for one purpose."""
        return _derive(self.secret, purpose)

    def mac(self, purpose: Purpose, message: bytes) -> bytes:
        """Return HMAC-SHA256 under the subkey of one purpose."""
        return mac(self.subkey(purpose), message)

    @property
    def export_public(self) -> bytes:
        """The public half of the key that signs exports."""
        return Ed25519PrivateKey.from_private_bytes(self.subkey(Purpose.EXPORT)).public_key().public_bytes_raw()

    def turned(self, state: KeyState) -> "RootKey":
        """Return it in another state, from now on."""
        return replace(self, state=state, changed_at=clock.now().isoformat())


class Keyring:
    """The root keys of an installation, one of them active, and the public half of its recovery key."""

    def __init__(self, keys: list[RootKey], recovery: bytes = b"") -> None:
        active = [key for key in keys if key.state is KeyState.ACTIVE]
        if len(active) != 1:
            raise KeyProblem("The key file must hold exactly one active key: restore it from its copy.")
        self.active = active[0]
        self._by_kek_id = {key.kek_id: key for key in keys}
        self.keys = keys
        self.recovery = recovery

    def __iter__(self) -> Iterator[RootKey]:
        return iter(self.keys)

    @property
    def older(self) -> RootKey | None:
        """The root that a rotation is leaving, if one is under way."""
        return next((key for key in self.keys if key.state is not KeyState.ACTIVE), None)

    @property
    def first(self) -> RootKey:
        """The root of the first look-up column: the older one until its rotation has reached every row."""
        return next((key for key in self.keys if key.state is KeyState.DECRYPT_ONLY), self.active)

    def root(self, root_id: str) -> RootKey | None:
        """Return a root by its id."""
        return next((key for key in self.keys if key.id == root_id), None)

    def subkey(self, purpose: Purpose) -> bytes:
        """Return the active root's key for one purpose."""
        return self.active.subkey(purpose)

    def subkeys(self, purpose: Purpose) -> list[bytes]:
        """Return every root's key for one purpose, the active one last."""
        return [key.subkey(purpose) for key in self.keys if key is not self.active] + [self.subkey(purpose)]

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
        return self.active.mac(purpose, message)

    def with_new_root(self, fresh: RootKey) -> "Keyring":
        """Return the ring with a new active root; the others open only."""
        return Keyring([*(key.turned(KeyState.DECRYPT_ONLY) for key in self.keys), fresh], self.recovery)

    def with_older_spent(self) -> "Keyring":
        """Return the ring after every row was reached: nothing new is made with an older root."""
        return Keyring([key if key is self.active else key.turned(KeyState.SPENT) for key in self.keys], self.recovery)

    def with_recovery(self, recovery: bytes) -> "Keyring":
        """Return the ring with the public half of another recovery key."""
        return Keyring(self.keys, recovery)

    def without(self, root_id: str) -> "Keyring":
        """Return the ring without one root."""
        return Keyring([key for key in self.keys if key.id != root_id], self.recovery)


class LiveKeyring:
    """The keyring of a running process: read anew when its source changed.

    A source that is cut, gone or wrong while the process runs changes nothing: it goes on with the keys it has.
    """

    def __init__(self, stamp: Callable[[], object], load: Callable[[], Keyring]) -> None:
        self._stamp_now, self._load = stamp, load
        self._stamp: object = stamp()
        self._ring = load()
        self._failed: object = None
        self._lock = threading.Lock()
        self._not_before = 0.0
        self.on_change: Callable[[Keyring], None] = lambda _ring: None

    def current(self) -> Keyring:
        """Return the keys as the source has them now; looking whether it changed takes microseconds."""
        if self._stamp_now() != self._stamp and self._lock.acquire(blocking=False):
            # One reads, and may wait for a key service that is slow; all others go on with the keys there are.
            try:
                self._look()
            finally:
                self._lock.release()
        return self._ring

    def read_again(self) -> Keyring:
        """Read the source whether or not it seems changed; one that was tried already, once a second at most."""
        with self._lock:
            self._look()
        return self._ring

    def _look(self) -> None:
        stamp = self._stamp_now()
        if stamp in (self._stamp, self._failed) and time.monotonic() < self._not_before:
            return
        self._take(stamp)
        self._not_before = time.monotonic() + READ_AGAIN_SECONDS

    def _take(self, stamp: object) -> None:
        try:
            self._ring = self._load()
        except KeyProblem as problem:
            self._failed = stamp
            log.warning("the key source changed and cannot be used", problem=problem.message)
            return
        self._stamp = stamp
        self.on_change(self._ring)


def mac(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256, 32 bytes."""
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(message)
    return made.finalize()


@cache
def _derive(secret: bytes, purpose: Purpose) -> bytes:
    return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=f"qa-portal/{purpose}".encode()).derive(secret)


def keyring() -> Keyring:
    """Return this app's keyring, as its source has it now.

    Raises: KeyProblem, in a public process, which has none.
    """
    return _live().current()


def kek_for(kek_id: bytes) -> bytes:
    """Return the key-encryption key with this id; one that is not known may be newer than what this process has read.

    Raises: Unreadable, when no root key of this installation has it.
    """
    live = _live()
    try:
        return live.current().kek_for(kek_id)
    except Unreadable:
        return live.read_again().kek_for(kek_id)


def _live() -> LiveKeyring:
    live = current_app.extensions.get(EXTENSION)
    if not isinstance(live, LiveKeyring):
        raise KeyProblem("This process runs without keys.")
    return live


def new_root_key() -> RootKey:
    """Make a root key from the system's randomness."""
    return RootKey(secrets.token_hex(4), clock.now().isoformat(), KeyState.ACTIVE, secrets.token_bytes(SECRET_BYTES))

"""Where root keys are kept: a key file, plain or wrapped by a key service, or a value of the environment.

The key file is JSON, mode 0600, written whole or not at all. Plain it is
{"format": 1, "recovery": ..., "keys": [{"id", "created_at", "state", "changed_at", "secret"}]}; wrapped, the whole of
that is one ciphertext of the service: {"format": 2, "wrapper": "vault", "wrapped": ...}.
"""

import base64
import binascii
import json
import os
import stat
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from qa_portal.crypto.keyring import SECRET_BYTES, Keyring, KeyState, RootKey
from qa_portal.errors import KeyProblem
from qa_portal.settings import Settings

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
WRAPPERS = {"vault": "qa_portal.crypto.vault", "kms": "qa_portal.crypto.kms"}
"""Key services, each a module of its own with a `wrapper(settings)`: loaded only where it is chosen."""


class Wrapper(Protocol):
    """A key service that wraps the key file, so that the file alone opens nothing."""

    name: str

    def wrap(self, clear: bytes) -> str:
        """Return the bytes wrapped.

        Raises: KeyProblem, in one line.
        """

    def unwrap(self, wrapped: str) -> bytes:
        """Return what was wrapped.

        Raises: KeyProblem, in one line.
        """


class KeySource(Protocol):
    """Where the root keys of an installation are kept."""

    def exists(self) -> bool:
        """Say whether there are keys."""

    def read(self) -> Keyring:
        """Return the keys.

        Raises: KeyProblem, in one line that says what to do.
        """

    def write(self, ring: Keyring) -> None:
        """Keep these keys from now on, whole or not at all.

        Raises: KeyProblem.
        """

    def stamp(self) -> object:
        """Return a value that changes when the keys do, and is cheap to get."""


class KeyFile:
    """A file of this machine; with a wrapper its content opens only where the key service does."""

    def __init__(self, path: Path, wrapper: Wrapper | None = None) -> None:
        self._path = path
        self._wrapper = wrapper

    def exists(self) -> bool:
        """Say whether the file is there."""
        return self._path.exists()

    def read(self) -> Keyring:
        """Read the file, and let the key service open it where one is chosen."""
        held = self._held()
        if self._wrapper is None:
            if "wrapped" in held:
                raise KeyProblem(f"A key service wrapped the key file {self._path}: set QA_KEY_SOURCE to it.")
            return _ring(held, f"The key file {self._path}")
        if held.get("wrapper") != self._wrapper.name:
            raise KeyProblem(f"{self._wrapper.name} did not wrap the key file {self._path}: check QA_KEY_SOURCE.")
        clear = self._wrapper.unwrap(str(held.get("wrapped")))
        return _ring(_parsed(clear, f"The key file {self._path}"), f"The key file {self._path}")

    def write(self, ring: Keyring) -> None:
        """Write the file beside the old one, to the disk, and put it in its place."""
        text = dumped(ring)
        if self._wrapper is not None:
            wrapped = self._wrapper.wrap(text.encode())
            text = json.dumps({"format": 2, "wrapper": self._wrapper.name, "wrapped": wrapped}, indent=1)
        write_private(self._path, text)

    def stamp(self) -> object:
        """Return what changes when the file is replaced."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _held(self) -> dict[str, Any]:
        path = self._path
        try:
            mode = path.stat().st_mode
            text = path.read_bytes()
        except FileNotFoundError:
            raise KeyProblem(f"No key file at {path}: restore it, or run `qa-portal keys recover`.") from None
        except OSError:
            raise KeyProblem(f"The key file {path} cannot be read: check its owner and its bytes.") from None
        if mode & OPEN_TO_OTHERS:
            raise KeyProblem(f"Others can read the key file {path}: run `chmod 600 {path}`.")
        return _parsed(text, f"The key file {path}")


class Secret:
    """A value of the environment, put there by whoever keeps the secrets. The portal cannot change it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def exists(self) -> bool:
        """Say whether the value is set."""
        return bool(self._text)

    def read(self) -> Keyring:
        """Read the value."""
        if not self._text:
            raise KeyProblem("QA_ROOT_KEYS is empty: run `qa-portal keys init --out FILE` and keep its content there.")
        return _ring(_parsed(self._text.encode(), "QA_ROOT_KEYS"), "QA_ROOT_KEYS")

    def write(self, ring: Keyring) -> None:
        """Refuse: the value is not the portal's."""
        raise KeyProblem("QA_ROOT_KEYS is not the portal's to change: run this with `--out FILE`, then put it there.")

    def stamp(self) -> object:
        """Return the same value always: an environment never changes while a process runs."""
        return len(self._text)


class Elsewhere:
    """A source that others keep: it is read where it is, and what is to become of it goes into a file for them."""

    def __init__(self, source: KeySource, out: Path) -> None:
        self._source = source
        self._file = KeyFile(out)
        self.is_written = False

    def exists(self) -> bool:
        """Say whether there are keys."""
        return self._source.exists()

    def read(self) -> Keyring:
        """Return the keys as they are, not as they are to be."""
        return self._source.read()

    def write(self, ring: Keyring) -> None:
        """Write the file."""
        self._file.write(ring)
        self.is_written = True

    def stamp(self) -> object:
        """Return the stamp of the source."""
        return self._source.stamp()


def source_of(settings: Settings) -> KeySource:
    """Return the source the settings name."""
    if settings.key_source == "secret":
        return Secret(settings.root_keys)
    if settings.key_source == "file":
        return KeyFile(settings.root_key_path)
    wrapper: Wrapper = import_module(WRAPPERS[settings.key_source]).wrapper(settings)
    return KeyFile(settings.root_key_path, wrapper)


def write_key_file(path: Path, keys: list[RootKey]) -> None:
    """Write a plain key file whole or not at all, readable by its owner only."""
    KeyFile(path).write(Keyring(keys))


def dumped(ring: Keyring) -> str:
    """Return the plain content of a key file."""
    rows = [
        {
            "id": key.id,
            "created_at": key.created_at,
            "state": key.state,
            "changed_at": key.changed_at,
            "secret": _text(key.secret),
        }
        for key in ring
    ]
    return json.dumps({"format": 1, "recovery": _text(ring.recovery), "keys": rows}, indent=1)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all; what a killed try left behind goes away."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in path.parent.glob(f".{path.name}.*"):
        left.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parsed(text: bytes, what: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except ValueError:
        raise KeyProblem(f"{what} is cut or damaged: restore it from its copy.") from None
    if not isinstance(held, dict):
        raise KeyProblem(f"{what} is cut or damaged: restore it from its copy.")
    return held


def _ring(held: dict[str, Any], what: str) -> Keyring:
    try:
        keys = [_root(row) for row in held["keys"]]
        recovery = base64.b64decode(held.get("recovery", ""), validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise KeyProblem(f"{what} is cut or damaged: restore it from its copy.") from None
    return Keyring(keys, recovery)


def _root(row: dict[str, str]) -> RootKey:
    secret = base64.b64decode(row["secret"], validate=True)
    if len(secret) != SECRET_BYTES:
        raise ValueError("wrong length")
    return RootKey(row["id"], row["created_at"], KeyState(row["state"]), secret, row.get("changed_at", ""))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()

"""An archive: one sealed file that holds files, each with its checksum.

Format: `qa-portal backup 1` and a line end | length of the head (4 bytes) | head (JSON) | sealed segments. The segments
hold a tar whose last member lists the SHA-256 of all others. The key of the segments is random, wrapped in the head
under the root's backup key and bound to all that the head says; a head wrapped anew after a rotation leaves the
segments as they are.
"""

import base64
import binascii
import hashlib
import json
import secrets
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from qa_portal.backup.files import part_of, put_in_place
from qa_portal.crypto.keyring import Keyring, Purpose, RootKey
from qa_portal.crypto.sealed import Place, open_bytes, seal_bytes
from qa_portal.crypto.segments import KEY_BYTES, SEGMENT_BYTES, seal_segments, unseal_segments
from qa_portal.errors import BackupProblem, Unreadable

MAGIC = b"qa-portal backup 1\n"
SUFFIX = ".qab"
HEAD_MAX_BYTES = 16 * 1024
MANIFEST = "manifest.json"
OWNER = "clinic"
Sink = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens the file a member goes to."""
Progress = Callable[[int], None]
"""Is told how many bytes were done since it was told last."""


class Kind(StrEnum):
    """What an archive holds: the main store with the attachments, or the keys store."""

    MAIN = "main"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an archive without opening it. `engine` is `sqlite` or `postgresql`."""

    id: str
    kind: str
    engine: str
    at: str

    @property
    def made_at(self) -> datetime:
        """When the copy was begun: what was acknowledged before is in it."""
        return datetime.fromisoformat(self.at)

    def associated_data(self) -> bytes:
        """Return the facts as bytes the wrapped key is bound to."""
        return b"qa-portal backup" + json.dumps(asdict(self), sort_keys=True).encode()

    def place(self) -> Place:
        """Return what the segments are bound to."""
        return Place("backups", self.kind, self.id, OWNER)


@dataclass(frozen=True, slots=True)
class Member:
    """A file to put in: its name in the archive, how long it is, and where it lies."""

    name: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive on the disk, as its head tells."""

    path: Path
    facts: Facts
    root_id: str
    wrapped: bytes
    begins_at: int

    def key(self, ring: Keyring) -> bytes:
        """Open the key of the segments; that proves that the head says what it said.

        Raises: BackupProblem.
        """
        root = next((root for root in ring if root.id == self.root_id), None)
        if root is None:
            raise BackupProblem(
                f"{self.path.name} needs root key {self.root_id}, which is not here: restore root.json."
            )
        try:
            return open_bytes(root.subkey(Purpose.BACKUP), self.facts.associated_data(), self.wrapped)
        except Unreadable:
            either = f"{self.path.name} was changed, or root key {self.root_id} is not the one it had"
            raise BackupProblem(f"{either}: use another copy, or the right root.json.") from None


def write(path: Path, facts: Facts, ring: Keyring, members: Iterable[Member], progress: Progress) -> Archive:
    """Write an archive whole or not at all, readable by its owner only."""
    key, part = secrets.token_bytes(KEY_BYTES), part_of(path)
    with part.open("wb") as file:
        head = _head(facts, ring.active, key)
        file.write(head)
        clear_tar = cast(BinaryIO, _Stream(_tar(members, progress)))
        seal_segments(key, facts.place(), clear_tar, file)
        put_in_place(file, part, path)
    return read_head(path)


def read_head(path: Path) -> Archive:
    """Read what an archive says of itself; `Archive.key` proves it.

    Raises: BackupProblem, when it is no archive.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise BackupProblem(f"{path.name} is no archive of qa-portal.")
            length = int.from_bytes(file.read(4), "big")
            told = json.loads(file.read(min(length, HEAD_MAX_BYTES)))
        wrapped = base64.b64decode(told.pop("wrapped"), validate=True)
        root_id = str(told.pop("root_id"))
        facts = Facts(**{name: str(value) for name, value in told.items()})
        datetime.fromisoformat(facts.at)
    except OSError as failure:
        raise BackupProblem(f"{path} cannot be read: {failure.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise BackupProblem(f"{path.name} is cut or damaged: use another copy.") from None
    return Archive(path, facts, root_id, wrapped, len(MAGIC) + 4 + length)


def unpack(archive: Archive, ring: Keyring, sink: Sink | None, progress: Progress) -> dict[str, str]:
    """Open an archive from its first byte to its last, compare every checksum; return the checksums by name.

    Without a sink nothing is written. Raises: BackupProblem, when it is cut, changed, or put together from others.
    """
    key = archive.key(ring)
    try:
        with archive.path.open("rb") as file:
            file.seek(archive.begins_at)
            clear_bytes = unseal_segments(key, archive.facts.place(), file)
            return _untar(_told(clear_bytes, progress), sink)
    except (Unreadable, tarfile.TarError, ValueError, KeyError, TypeError):
        raise BackupProblem(f"{archive.path.name} is cut or was changed: use another copy.") from None


def rewrap(archive: Archive, ring: Keyring) -> Archive:
    """Wrap the key of an archive with the active root; the segments are copied as they are, whole or not at all."""
    key, part = archive.key(ring), part_of(archive.path)
    with archive.path.open("rb") as old, part.open("wb") as new:
        new.write(_head(archive.facts, ring.active, key))
        old.seek(archive.begins_at)
        while piece := old.read(16 * SEGMENT_BYTES):
            new.write(piece)
        put_in_place(new, part, archive.path)
    return read_head(archive.path)


def _head(facts: Facts, root: RootKey, key: bytes) -> bytes:
    wrapped = seal_bytes(root.subkey(Purpose.BACKUP), facts.associated_data(), key)
    told = {**asdict(facts), "root_id": root.id, "wrapped": base64.b64encode(wrapped).decode()}
    encoded = json.dumps(told).encode()
    return MAGIC + len(encoded).to_bytes(4, "big") + encoded


def _told(pieces: Iterator[bytes], progress: Progress) -> Iterator[bytes]:
    for piece in pieces:
        progress(len(piece))
        yield piece


def _tar(members: Iterable[Member], progress: Progress) -> Iterator[bytes]:
    sums: dict[str, str] = {}
    for member in members:
        digest = hashlib.sha256()
        try:
            file = member.path.open("rb")
        except FileNotFoundError:
            # Deleted since it was listed, which attachments may be.
            continue
        with file:
            yield _tar_head(member.name, member.size)
            yield from _told(_exactly(file, member, digest.update), progress)
        sums[member.name] = digest.hexdigest()
    manifest = json.dumps({"format": 1, "sha256": sums}, sort_keys=True).encode()
    yield _tar_head(MANIFEST, len(manifest)) + manifest + _padding(len(manifest)) + bytes(2 * tarfile.BLOCKSIZE)


def _tar_head(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _exactly(file: BinaryIO, member: Member, count: Callable[[bytes], None]) -> Iterator[bytes]:
    left = member.size
    while left:
        piece = file.read(min(left, SEGMENT_BYTES))
        if not piece:
            raise BackupProblem(f"{member.name} became shorter while it was copied: run the backup again.")
        count(piece)
        left -= len(piece)
        yield piece
    yield _padding(member.size)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _untar(pieces: Iterator[bytes], sink: Sink | None) -> dict[str, str]:
    sums: dict[str, str] = {}
    manifest: dict[str, str] | None = None
    stream = _Stream(pieces)
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as tar:
        for info in tar:
            file = tar.extractfile(info)
            if file is None or manifest is not None:
                raise ValueError("only files, and nothing after the list of them")
            if info.name == MANIFEST:
                manifest = dict(json.loads(file.read())["sha256"])
            else:
                sums[info.name] = _take(info.name, file, sink)
        # What comes after the end of the tar must be opened, too: the last segment says that it is the last.
        while stream.read(SEGMENT_BYTES):
            continue
    if manifest is None or manifest != sums:
        raise ValueError("the checksums differ")
    return sums


def _take(name: str, file: IO[bytes], sink: Sink | None) -> str:
    digest = hashlib.sha256()
    opened: AbstractContextManager[BinaryIO] = nullcontext(BytesIO()) if sink is None else sink(name)
    with opened as target:
        while piece := file.read(SEGMENT_BYTES):
            digest.update(piece)
            if sink is not None:
                target.write(piece)
    return digest.hexdigest()


class _Stream:
    """What an iterator gives, as a file to read from, once from its beginning to its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = bytearray()

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer only at the end."""
        while len(self._rest) < size and (piece := next(self._pieces, None)) is not None:
            self._rest += piece
        found = bytes(self._rest[:size])
        del self._rest[:size]
        return found

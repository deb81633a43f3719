"""The folder of an index on disk: which build is live, who may write, what every file must look like.

index/            0700: the engine unpickles its table of contents, so the folder is trusted
├── CURRENT       name of the live build; replaced whole, so that a reader sees the old or the new one
├── WRITER        locked by whoever writes
├── DAMAGED       left by a reader that met damage; the worker sees it and makes a new build
└── build-.../    one build, with SEALS: the SHA-256 of each of its files
"""

import fcntl
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path

FORMAT = 3
"""Raised when words are read or stored in another way; a build of another format counts as damaged."""
SEALS = "SEALS"
TOC = ".toc"
WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
Mark = tuple[int, int, int, int, int]
"""Which file, its size, who may read it, and when it was changed, the second time by the file system's own clock."""


class IndexFolder:
    """Paths and swaps; knows nothing of any engine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def live(self) -> Path | None:
        """Folder of the live build, or None when there is none of this format, or others may write to it."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
            build = self.root / name
            is_ours = not any(path.stat().st_mode & WRITTEN_BY_OTHERS for path in (self.root, build))
            is_there = build.is_dir() and name.startswith(f"build-{FORMAT}-") and "/" not in name
        except (OSError, ValueError):
            return None
        return build if is_ours and is_there else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; a second writer waits its turn."""
        if self.root.exists() and not self.root.is_dir():
            self.root.unlink()
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for name in ("WRITER", "CURRENT", "CURRENT.new", "DAMAGED"):
            if (self.root / name).is_dir():
                shutil.rmtree(self.root / name)
        with (self.root / "WRITER").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def new_build(self) -> Path:
        """Make an empty folder for a build; it is not live yet."""
        build = self.root / f"build-{FORMAT}-{secrets.token_hex(6)}"
        build.mkdir(mode=0o700)
        return build

    def swap(self, build: Path) -> None:
        """Make a finished build the live one and remove all others."""
        _sync_files(build)
        fresh = self.root / "CURRENT.new"
        fresh.write_text(build.name, encoding="ascii")
        _sync(fresh)
        fresh.replace(self.root / "CURRENT")
        _sync(self.root)
        (self.root / "DAMAGED").unlink(missing_ok=True)
        for other in self.root.glob("build-*"):
            if other != build:
                _remove(other)

    def report_damage(self) -> None:
        """Leave word for the worker; a reader may do no more."""
        # Where even this cannot be written, the worker sees by itself that there is no index.
        with suppress(OSError):
            (self.root / "DAMAGED").touch()

    def is_reported(self) -> bool:
        """Whether a reader met damage since the last build, or nobody could say so."""
        try:
            return (self.root / "DAMAGED").exists()
        except OSError:
            return True


class Watched:
    """Hashes of files, read again only where the file system says that a file is another one than it was."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Mark, str]] = {}

    def broken(self, build: Path) -> list[str]:
        """See `broken_seals`. A disk that forgets by itself is not seen: the file system does not know of it either."""
        known, self._known = self._known, {}
        for path in _files(build):
            mark = _mark(path)
            before = known.get(path)
            self._known[path] = before if before and before[0] == mark else (mark, _digest(path))
        return broken_seals(build, lambda path: self._known[path][1])


def _mark(path: Path) -> "Mark":
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mode, found.st_mtime_ns, found.st_ctime_ns


def seal(build: Path, coming: Mapping[str, Path] | None = None) -> None:
    """Note the hash of every file that has none yet; files never change once written.

    `coming` are files by the names they are about to get: what readers look for first is sealed before it is there.
    """
    seals = read_seals(build)
    present = {path.name: path for path in _files(build)} | dict(coming or {})
    seals = {name: digest for name, digest in seals.items() if name in present}
    for name, path in present.items():
        if name not in seals:
            seals[name] = _digest(path)
    fresh = build / f"{SEALS}.new"
    fresh.write_text(json.dumps(seals), encoding="utf-8")
    fresh.replace(build / SEALS)


def broken_seals(build: Path, digest_of: Callable[[Path], str] | None = None) -> list[str]:
    """Names of files that are gone or not what was written, and of tables of contents that nobody wrote.

    Raises: OSError, when the folder cannot be read.
    """
    read = digest_of or _digest
    seals = read_seals(build)
    # All files a table of contents names are sealed before it is there: one without a seal is left from a writer that
    # died, nobody reads it, and the next commit removes it.
    found = {path.name: read(path) for path in _files(build) if path.name in seals or path.suffix == TOC}
    return [name for name in {**found, **seals, SEALS: ""} if not _fits(name, found, seals)]


def _fits(name: str, found: Mapping[str, str], seals: Mapping[str, str]) -> bool:
    return bool(seals) if name == SEALS else bool(found.get(name)) and found.get(name) == seals.get(name)


def is_sealed(path: Path) -> bool:
    """Whether a file is what was written."""
    return bool(digest := _digest(path)) and read_seals(path.parent).get(path.name) == digest


def read_seals(build: Path) -> dict[str, str]:
    """Hash of each sealed file by name; none when the note itself is gone or unreadable."""
    try:
        seals = json.loads((build / SEALS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in seals.items()} if isinstance(seals, dict) else {}


def _remove(folder: Path) -> None:
    # Even one that nobody may enter: it holds words of pages that may be withdrawn later.
    with suppress(OSError):
        folder.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _files(build: Path) -> Iterator[Path]:
    for path in build.iterdir():
        if path.suffix in {".seg", TOC}:
            yield path


def _digest(path: Path) -> str:
    """Hash of a file; empty for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _sync_files(build: Path) -> None:
    for path in build.iterdir():
        if path.is_file():
            _sync(path)
    _sync(build)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

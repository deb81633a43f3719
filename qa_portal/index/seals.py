"""Whether the files of an index are what was written: hashes stand beside them, and no file changes once written."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

SEALS = "SEALS"
TOC = ".toc"
MOST_WATCHED = 1_000
"""Hashes kept; files that are gone are let go with the rest."""
Mark = tuple[int, int, int, int, int]
"""Which file, its size, who may read it, and when it was changed, the second time by the file system's own clock."""


class Watched:
    """Hashes of files, read again only where the file system says that a file is another one than it was."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Mark, str]] = {}

    def broken(self, build: Path) -> list[str]:
        """See `broken_seals`. A disk that forgets by itself is not seen: the file system does not know of it either."""
        return broken_seals(build, self._read)

    def is_harmed(self, build: Path) -> bool:
        """Whether a file that is there is another one than was sealed, also while a writer lets files come and go."""
        for name, digest in read_seals(build).items():
            with suppress(OSError):
                if self._read(build / name) not in {digest, ""}:
                    return True
        return False

    def _read(self, path: Path) -> str:
        mark, known = _mark(path), self._known.get(path)
        if known is None or known[0] != mark:
            if len(self._known) >= MOST_WATCHED:
                self._known.clear()
            known = self._known[path] = mark, _digest(path)
        return known[1]


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

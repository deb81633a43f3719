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
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

FORMAT = 3
"""Raised when words are read or stored in another way; a build of another format counts as damaged."""
SEALS = "SEALS"


class IndexFolder:
    """Paths and swaps; knows nothing of any engine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def live(self) -> Path | None:
        """Folder of the live build, or None when there is none of this format."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        build = self.root / name
        if not name.startswith(f"build-{FORMAT}-") or "/" in name or not build.is_dir():
            return None
        return build

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; a second writer waits its turn."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
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
                shutil.rmtree(other, ignore_errors=True)

    def report_damage(self) -> None:
        """Leave word for the worker; a reader may do no more."""
        if self.root.is_dir():
            (self.root / "DAMAGED").touch()

    def is_reported(self) -> bool:
        """Whether a reader met damage since the last build."""
        return (self.root / "DAMAGED").exists()


def seal(build: Path) -> None:
    """Note the hash of every file that has none yet; files never change once written."""
    seals = read_seals(build)
    present = {path.name: path for path in _files(build)}
    seals = {name: digest for name, digest in seals.items() if name in present}
    for name, path in present.items():
        if name not in seals:
            seals[name] = _digest(path)
    fresh = build / f"{SEALS}.new"
    fresh.write_text(json.dumps(seals), encoding="utf-8")
    fresh.replace(build / SEALS)


def broken_seals(build: Path) -> list[str]:
    """Names of files that are gone or not what was written."""
    present = {path.name: path for path in _files(build)}
    seals = read_seals(build).items()
    return [name for name, digest in seals if name not in present or _digest(present[name]) != digest]


def read_seals(build: Path) -> dict[str, str]:
    """Hash of each sealed file by name; none when the note itself is gone or unreadable."""
    try:
        seals = json.loads((build / SEALS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in seals.items()} if isinstance(seals, dict) else {}


def _files(build: Path) -> Iterator[Path]:
    for path in build.iterdir():
        if path.is_file() and path.suffix in {".seg", ".toc"}:
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


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

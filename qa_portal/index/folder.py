"""The folder of an index on disk: which build is live, who may write, what every file must look like.

index/            0700: the engine unpickles its table of contents, so the folder is trusted
├── CURRENT       name of the live build; replaced whole, so that a reader sees the old or the new one
├── WRITER        locked by whoever writes
├── DAMAGED       left by a reader that met damage; the worker sees it and makes a new build
└── build-.../    one build, with SEALS: the SHA-256 of each of its files
"""

import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FORMAT = 4
"""Raised when words are read or stored in another way; a build of another format counts as damaged."""
WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


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


def _remove(folder: Path) -> None:
    # Even one that nobody may enter: it holds words of pages that may be withdrawn later.
    with suppress(OSError):
        folder.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


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

"""Files and folders of backups: closed to others, whole or not at all, one command at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings

PART = ".part"
WORK = ".work-"
"""Begins the name of a folder that lives as long as a command; what a killed one left is removed by the next."""


def part_of(path: Path) -> Path:
    """Make the file that becomes `path` once it is whole: empty, readable by its owner only."""
    part = path.with_name(path.name + PART)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    part.chmod(0o600)
    return part


def put_in_place(file: BinaryIO, part: Path, path: Path) -> None:
    """Bring an open file to the disk, then give it its name."""
    file.flush()
    os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> Path:
    """Make a folder that nobody else can look into.

    Raises: BackupProblem, when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    except OSError as failure:
        raise BackupProblem(f"{folder} cannot be written: {failure.strerror}. Check its owner.") from None
    return folder


def refuse_among_the_originals(settings: Settings) -> None:
    """Stop when copies would lie where the originals lie.

    Raises: BackupProblem.
    """
    for name, folder in (("QA_BACKUP_DIR", settings.backup_dir), ("QA_BACKUP_KEYS_DIR", settings.backup_keys_dir)):
        for taken in (settings.data_dir, settings.keys_dir):
            if folder.is_relative_to(taken):
                raise BackupProblem(f"{name} must not lie inside {taken}: choose a folder on another disk.")


def is_on_the_same_disk(settings: Settings) -> bool:
    """Say whether the copies lie on the disk of the originals, and would be lost with them."""
    disks = {folder.stat().st_dev for folder in (settings.data_dir, settings.keys_dir) if folder.exists()}
    return settings.backup_dir.stat().st_dev in disks


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """Yield a folder of one's own on the backup disk, gone afterwards; one command at a time has it.

    Raises: BackupProblem, when another backup, restore or drill is at work.
    """
    home = make_folder(settings.backup_dir)
    with (home / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupProblem("Another backup, restore or drill is at work: wait for its end.") from None
        for left in home.glob(f"{WORK}*"):
            shutil.rmtree(left)
        folder = make_folder(home / f"{WORK}{os.getpid()}")
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

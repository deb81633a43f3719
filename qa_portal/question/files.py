"""Where sealed files lie: `attachments/<2>/<question>/<file>` below the data folder, with random ids for names.

A file is whole on the disk before the row that names it is committed; one that no row names is swept.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from qa_portal import clock, settings
from qa_portal.crypto.sealed import Place
from qa_portal.crypto.segments import seal_segments, sealed_bytes
from qa_portal.errors import Unreadable

FOLDER = "attachments"
FRESH = ".new"
"""Ends the name of a file that is still being written."""
THUMBNAIL = ".thumbnail"


def root() -> Path:
    """Return the folder of all attachments."""
    return settings.current().data_dir / FOLDER


def folder_of(question_id: str) -> Path:
    """Return the folder of one question's files."""
    return root() / question_id[:2] / question_id


def path_of(place: Place) -> Path:
    """Return where the file of a place lies."""
    ending = THUMBNAIL if place.column == "thumbnail" else ""
    return folder_of(place.owner_id) / f"{place.row_id}{ending}"


def write(key: bytes, place: Place, clear_body: bytes) -> None:
    """Seal a file onto the disk: whole, flushed and under its name when this returns."""
    path = path_of(place)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(path.name + FRESH)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        seal_segments(key, place, BytesIO(clear_body), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    for folder in (path.parent, path.parent.parent, root()):
        _flush(folder)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opened(place: Place, clear_size: int) -> BinaryIO:
    """Open a sealed file for reading; the caller closes it.

    Raises: Unreadable, when it is not there, or not as long as `clear_size` bytes are when sealed.
    """
    try:
        file = path_of(place).open("rb")
    except OSError:
        raise Unreadable("a sealed file is not there") from None
    if os.fstat(file.fileno()).st_size != sealed_bytes(clear_size):
        file.close()
        raise Unreadable("a sealed file has not its length")
    return file


def delete_files(question_id: str, *row_ids: str) -> None:
    """Delete the files of some attachments of a question; without ids, all of them and their folder."""
    folder = folder_of(question_id)
    if not row_ids:
        shutil.rmtree(folder, ignore_errors=True)
    for row_id in row_ids:
        for ending in ("", THUMBNAIL):
            (folder / f"{row_id}{ending}").unlink(missing_ok=True)
    with suppress(OSError):
        # It stays while something is in it.
        folder.rmdir()


def lying_since(seconds: float) -> Iterator[tuple[str, list[str]]]:
    """Yield each question with the names of its files that were written longer ago than so many seconds."""
    before = clock.now().timestamp() - seconds
    for folder in root().glob("*/*"):
        names = [entry.name for entry in os.scandir(folder) if entry.stat().st_mtime < before]
        if names:
            yield folder.name, names


def delete_file(question_id: str, name: str) -> None:
    """Delete one file by its name on the disk."""
    (folder_of(question_id) / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder_of(question_id).rmdir()

"""Copying a store into a file while others write, and making a store from such a file."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from qa_portal.backup import postgres
from qa_portal.backup.archive import Kind
from qa_portal.backup.files import make_folder, part_of, put_in_place
from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings

DUMP = "store"
"""Name of the store's copy in an archive."""


def url_of(settings: Settings, kind: Kind) -> URL:
    """Return the address of a store."""
    return make_url(settings.keys_database_url if kind is Kind.KEYS else settings.database_url)


def engine_of(settings: Settings, kind: Kind) -> str:
    """Return `sqlite` or `postgresql`."""
    return url_of(settings, kind).get_backend_name()


def copy_to(url: URL, target: Path) -> None:
    """Copy a store as it is at one moment.

    Raises: BackupProblem.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(Path(str(url.database)), target)
    else:
        postgres.dump(url, target)


def fill(url: URL, source: Path) -> None:
    """Make a store from a copy; there must be none yet.

    Raises: BackupProblem.
    """
    if url.get_backend_name() != "sqlite":
        postgres.load(url, source)
        return
    path = Path(str(url.database))
    make_folder(path.parent)
    part = part_of(path)
    with source.open("rb") as old, part.open("wb") as new:
        shutil.copyfileobj(old, new)
        put_in_place(new, part, path)
    with closing(sqlite3.connect(path)) as opened:
        if opened.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BackupProblem(f"{path.name} is damaged: use another copy.")


def is_there(url: URL) -> bool:
    """Say whether there is something at an address that must not be written over."""
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).exists()
    return not postgres.is_empty(url)


def _copy_sqlite(source: Path, target: Path) -> None:
    # The URI form refuses to make an empty database where none is.
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as failure:
        raise BackupProblem(f"{source} cannot be copied: {failure}.") from None

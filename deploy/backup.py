"""Back up both stores, each by itself: `python deploy/backup.py`, with the portal's `QA_*` and QA_BACKUP_DIR.

The main store is copied first, then the keys: every row of the copy then has its key in the other copy. Of the keys
only the newest copies are kept, since an erased text can be read as long as a copy of its key lives. The root key is
never copied here: without it both copies are noise, so keep it somewhere else.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from qa_portal import clock
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings

KEPT = {"main": 30, "keys": 3}
"""How many copies of each store are kept."""


def back_up(settings: Settings, folder: Path) -> list[Path]:
    """Copy both stores into `folder/main` and `folder/keys`, and drop the oldest copies.

    Raises: StartRefused, when a copy would lie among the data or the keys.
    """
    for taken in (settings.data_dir, settings.keys_dir):
        if folder.resolve().is_relative_to(taken):
            raise StartRefused(f"QA_BACKUP_DIR must not lie inside {taken}.")
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    urls = {"main": settings.database_url, "keys": settings.keys_database_url}
    copies = [_copy(make_url(url), folder / store, stamp) for store, url in urls.items()]
    for store, kept in KEPT.items():
        for old in sorted(p for p in (folder / store).iterdir() if p.suffix != ".part")[:-kept]:
            old.unlink()
    return copies


def _copy(url: URL, folder: Path, stamp: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sqlite = url.get_backend_name() == "sqlite"
    part = folder / f"{stamp}.part"
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    if sqlite:
        _copy_sqlite(str(url.database), part)
    else:
        _dump_postgres(url, part)
    return part.rename(part.with_suffix(".sqlite3" if sqlite else ".pgdump"))


def _copy_sqlite(source: str, target: Path) -> None:
    # The URI form refuses to make an empty database where none is.
    with closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _dump_postgres(url: URL, target: Path) -> None:
    # The address goes through the environment: a command line can be read by everybody on the machine.
    wanted = {
        "PGHOST": url.query.get("host") or url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    subprocess.run(
        ["pg_dump", "--format=custom", f"--file={target}"],
        check=True,
        env={**os.environ, **given},
    )


if __name__ == "__main__":
    try:
        made = back_up(Settings.from_env(os.environ), Path(os.environ.get("QA_BACKUP_DIR", "var/backup")))
    except StartRefused as refused:
        sys.stderr.write(f"{refused.message}\n")
        sys.exit(refused.exit_code)
    sys.stdout.write("".join(f"{path}\n" for path in made))

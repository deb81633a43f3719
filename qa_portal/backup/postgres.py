"""PostgreSQL's own tools, and databases that live as long as a drill.

The address goes to the tools through the environment: a command line can be read by everybody on the machine.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, ProgrammingError

from qa_portal.db import plain_engine
from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the tools of each version."""
MADE_ANEW = "search_*"
"""Tables whose rows are not copied: the worker makes the index from the pages, and a copy with less is sooner there."""
IN_QUERY = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
}
"""What an address may say after its question mark, and what the tools call it."""


def dump(url: URL, target: Path) -> None:
    """Copy a database into a file, as it is at one moment, while others write; the search index is left out.

    Raises: BackupProblem.
    """
    form = ["--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={MADE_ANEW}"]
    _run("pg_dump", [*form, f"--file={target}"], url)


def load(url: URL, source: Path) -> None:
    """Fill an empty database from a file, whole or not at all.

    Raises: BackupProblem.
    """
    name = str(url.database)
    fill = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={name}"]
    _run("pg_restore", [*fill, str(source)], url)


def is_empty(url: URL) -> bool:
    """Say whether a database has no table.

    Raises: BackupProblem, when it is not there.
    """
    engine = plain_engine(url.render_as_string(hide_password=False))
    try:
        return not inspect(engine).get_table_names()
    except DBAPIError:
        raise BackupProblem(f"The database {url.database} cannot be opened: make it, empty, first.") from None
    finally:
        engine.dispose()


@contextmanager
def passing_databases(settings: Settings, urls: dict[str, URL]) -> Iterator[dict[str, str]]:
    """Make an empty database beside each of these; yield their addresses by name, and drop them afterwards.

    Raises: BackupProblem, when the database user may not make any.
    """
    made: dict[str, URL] = {}
    beginning = beginning_of(settings)
    try:
        for url in urls.values():
            _drop_left(url, beginning)
        for store, url in urls.items():
            fresh = url.set(database=f"{beginning}{secrets.token_hex(4)}_{store}")
            _command(url, f'CREATE DATABASE "{fresh.database}" TEMPLATE template0')
            made[store] = fresh
        yield {store: url.render_as_string(hide_password=False) for store, url in made.items()}
    finally:
        for store, url in made.items():
            _command(urls[store], f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def beginning_of(settings: Settings) -> str:
    """Return how the names of this installation's passing databases begin."""
    # Only one drill of an installation is at work at a time; others may use the same server.
    return f"qa_drill_{hashlib.sha256(str(settings.backup_dir).encode()).hexdigest()[:8]}_"


def _drop_left(url: URL, beginning: str) -> None:
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            wanted = text("SELECT datname FROM pg_database WHERE starts_with(datname, :beginning)")
            left = connection.scalars(wanted, {"beginning": beginning}).all()
    finally:
        engine.dispose()
    for name in left:
        _command(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _command(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except ProgrammingError:
        remedy = f"let an administrator of the server run: ALTER ROLE {url.username or 'NAME'} CREATEDB"
        raise BackupProblem(f"The database user may not make the databases of a drill: {remedy}.") from None
    finally:
        engine.dispose()


def _run(program: str, arguments: list[str], url: URL) -> None:
    command = [_find(program), "--no-password", *arguments]
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise BackupProblem(f"{program} failed: {lines[0] if lines else done.returncode}")


def _find(program: str) -> str:
    found = shutil.which(program)
    if found:
        return found
    versions = sorted(DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parents[1].name), reverse=True)
    if not versions:
        raise BackupProblem(f"{program} is not here: install postgresql-client of the server's version or newer.")
    return str(versions[0])


def _environment(url: URL) -> dict[str, str]:
    wanted = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        **{IN_QUERY[name]: value for name, value in url.query.items() if name in IN_QUERY},
    }
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("QA_")}, **given, "LC_ALL": "C"}

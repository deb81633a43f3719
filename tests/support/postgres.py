"""PostgreSQL for tests: the server of QA_TEST_DATABASE_URL, else a cluster of this run from the system's binaries.

The cluster listens on a socket in its own folder, so it meets no other and needs no port. It is stopped at the end
of the run by whoever controls the run, and only if the run started it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from tests.support.run import alone

ACCOUNT = "postgres"
AFTERWARDS = """
(
    while kill -0 "$1"; do sleep 2; done
    [ -f "$2/cluster/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/cluster/postmaster.pid")" && sleep 1
    rm -rf "$2" "$3"
) &
"""
FAST = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c listen_addresses=''"


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version first; None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).parent] if found else []
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def can_start() -> bool:
    """Whether a cluster can be started here: binaries, and as root an account to run them as."""
    if binaries() is None:
        return False
    return os.geteuid() != 0 or any(entry.pw_name == ACCOUNT for entry in pwd.getpwall())


def available() -> str:
    """Say in a few words where PostgreSQL comes from; empty when there is none."""
    if os.environ.get("QA_TEST_DATABASE_URL"):
        return "the server of QA_TEST_DATABASE_URL"
    return f"a cluster of its own from {binaries()}" if can_start() else ""


def server(run_dir: Path) -> URL:
    """Return the address of the run's server, starting it if this is the first to ask."""
    given = os.environ.get("QA_TEST_DATABASE_URL")
    if given:
        return make_url(given)
    with alone(run_dir, "postgres") as note:
        if not note.exists():
            folder = _start()
            _watch(folder, run_dir)
            note.write_text(str(folder), encoding="utf-8")
        socket_folder = note.read_text(encoding="utf-8")
    return URL.create("postgresql+psycopg", ACCOUNT, database="postgres", query={"host": socket_folder})


def stop(run_dir: Path) -> None:
    """Stop the cluster this run started, if it did, and remove it."""
    note = run_dir / "postgres"
    if note.exists():
        folder = Path(note.read_text(encoding="utf-8"))
        _as_account("pg_ctl", "-D", str(folder / "cluster"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _start() -> Path:
    # A socket's path may have 107 characters, so it does not go below pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="qa-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    cluster = folder / "cluster"
    _as_account("initdb", "-D", str(cluster), "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--locale=C", "-N")
    log = str(folder / "log")
    _as_account("pg_ctl", "-D", str(cluster), "-l", log, "-w", "-o", f"{FAST} -k {folder}", "start")
    return folder


def _watch(folder: Path, run_dir: Path) -> None:
    # A run that is killed cannot tidy up: a process of its own waits for its end and does it instead.
    controller = (run_dir / "controller").read_text(encoding="utf-8")
    subprocess.run(
        ["sh", "-c", AFTERWARDS, "sh", controller, str(folder), str(run_dir)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
        cwd="/",
    )


def _as_account(program: str, *arguments: str) -> None:
    command = [str((binaries() or Path()) / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", ACCOUNT, "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")


def create(url: URL, name: str, template: str = "template0") -> str:
    """Make a database and return its address."""
    _run(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    return url.set(database=name).render_as_string(hide_password=False)


def drop(url: URL, name: str) -> None:
    """Remove a database and whoever is still connected to it."""
    _run(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()

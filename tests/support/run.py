"""What one run of pytest shares between its workers: a folder, a lock, and what was started for all of them."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

RUN_DIR = pytest.StashKey[Path]()
MEMORY = Path("/dev/shm")
OF_A_FOLDER = frozenset({"demo_site", "hand", "opened_house"})
WORLDS = OF_A_FOLDER | {"a_matrix", "crawled", "demo", "installed", "pair", "told", "wheel"}
"""Fixtures that many tests share: of a folder, or of a file."""
LONG = WORLDS | {"browser", "command", "portal"}
ROOM_BYTES = 3 * 2**30
"""Free room that is enough for a whole run: the folders of tests that passed are removed at once."""


def begin(config: pytest.Config) -> None:
    """Make the run's folder, or take the one the controlling process made."""
    given = getattr(config, "workerinput", {}).get("run_dir")
    if not given:
        _stay_in_memory()
    path = Path(given) if given else Path(tempfile.mkdtemp(prefix="qa-run-"))
    # The database's own user has to pass through it.
    path.chmod(0o711)
    if not given:
        (path / "controller").write_text(str(os.getpid()), encoding="utf-8")
    config.stash[RUN_DIR] = path


def _stay_in_memory() -> None:
    # Every commit waits for the disk. No test takes power away, so that nothing is noticed where there is none.
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        tempfile.tempdir = os.environ["PYTEST_DEBUG_TEMPROOT"]


def end(config: pytest.Config) -> None:
    """Remove the run's folder."""
    if not hasattr(config, "workerinput") and RUN_DIR in config.stash:
        shutil.rmtree(config.stash[RUN_DIR], ignore_errors=True)


@contextmanager
def alone(folder: Path, name: str) -> Iterator[Path]:
    """Hold a lock that one process of the run has at a time; yields the folder of that name."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def in_good_order(items: list[pytest.Item]) -> None:
    """Let what takes long begin first, so that no process waits for another at the end of the run."""
    items.sort(key=lambda item: not LONG & set(getattr(item, "fixturenames", ())))


def together(items: list[pytest.Item]) -> None:
    """Let the tests that look at one world run in one process: it takes longer to make than to look at."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        for name in (name for name in WORLDS if name in names):
            call = getattr(item, "callspec", None)
            kind = call.params.get(name, "") if call else ""
            where = item.path.parent.name if name in OF_A_FOLDER else item.path.stem
            item.add_marker(pytest.mark.xdist_group(f"{name} {kind} of {where}"))


def required(what: str) -> bool:
    """Whether a missing part fails the run instead of skipping: `QA_REQUIRE_PG`, `QA_REQUIRE_BROWSER`."""
    return bool(os.environ.get(f"QA_REQUIRE_{what}"))


def missing(what: str, why: str) -> None:
    """Skip the test, or fail it where the part is required."""
    if required(what):
        pytest.fail(f"{why} (QA_REQUIRE_{what} is set)", pytrace=False)
    pytest.skip(why)

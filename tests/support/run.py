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


def begin(config: pytest.Config) -> None:
    """Make the run's folder, or take the one the controlling process made."""
    given = getattr(config, "workerinput", {}).get("run_dir")
    path = Path(given) if given else Path(tempfile.mkdtemp(prefix="qa-run-"))
    # The database's own user has to pass through it.
    path.chmod(0o711)
    if not given:
        (path / "controller").write_text(str(os.getpid()), encoding="utf-8")
    config.stash[RUN_DIR] = path


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


def required(what: str) -> bool:
    """Whether a missing part fails the run instead of skipping: `QA_REQUIRE_PG`, `QA_REQUIRE_BROWSER`."""
    return bool(os.environ.get(f"QA_REQUIRE_{what}"))


def missing(what: str, why: str) -> None:
    """Skip the test, or fail it where the part is required."""
    if required(what):
        pytest.fail(f"{why} (QA_REQUIRE_{what} is set)", pytrace=False)
    pytest.skip(why)

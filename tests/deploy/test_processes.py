"""The portal as processes: it starts on both databases, survives a power cut, and hides keys from the public part."""

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.support import server
from tests.support.server import Portal

AT_WORK_SECONDS = 15


def status_of(portal: Portal, path: str) -> int:
    """Ask for a page and return the answer's status."""
    connection = http.client.HTTPConnection("127.0.0.1", portal.settings.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def wait_for_work(portal: Portal, times: int) -> None:
    """Wait until the worker has said so many times that it is at work."""
    until = time.monotonic() + AT_WORK_SECONDS
    while portal.log("worker").count("Worker is at work") < times:
        assert time.monotonic() < until, portal.log("worker")
        time.sleep(0.1)


def test_web_and_worker_run_and_come_back_after_a_power_cut(any_database: str, portal: Portal) -> None:
    wait_for_work(portal, 1)
    assert status_of(portal, "/") == 200
    portal.kill()
    with pytest.raises(OSError, match=r"refused|reset"):
        status_of(portal, "/")
    portal.start()
    wait_for_work(portal, 2)
    assert status_of(portal, "/sign-in") == 200


def test_a_second_worker_is_refused_while_one_is_at_work(portal: Portal) -> None:
    wait_for_work(portal, 1)
    second = subprocess.run(
        [sys.executable, *server.WORKER],
        cwd=server.ROOT,
        env=server.environment(portal.settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert second.returncode == 78
    assert "Another worker" in second.stderr


def test_the_figures_are_plain_numbers(portal: Portal) -> None:
    with urllib.request.urlopen(f"{portal.url}/metrics", timeout=5) as answer:
        lines = [line for line in answer.read().decode().splitlines() if line and not line.startswith("#")]
    assert lines
    assert all(float(line.rpartition(" ")[2]) >= 0 for line in lines)


@pytest.fixture
def family(settings: Settings, tmp_path: Path) -> Iterator[tuple[Settings, "subprocess.Popen[bytes]"]]:
    """`qa-portal serve`: web server and worker as children of one process."""
    chosen = server.at_a_free_port(settings)
    with (tmp_path / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "qa_portal", "serve"],
            cwd=server.ROOT,
            env=server.environment(chosen),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield chosen, process
    finally:
        process.terminate()
        assert process.wait(server.STOP_SECONDS) == 0
        assert children_of(process.pid) == []


def children_of(pid: int) -> list[int]:
    """Return the living children of a process."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in listed.split()]


def wait_for_status(settings: Settings, path: str) -> int:
    """Wait until the web server answers; return the status."""
    until = time.monotonic() + server.START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{settings.base_url}{path}", timeout=5) as answer:
                return int(answer.status)
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def wait_for_lines(log: Path, words: str, times: int) -> None:
    """Wait until a log says something so many times."""
    until = time.monotonic() + AT_WORK_SECONDS
    while log.read_text(encoding="utf-8").count(words) < times:
        assert time.monotonic() < until, log.read_text(encoding="utf-8")
        time.sleep(0.1)


def test_served_together_they_end_together_and_who_dies_is_started_again(
    family: tuple[Settings, "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    settings, process = family
    log = tmp_path / "serve.log"
    assert wait_for_status(settings, "/readyz") == 200
    wait_for_lines(log, "Worker is at work", 1)
    for number, child in enumerate(children_of(process.pid), 1):
        # The web server's own children notice that it is gone and end; a worker has none.
        os.kill(child, signal.SIGKILL)
        wait_for_lines(log, "starting it again", number)
    wait_for_lines(log, "Worker is at work", 2)
    assert wait_for_status(settings, "/sign-in") == 200
    assert len(children_of(process.pid)) == 2


@pytest.mark.parametrize(("role", "words"), [("public", "QA_ROLE=public"), ("portal", "Another worker")])
def test_what_cannot_be_served_together_is_refused_at_once(portal: Portal, role: str, words: str) -> None:
    wait_for_work(portal, 1)
    done = subprocess.run(
        [sys.executable, "-m", "qa_portal", "serve"],
        cwd=server.ROOT,
        env=server.environment(server.at_a_free_port(portal.settings), QA_ROLE=role),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 78
    assert words in done.stderr
    assert "Serving" not in done.stderr


def test_they_share_what_was_loaded_before_they_were_born(
    family: tuple[Settings, "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    settings, process = family
    wait_for_status(settings, "/readyz")
    wait_for_lines(tmp_path / "serve.log", "Worker is at work", 1)
    for child in children_of(process.pid):
        facts = (line.split() for line in Path(f"/proc/{child}/smaps_rollup").read_text("ascii").splitlines()[1:])
        kilobytes = {words[0]: int(words[1]) for words in facts}
        assert kilobytes["Pss:"] < kilobytes["Rss:"] / 2

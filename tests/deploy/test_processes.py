"""The portal as processes: it starts on both databases, survives a power cut, and hides keys from the public part."""

import http.client
import subprocess
import sys
import time
import urllib.request

import pytest

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

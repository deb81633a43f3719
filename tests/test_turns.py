"""The line before SQLite's one writer: one at a time, across threads and processes, and nobody holds it dead."""

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from qa_portal.turns import Turn


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database file; what is in it does not matter."""
    path = tmp_path / "main.sqlite3"
    path.touch()
    return str(path)


def hold(database: str, told: Connection, seconds: float) -> None:
    """Take a turn, say so, keep it for a while."""
    turn = Turn(database)
    turn.take()
    told.send("in")
    time.sleep(seconds)
    turn.give()


def holder(database: str, seconds: float) -> multiprocessing.process.BaseProcess:
    """Return a process that has the turn."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=hold, args=(database, there, seconds))
    process.start()
    assert here.recv() == "in"
    return process


def test_another_process_waits_until_the_turn_is_given(database: str) -> None:
    begun = time.monotonic()
    process = holder(database, 0.5)
    turn = Turn(database)
    turn.take()
    assert time.monotonic() - begun >= 0.5
    turn.give()
    process.join()


def test_a_forked_process_does_not_share_its_parents_turn(database: str) -> None:
    mine = Turn(database)
    mine.take()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=hold, args=(database, there, 0.0))
    process.start()
    assert not here.poll(0.3), "the child was let in beside its parent"
    mine.give()
    assert here.poll(10)
    process.join()


def test_whoever_is_killed_gives_it_back(database: str) -> None:
    process = holder(database, 600)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    turn = Turn(database)
    turn.take()
    turn.give()
    process.join()


def test_of_many_threads_one_is_in_at_a_time(database: str) -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            turn = Turn(database)
            turn.take()
            inside += 1
            most = max(most, inside)
            time.sleep(0.0005)
            inside -= 1
            turn.give()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_store_that_is_no_file_needs_no_turn(tmp_path: Path) -> None:
    for name in ("", ":memory:", str(tmp_path / "absent.sqlite3")):
        turn = Turn(name)
        turn.take()
        turn.give()
    assert not list(tmp_path.iterdir())

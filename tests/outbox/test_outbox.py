"""The outbox: work commits with its act, is claimed once, tried again later, and never lost."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import StartRefused
from qa_portal.outbox import queue
from qa_portal.outbox.queue import LEASE_SECONDS, MAX_ATTEMPTS, Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker, lock
from qa_portal.settings import Settings


def _put(count: int = 1) -> None:
    with transaction() as session:
        for number in range(count):
            queue.put(session, Topic.MAIL, f"{number}")


def test_work_goes_when_its_act_fails(in_app: Flask) -> None:
    def act() -> None:
        with transaction() as session:
            queue.put(session, Topic.MAIL, "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert queue.waiting(read()) == []


def test_eight_workers_share_the_work_without_overlap(any_database: str, app: Flask) -> None:
    with app.app_context():
        _put(100)
    got: list[int] = []

    def take() -> None:
        with app.app_context():
            while rows := queue.claim(limit=7):
                got.extend(row_id for row_id, _topic, _subject in rows)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 100


def test_a_worker_that_begins_takes_back_what_a_dead_one_had(in_app: Flask) -> None:
    _put(3)
    assert len(queue.claim(limit=2)) == 2
    assert queue.take_back() == 2
    assert len(queue.claim()) == 3


def test_work_of_a_dead_worker_comes_back_after_its_lease(in_app: Flask) -> None:
    clock.set_to(clock.now())
    _put()
    assert len(queue.claim()) == 1
    assert queue.claim() == []
    clock.advance(timedelta(seconds=LEASE_SECONDS + 1))
    assert len(queue.claim()) == 1


def test_failing_work_is_tried_later_and_ends_as_a_dead_letter(in_app: Flask) -> None:
    clock.set_to(clock.now())
    _put()
    waits = []
    for _ in range(MAX_ATTEMPTS):
        ((row_id, _topic, _subject),) = queue.claim()
        queue.failed(row_id, "ChannelDown")
        row = read().scalar(select(Work))
        assert row is not None
        waits.append((row.due_at - clock.now()).total_seconds())
        clock.advance(timedelta(hours=2))
        read().rollback()
    assert waits[:4] == [2, 4, 8, 16]
    assert [row.problem for row in queue.dead_letters(read())] == ["ChannelDown"]
    assert queue.claim() == []
    assert queue.redrive() == 1
    assert len(queue.claim()) == 1


def test_one_bad_piece_does_not_stop_the_others(app: Flask) -> None:
    done: list[str] = []

    def handle(subject: str) -> None:
        if subject == "1":
            raise RuntimeError("a message with a name in it")
        done.append(subject)

    with app.app_context():
        _put(3)
    Worker(app, {Topic.MAIL: handle}, {}).drain()
    with app.app_context():
        assert done == ["0", "2"]
        assert [row.problem for row in queue.waiting(read())] == ["RuntimeError"]


def test_a_second_worker_on_one_folder_is_refused(settings: Settings) -> None:
    with lock(settings.data_dir / "worker.lock"), pytest.raises(StartRefused):
        lock(settings.data_dir / "worker.lock")

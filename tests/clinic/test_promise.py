"""What a patient is promised: the queue's own time, in opening hours, on open days."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from qa_portal.clinic import promise, queries, queue_service, service
from qa_portal.clinic.models import Queue
from qa_portal.db import transaction
from qa_portal.errors import NotFound
from tests.clinic.conftest import ADMIN

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def promised(at: datetime, level: str = "routine") -> datetime:
    with transaction() as session:
        return promise.promise(session, queries.intake_queue(session).id, at, level=level)


def test_a_routine_question_gets_the_queues_time_in_opening_hours(clinic: Flask) -> None:
    assert promised(MONDAY) == MONDAY + timedelta(days=1, hours=8)
    assert promised(MONDAY + timedelta(days=5)) == MONDAY + timedelta(days=8, hours=8)


@pytest.mark.parametrize(("level", "hours"), [("emergency", 1), ("urgent", 4)])
def test_a_flagged_question_is_promised_sooner(clinic: Flask, level: str, hours: int) -> None:
    assert promised(MONDAY, level) == MONDAY + timedelta(hours=hours)


def test_a_flag_never_makes_a_fast_queue_slower(clinic: Flask) -> None:
    with transaction() as session:
        queries.intake_queue(session).answer_within_hours = 1
    assert promised(MONDAY, "urgent") == MONDAY + timedelta(hours=1)


def test_a_closed_date_moves_promises(clinic: Flask) -> None:
    service.add_holiday(ADMIN, (MONDAY + timedelta(days=1)).date(), "Closed")
    assert promised(MONDAY) == MONDAY + timedelta(days=2, hours=8)


def test_a_queue_that_has_been_slow_promises_what_it_needs(clinic: Flask) -> None:
    with transaction() as session:
        queue_service.note_usual_hours(session, queries.intake_queue(session).id, 24.0)
    assert promised(MONDAY) == MONDAY + timedelta(days=2, hours=8)
    assert promised(MONDAY, "urgent") == MONDAY + timedelta(hours=4)


def test_a_queue_that_has_been_fast_still_promises_its_own_time() -> None:
    assert promise.expected_hours(Queue(answer_within_hours=16, usual_hours=3.5)) == 16
    assert promise.expected_hours(Queue(answer_within_hours=16, usual_hours=None)) == 16


def test_a_queue_that_is_not_there_promises_nothing(clinic: Flask) -> None:
    with transaction() as session, pytest.raises(NotFound):
        promise.promise(session, "0" * 32, MONDAY)

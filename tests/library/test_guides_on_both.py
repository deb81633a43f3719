"""The way of a guide on SQLite and on PostgreSQL: both keep its rules in the tables, too."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.guide import queries
from qa_portal.guide.models import GuideVersion
from qa_portal.journey.guides import queries as lists
from qa_portal.journey.guides import service
from qa_portal.library.models import Page
from qa_portal.outbox.worker import Worker
from tests.support import guides
from tests.support.story import MONDAY, gather


def test_a_guide_goes_its_whole_way(any_database: str, in_app: Flask, worker: Worker) -> None:
    clock.set_to(MONDAY)
    cast = gather()
    guide_id = guides.checked(cast.eve, cast.tom)
    service.schedule(cast.eve, guide_id, (MONDAY + timedelta(days=1)).date(), MONDAY.time())
    clock.set_to(MONDAY + timedelta(days=2))
    worker.drain()
    read().rollback()
    assert read().get_one(Page, guide_id).path == "/guides/dry-skin"
    guides.changed(cast.eve, cast.tom, guide_id, notice="Less is more.")
    service.revise(cast.eve, guide_id, 1)
    assert [row.shelf for row in lists.rows(read())] == ["draft"]
    assert service.drop(cast.eve, guide_id)
    service.withdraw(cast.eve, guide_id)
    worker.drain()
    read().rollback()
    assert read().get_one(Page, guide_id).answer == ""
    assert [row.stage for row in queries.versions(read(), guide_id)] == ["past", "past"]


@pytest.mark.parametrize("stage", ["checked", "scheduled", "live"])
def test_the_table_itself_refuses_what_no_second_person_checked(any_database: str, in_app: Flask, stage: str) -> None:
    clock.set_to(MONDAY)
    version_id = guides.coming(guides.begun(gather().eve)).id
    with pytest.raises(IntegrityError):
        _set(version_id, stage)


def _set(version_id: str, stage: str) -> None:
    with transaction() as session:
        version = session.get_one(GuideVersion, version_id)
        version.stage, version.scheduled_at = stage, MONDAY

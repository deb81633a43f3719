"""Many pages are taken back at once, given back by two people, and one page is merged into another."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict, Forbidden
from qa_portal.index.current import index
from qa_portal.journey.publish import service as bridge
from qa_portal.journey.upkeep import queries, service
from qa_portal.library import recalls, release
from qa_portal.library.models import Page, State
from qa_portal.library.recalls import Wanted
from qa_portal.outbox.worker import Worker
from qa_portal.question.agreements import consents_of
from qa_portal.question.status import PublicationStatus
from tests.journey.upkeep.test_due import go_to, guide, page_text
from tests.support import people
from tests.support.apart import Apart
from tests.support.story import MONDAY, Story

NOTICE = "The dose in these answers was wrong. Ask a pharmacist before the next one."


@pytest.fixture
def told(in_app: Flask) -> Iterator[list[tuple[str, Sequence[str]]]]:
    """What somebody who tells followers was asked to tell."""
    heard: list[tuple[str, Sequence[str]]] = []

    class Teller:
        def recalled(self, recall_id: str, page_ids: Sequence[str]) -> None:
            heard.append((recall_id, list(page_ids)))

    recalls.tellers().append(Teller())
    yield heard
    recalls.tellers().clear()


def published(story: Story, worker: Worker) -> str:
    """Publish a patient's page and return its id."""
    story.published()
    worker.drain()
    return story.publication.page_id or ""


def recall(story: Story, *page_ids: str) -> str:
    """Recall pages as the editor; return the id of the recall."""
    service.recall(story.cast.eve, list(page_ids), reason="unsafe", notice=NOTICE)
    return queries.recall_rows(read())[0].id


def body(app: Flask, path: str) -> str:
    """What a reader gets at an address."""
    app.test_client_class = Apart
    return app.test_client().get(path).text


def test_recalled_pages_answer_with_the_notice_and_are_nowhere_else(
    story: Story, worker: Worker, app: Flask, told: list[tuple[str, Sequence[str]]]
) -> None:
    page_ids = {published(story, worker), guide()}
    worker.drain()
    assert page_ids <= index().entries().keys()
    recall_id = recall(story, *page_ids)
    worker.drain()
    for page_id in page_ids:
        status, text = page_text(app, page_id)
        assert status == 410
        assert NOTICE in text
        assert "moisturiser" not in text
        assert f"/answers/{page_id}" not in body(app, "/sitemap.xml")
        assert f"/answers/{page_id}</id>" not in body(app, "/feed.xml")
        assert f'deleted-entry ref="http://127.0.0.1:8000/answers/{page_id}"' in body(app, "/feed.xml")
    assert not page_ids & index().entries().keys()
    ((heard_id, heard_pages),) = told
    assert (heard_id, set(heard_pages)) == (recall_id, page_ids)


def test_undoing_needs_a_second_person_and_brings_every_page_back(story: Story, worker: Worker, app: Flask) -> None:
    page_id = published(story, worker)
    recall_id, cast = recall(story, page_id), story.cast
    with pytest.raises(Conflict):
        service.restore(cast.ada, recall_id)
    service.ask_undo(cast.eve, recall_id)
    with pytest.raises(Conflict):
        service.restore(cast.eve, recall_id)
    assert page_text(app, page_id)[0] == 410
    assert service.restore(cast.ada, recall_id) == 1
    worker.drain()
    status, text = page_text(app, page_id)
    assert status == 200
    assert "moisturiser" in text
    assert page_id in index().entries()
    with pytest.raises(Conflict):
        service.ask_undo(cast.eve, recall_id)


def test_what_the_patient_takes_back_during_a_recall_stays_away(story: Story, worker: Worker, app: Flask) -> None:
    page_id = published(story, worker)
    recall_id, cast = recall(story, page_id), story.cast
    bridge.compare_with_approvals()
    assert story.publication.where is PublicationStatus.PUBLISHED
    bridge.withdraw(cast.ana, story.publication.id)
    service.ask_undo(cast.eve, recall_id)
    assert service.restore(cast.ada, recall_id) == 0
    read().rollback()
    page = read().get_one(Page, page_id)
    assert (page.state, page.title, page.answer) == (State.WITHDRAWN, "", "")
    assert NOTICE not in page_text(app, page_id)[1]


def test_the_patient_is_told_that_the_page_is_not_shown(story: Story, worker: Worker, app: Flask) -> None:
    page_id = published(story, worker)
    clock.set_to(None)
    browser = people.signed_in(app, story.cast.ana.id)
    assert "It is in our public library" in browser.get(f"/questions/{story.question_id}").text
    recall(story, page_id)
    shown = browser.get(f"/questions/{story.question_id}").text
    assert "It is in our public library" not in shown
    assert "We have taken the page from the readers for now" in shown


def test_one_tap_does_not_undo_a_recall(story: Story, worker: Worker) -> None:
    page_id = guide()
    recall(story, page_id)
    rows, total = queries.due(read(), story.cast.eve, 1)
    assert (total, rows[0].may_vouch) == (1, False)
    with pytest.raises(Exception, match="not public"):
        service.still_right(story.cast.eve, page_id)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), set()),
        (Wanted(words="cream ELBOW"), {"patient"}),
        (Wanted(words="cream"), {"patient", "guide"}),
        (Wanted(words="100%"), set()),
        (Wanted(topic="skin"), {"patient", "guide"}),
        (Wanted(topic="skin", author="Ines"), {"patient"}),
        (Wanted(author="tom example"), {"patient"}),
        (Wanted(source="nowhere.example"), set()),
    ],
)
def test_a_recall_finds_what_was_asked_for(story: Story, worker: Worker, wanted: Wanted, found: set[str]) -> None:
    published(story, worker)
    guide()
    assert {page.kind for page in recalls.matching(read(), wanted)} == found


def test_a_recall_finds_by_the_address_of_a_source(story: Story, worker: Worker) -> None:
    page_id = published(story, worker)
    (source,) = read().get_one(Page, page_id).sources
    assert [page.id for page in recalls.matching(read(), Wanted(source=source["url"][8:20]))] == [page_id]


def test_only_the_desk_and_the_admin_recall(story: Story, worker: Worker) -> None:
    page_id = published(story, worker)
    for name in ("ines", "pia", "ana"):
        with pytest.raises(Forbidden):
            service.recall(story.cast.people[name], [page_id], reason="other", notice=NOTICE)
    assert read().get_one(Page, page_id).is_live


def test_a_merged_page_leads_to_the_other_for_good(story: Story, worker: Worker, app: Flask) -> None:
    page_id, into = published(story, worker), guide()
    service.merge(story.cast.eve, page_id, into)
    worker.drain()
    app.test_client_class = Apart
    for prefix in ("", "/es"):
        answer = app.test_client().get(f"{prefix}/answers/{page_id}")
        assert (answer.status_code, answer.location) == (308, f"{prefix}/answers/{into}")
    assert page_id not in index().entries()
    assert f"/answers/{page_id}" not in body(app, "/sitemap.xml")
    assert f"/answers/{page_id}</id>" not in body(app, "/feed.xml")
    bridge.compare_with_approvals()
    assert story.publication.where is PublicationStatus.PUBLISHED
    assert [consent.holds for consent in consents_of(read(), story.publication.id)] == [True]


def test_when_the_target_is_taken_away_both_answer_that_they_are_gone(story: Story, worker: Worker, app: Flask) -> None:
    into, page_id = published(story, worker), guide()
    service.merge(story.cast.eve, page_id, into)
    bridge.withdraw(story.cast.ana, story.publication.id)
    worker.drain()
    assert [page_text(app, one)[0] for one in (page_id, into)] == [410, 410]
    assert "plain cream" not in page_text(app, page_id)[1]


def test_who_agreed_to_a_merged_page_can_still_take_it_back(story: Story, worker: Worker, app: Flask) -> None:
    page_id, into = published(story, worker), guide()
    service.merge(story.cast.eve, page_id, into)
    bridge.withdraw(story.cast.ana, story.publication.id)
    assert page_text(app, page_id)[0] == 410
    assert page_text(app, into)[0] == 200


def test_a_merged_page_goes_on_leading_when_its_date_has_passed(story: Story, worker: Worker, app: Flask) -> None:
    page_id, into = published(story, worker), guide()
    service.merge(story.cast.eve, page_id, into)
    for months in (36, 39, 40):
        go_to(clock.months_later(MONDAY, months) + timedelta(days=1), worker)
        if months == 36:
            service.still_right(story.cast.eve, into)
    assert page_text(app, page_id)[0] == 308


def test_two_languages_or_a_page_that_is_gone_are_not_merged(story: Story, worker: Worker) -> None:
    page_id, spanish, gone = published(story, worker), guide(lang="es"), guide()
    with transaction() as session:
        release.withdraw(session, gone)
    for into in (spanish, gone, page_id):
        with pytest.raises(Conflict):
            service.merge(story.cast.eve, page_id, into)


def test_pages_about_the_same_thing_are_suggested_once(story: Story, worker: Worker) -> None:
    first, second = guide(), guide()
    published(story, worker)
    pairs = recalls.alike(read(), index())
    assert [{newer.id, older.id} for newer, older in pairs] == [{first, second}]
    assert len(read().scalars(select(Page)).all()) == 3

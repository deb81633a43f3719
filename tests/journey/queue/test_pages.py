"""The list's pages: what to go on with, keys that can be switched off, and what colleagues asked."""

import pytest
from flask import Flask

from qa_portal.journey.answer import service as answering
from tests.support.apart import Apart
from tests.support.forms import send
from tests.support.people import signed_in
from tests.support.story import Story


@pytest.fixture(autouse=True)
def _browsers_apart(app: Flask) -> None:
    app.test_client_class = Apart


def test_with_nothing_to_go_on_with_the_list_says_so(app: Flask, story: Story) -> None:
    browser = signed_in(app, story.cast.ines.id)
    answer = browser.get("/queue/next")
    assert answer.location == "/queue"
    assert "Nothing is waiting for you" in browser.get("/queue").get_data(as_text=True)


def test_what_one_holds_comes_before_what_waits_to_be_taken(app: Flask, story: Story) -> None:
    story.another().queued()
    mine = story.another().claimed()
    assert signed_in(app, story.cast.ines.id).get("/queue/next").location == f"/work/{mine.question_id}"


def test_keys_of_one_letter_can_be_switched_off_and_on_again(app: Flask, story: Story) -> None:
    browser = signed_in(app, story.cast.ines.id)
    assert 'data-keys="on"' in browser.get("/queue").get_data(as_text=True)
    assert send(browser, "/queue", to="/queue/keys").status_code == 303
    assert 'data-keys="off"' in browser.get("/queue").get_data(as_text=True)
    send(browser, "/queue", to="/queue/keys", letters="on")
    assert 'data-keys="on"' in browser.get("/queue").get_data(as_text=True)


def test_what_one_was_asked_stands_on_the_list_until_one_is_done(app: Flask, story: Story) -> None:
    story.claimed()
    answering.note(story.cast.ines, story.question_id, "Could you look?", story.cast.sol.id)
    browser = signed_in(app, story.cast.sol.id)
    page = browser.get("/queue").get_data(as_text=True)
    assert "Asked of me" in page
    assert f"/work/{story.question_id}" in page
    send(browser, "/queue", to=f"/work/{story.question_id}/consult-done")
    assert "Asked of me" not in browser.get("/queue").get_data(as_text=True)


def test_what_nobody_has_opened_says_so_until_somebody_does(app: Flask, story: Story) -> None:
    story.queued()
    browser = signed_in(app, story.cast.ines.id)
    assert "Not opened yet" in browser.get("/queue").get_data(as_text=True)
    browser.get(f"/work/{story.question_id}")
    assert "Not opened yet" not in browser.get("/queue").get_data(as_text=True)

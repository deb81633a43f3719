"""Changing a question just after sending: ten minutes, nobody has opened it, and nothing typed is lost in a race."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import NotFound, WrongStep
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.triage import service as triage
from qa_portal.question.models import CHANGE_WINDOW
from qa_portal.question.status import Status
from qa_portal.text.flags import Level
from tests.support.forms import send
from tests.support.people import signed_in
from tests.support.story import BODY, MONDAY, Cast, Story

OTHER = "It is my knee, not my elbow, and it has been sore for a week. Should I rest it?"
RED = "I also have crushing chest pain right now and it goes down my left arm."


def words_of(story: Story) -> tuple[str, str]:
    """Return what a clinician reads."""
    seen = answering.open_own(story.cast.ana, story.question_id, "en")
    return seen.clear.subject, seen.clear.body


@pytest.mark.parametrize("way", [Story.received, Story.queued])
def test_a_question_just_sent_is_changed_and_finds_its_queue_anew(way: object, story: Story, cast: Cast) -> None:
    way(story, wished="")  # type: ignore[operator]
    service.change(cast.ana, story.question_id, "A rash", "I have an itchy rash, is it eczema? The mole is fine.")
    assert (story.question.where, story.question.queue_id) == (Status.RECEIVED, None)
    triage.route(story.question_id)
    assert (story.question.where, story.question.queue_id) == (Status.QUEUED, cast.queues["skin"])
    assert words_of(story)[0] == "A rash"
    assert story.question.edited_at == MONDAY


def test_a_change_is_recorded_and_holds_no_words(story: Story, cast: Cast) -> None:
    story.queued()
    service.change(cast.ana, story.question_id, "zqxvkw", OTHER)
    row = read().scalars(select(AuditEntry).where(AuditEntry.action == str(Action.QUESTION_CHANGED))).one()
    assert (row.actor_id, row.subject_id) == (cast.ana.id, story.question_id)
    assert "zqxvkw" not in row.fields


def test_a_change_raises_the_level_and_never_lowers_it(story: Story, cast: Cast) -> None:
    story.queued()
    promised = story.question.promised_at
    service.change(cast.ana, story.question_id, "Chest", RED)
    assert story.question.urgency is Level.EMERGENCY
    sooner = story.question.promised_at
    assert promised is not None
    assert sooner is not None
    assert sooner < promised
    service.change(cast.ana, story.question_id, "Itchy elbow", BODY)
    assert (story.question.urgency, story.question.promised_at) == (Level.EMERGENCY, sooner)


def test_staff_still_see_what_was_found_before_the_change(story: Story, cast: Cast) -> None:
    story.queued(signs=("chest_pain",), body=RED)
    service.change(cast.ana, story.question_id, "Itchy elbow", BODY)
    triage.route(story.question_id)
    found = answering.open_work(cast.ines, story.question_id, "en").clear.signs
    assert found["ticked"] == ["chest_pain"]
    assert any("chest" in word for word in found["words"])


def test_a_promise_is_never_made_later_by_a_change(story: Story, cast: Cast) -> None:
    story.queued()
    promised = story.question.promised_at
    clock.set_to(MONDAY + timedelta(minutes=9))
    service.change(cast.ana, story.question_id, "Sore knee", OTHER)
    triage.route(story.question_id)
    assert story.question.promised_at == promised


def test_after_ten_minutes_it_stays_as_it_is(story: Story, cast: Cast) -> None:
    story.queued()
    clock.set_to(MONDAY + CHANGE_WINDOW)
    with pytest.raises(WrongStep):
        service.change(cast.ana, story.question_id, "Sore knee", OTHER)
    assert words_of(story) == ("Itchy elbow", BODY)


def test_once_a_clinician_has_opened_it_it_stays_as_it_is(story: Story, cast: Cast) -> None:
    story.queued()
    answering.open_work(cast.tom, story.question_id, "en")
    with pytest.raises(WrongStep):
        service.change(cast.ana, story.question_id, "Sore knee", OTHER)
    with pytest.raises(WrongStep):
        service.open_change(cast.ana, story.question_id)


def test_nobody_else_changes_it(story: Story, cast: Cast) -> None:
    story.queued()
    with pytest.raises(NotFound):
        service.change(cast.ben, story.question_id, "Sore knee", OTHER)
    with pytest.raises(NotFound):
        service.keep_as_message(cast.ben, story.question_id, OTHER)


def test_who_comes_after_a_claim_finds_the_words_waiting_as_a_message(story: Story, cast: Cast, app: Flask) -> None:
    story.queued()
    ana = signed_in(app, cast.ana.id)
    page = ana.get(f"/ask/change/{story.question_id}").get_data(as_text=True)
    assert BODY in page
    queueing.claim(cast.ines, story.question_id)
    status = f"/questions/{story.question_id}"
    answer = send(ana, status, to=f"/ask/change/{story.question_id}", subject="Sore knee", body=OTHER)
    assert answer.status_code == 303
    page = ana.get(answer.location).get_data(as_text=True)
    assert "too late to change" in page
    assert OTHER in page
    assert story.question.where is Status.CLAIMED
    assert words_of(story) == ("Itchy elbow", BODY)


def test_a_claim_that_comes_after_a_change_waits_for_the_new_queue(story: Story, cast: Cast) -> None:
    story.queued()
    service.change(cast.ana, story.question_id, "Sore knee", OTHER)
    with pytest.raises((WrongStep, NotFound)):
        queueing.claim(cast.ines, story.question_id)
    triage.route(story.question_id)
    queueing.claim(cast.ines, story.question_id)
    assert words_of(story) == ("Sore knee", OTHER)


def test_the_way_to_change_is_offered_while_it_is_open_and_not_after(story: Story, cast: Cast, app: Flask) -> None:
    story.queued()
    ana = signed_in(app, cast.ana.id)
    link = f"/ask/change/{story.question_id}"
    assert link in ana.get(f"/questions/{story.question_id}").get_data(as_text=True)
    wrong = send(ana, link, subject="", body=OTHER)
    assert wrong.status_code == 422
    assert OTHER in wrong.get_data(as_text=True), "what was typed is gone"
    assert send(ana, link, subject="Sore knee", body=OTHER).status_code == 303
    clock.set_to(MONDAY + CHANGE_WINDOW)
    assert link not in ana.get(f"/questions/{story.question_id}").get_data(as_text=True)

"""Ten minutes: what is urgent first, then the oldest promise; taken together, passed over with a reason."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.journey.gap import queries, service
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.worker import Worker
from qa_portal.question.status import Status
from tests.support.forms import send
from tests.support.people import signed_in
from tests.support.story import Story

RED = "I have chest pain that goes into my left arm and I sweat."
LONG = "It itches at night and nothing helps, whatever I try. " * 70


def later(story: Story, **typed: str) -> Story:
    clock.advance(timedelta(minutes=5))
    return story.another().queued(**typed)


def chosen(story: Story, passed: tuple[str, ...] = ()) -> list[str]:
    read().rollback()
    return [fit.question.id for fit in queries.fitting(read(), story.cast.ines, passed)]


def test_what_is_urgent_comes_first_and_long_ones_are_left_out(story: Story) -> None:
    first = later(story)
    later(story, body=LONG)
    second = later(story)
    red = later(story, body=RED)
    assert red.question.is_flagged
    assert chosen(story) == [red.question_id, first.question_id, second.question_id]
    fits = queries.fitting(read(), story.cast.ines)
    assert sum(fit.minutes for fit in fits) <= queries.GAP_MINUTES


def test_something_urgent_comes_along_however_long_it_is(story: Story) -> None:
    later(story)
    red = later(story, body=RED + LONG)
    assert chosen(story)[0] == red.question_id


def test_they_are_taken_together_and_what_is_not_finished_goes_back(story: Story, worker: Worker) -> None:
    ids = [later(story).question_id for _ in range(3)]
    assert service.begin(story.cast.ines, ()) == ids
    clock.advance(timedelta(minutes=25))
    worker.drain()
    stories = [Story(story.cast, one).question for one in ids]
    assert [(one.where, one.holder_id) for one in stories] == [(Status.QUEUED, None)] * 3


def test_what_a_colleague_took_is_not_taken_again(story: Story) -> None:
    first, second = later(story), later(story)
    queueing.claim(story.cast.tom, first.question_id)
    assert service.begin(story.cast.ines, ()) == [second.question_id]


def test_only_a_reason_leads_past_what_is_urgent_and_it_is_recorded(app: Flask, story: Story) -> None:
    routine, red = later(story), later(story, body=RED)
    browser = signed_in(app, story.cast.ines.id)
    page, to = "/queue/ten-minutes", f"/queue/{red.question_id}/pass-over"
    assert send(browser, page, to=to).status_code == 422
    assert send(browser, page, to=to, code="too_hard").status_code == 422
    assert send(browser, page, to=to, code="needs_another").status_code == 303
    shown = browser.get(page).get_data(as_text=True)
    assert red.question.number not in shown
    answer = send(browser, page)
    assert answer.location == f"/work/{routine.question_id}"
    assert red.question.where is Status.QUEUED
    [row] = read().scalars(select(AuditEntry).where(AuditEntry.action == str(Action.URGENT_PASSED_OVER))).all()
    assert (row.subject_id, row.actor_id) == (red.question_id, story.cast.ines.id)
    assert json.loads(row.fields)["code"] == "needs_another"


@pytest.mark.parametrize("name", ["sol", "ana", "eve"])
def test_nothing_of_another_team_fits(story: Story, name: str) -> None:
    later(story)
    assert queries.fitting(read(), story.cast.people[name]) == []

"""How much one person holds: a bound, which an emergency passes, and who holds what."""

from dataclasses import replace

import pytest
from flask import Flask

from qa_portal.clinic import absence_service
from qa_portal.db import read
from qa_portal.errors import HandsFull
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import queries, service
from qa_portal.settings import EXTENSION
from tests.support.people import signed_in
from tests.support.story import MONDAY, Cast, Someone, Story, sent


@pytest.fixture
def at_most_two(in_app: Flask) -> None:
    """Two questions in hand are enough."""
    in_app.extensions[EXTENSION] = replace(in_app.extensions[EXTENSION], claims_in_hand=2)


def test_who_holds_enough_takes_no_more_until_one_is_done(at_most_two: None, story: Story, ines: Someone) -> None:
    held = [story.another().claimed().question_id for _ in range(2)]
    story.queued()
    with pytest.raises(HandsFull):
        service.claim(ines, story.question_id)
    assert story.question.holder_id is None
    answering.answer(ines, held[0], sent())
    service.claim(ines, story.question_id)
    assert story.question.holder_id == ines.id


def test_an_emergency_is_taken_with_full_hands_and_does_not_fill_them(
    at_most_two: None, story: Story, ines: Someone
) -> None:
    story.another().claimed(signs=("chest_pain",))
    for _ in range(2):
        story.another().claimed()
    red = story.another().claimed(signs=("chest_pain",))
    assert red.question.holder_id == ines.id
    assert queries.in_hand(read(), ines) == 2


def test_what_waits_for_the_patient_is_not_in_hand(at_most_two: None, story: Story, ines: Someone) -> None:
    for _ in range(3):
        story.another().waiting()
    assert queries.in_hand(read(), ines) == 0
    assert story.claimed().question.holder_id == ines.id


def test_colleagues_see_who_holds_what_in_their_own_queues(story: Story, cast: Cast) -> None:
    story.another().claimed(by="tom")
    story.another().claimed(by="tom", signs=("chest_pain",))
    story.another().waiting()
    story.another().claimed(wished="skin")
    absence_service.add(cast.uma, cast.uma.id, (MONDAY.date(), MONDAY.date()), None)
    found = {load.name.split()[0]: load for load in queries.loads(read(), cast.vic)}
    assert set(found) == {"Ines", "Tom", "Uma", "Vic"}
    assert (found["Tom"].claimed, found["Tom"].flagged, found["Tom"].oldest_since_at) == (2, 1, MONDAY)
    assert (found["Ines"].claimed, found["Ines"].waiting) == (0, 1), "what is held in other queues is not shown"
    assert [load.name for load in found.values() if load.is_away] == ["Uma Example"]


def test_the_pages_show_it(at_most_two: None, in_app: Flask, story: Story, cast: Cast) -> None:
    story.claimed()
    client = signed_in(in_app, cast.ines.id)
    assert "You hold 1 of at most 2 questions. Urgent ones come on top." in client.get("/queue").text
    team = client.get("/queue/team")
    assert team.status_code == 200
    assert "Tom Example" in team.text

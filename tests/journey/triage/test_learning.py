"""What answers teach the routing: a clinic's own way is learned, in counts and no text, and taken off again."""

import json

from sqlalchemy import select

from qa_portal.crypto.shredding import Reason
from qa_portal.db import transaction
from qa_portal.journey.triage import service
from qa_portal.journey.triage.queries import queue_terms
from qa_portal.question import lessons
from qa_portal.question.erasure import Order, begin_question, finish
from qa_portal.question.lessons import RoutingLessons
from qa_portal.question.queries import for_update
from qa_portal.question.reading import open_for
from qa_portal.text.routing import Router
from qa_portal.text.routing.centroids import known_words
from tests.support.story import Cast, Story

SKIN = "Rosalind Ferrer here. I have a rash. It is itchy skin, like eczema, and a mole beside the rash changed."


def taught() -> dict[str, object]:
    """Return what stands in the store."""
    with transaction() as session:
        row = session.scalar(select(RoutingLessons))
        return dict(row.learned) if row else {}


def test_an_answered_question_teaches_its_queue_in_known_words_only(story: Story, cast: Cast) -> None:
    story.answered(wished="general", body=SKIN)
    service.learn(story.question_id)
    learned = taught()
    counts = learned["counts"][cast.queues["general"]]  # type: ignore[index]
    assert learned["sizes"] == {cast.queues["general"]: 1}
    assert counts["rash"] == 1
    assert counts[">" + cast.queues["skin"]] == 1, "the queue the lists put first"
    stored = json.dumps(learned).casefold()
    assert "rosalind" not in stored
    assert "ferrer" not in stored


def test_learning_twice_counts_once(story: Story) -> None:
    story.answered(wished="general", body=SKIN)
    service.learn(story.question_id)
    once = taught()
    service.learn(story.question_id)
    assert taught() == once


def test_who_answers_it_in_another_queue_later_teaches_that_one_instead(story: Story, cast: Cast) -> None:
    story.answered(wished="general", body=SKIN)
    service.learn(story.question_id)
    with transaction() as session:
        for_update(session, story.question_id).queue_id = cast.queues["skin"]
    service.learn(story.question_id)
    assert taught()["sizes"] == {cast.queues["skin"]: 1}


def test_the_words_that_decided_are_still_shown_to_staff(story: Story, cast: Cast) -> None:
    story.answered(wished="", body=SKIN)
    service.learn(story.question_id)
    with transaction() as session:
        routing = open_for(session, cast.sol, story.question, "answer").routing
    assert "rash" in " ".join(routing["terms"])


def test_an_erased_question_has_taught_nothing(story: Story, cast: Cast) -> None:
    story.answered(wished="general", body=SKIN)
    service.learn(story.question_id)
    assert taught()["sizes"]
    with transaction() as session:
        order = Order(cast.ana, Reason.PATIENT)
        begin_question(session, for_update(session, story.question_id), order)
    assert taught() == {"counts": {}, "sizes": {}, "better": 0, "worse": 0}
    finish(order.id)


def test_a_clinic_that_answers_rashes_elsewhere_is_followed(story: Story, cast: Cast) -> None:
    story.received(wished="", body=SKIN)
    with transaction() as session:
        queues = queue_terms(session)
        learned = lessons.learned_for_update(session, known_words(queues))
        for _ in range(40):
            learned.learn(SKIN, Router(queues).rank(SKIN), cast.queues["general"])
        lessons.keep(session, learned)
    service.route(story.question_id)
    with transaction() as session:
        routing = open_for(session, cast.ines, story.question, "answer").routing
    assert routing["ranked"][0] == cast.queues["general"]

"""Routing: by the wish, else by the words, else to intake; a promise never gets later; a second alarm is harmless."""

from sqlalchemy import select

from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic.queue_service import save_queue
from qa_portal.db import read, transaction
from qa_portal.journey.triage import service
from qa_portal.question.reading import open_for
from qa_portal.question.status import Status
from tests.support.story import Cast, Someone, Story

SKIN = "I have a rash. It is itchy skin, like eczema, and a mole beside the rash has changed its colour."


def test_the_queue_a_patient_wished_for_is_taken(story: Story, cast: Cast) -> None:
    story.queued(wished="skin", body="My knee hurts when I go down the stairs in the morning.")
    assert (story.question.where, story.question.queue_id) == (Status.QUEUED, cast.queues["skin"])


def test_words_lead_to_a_queue_and_are_shown_to_its_clinicians(story: Story, cast: Cast) -> None:
    story.queued(wished="", body=SKIN)
    assert story.question.queue_id == cast.queues["skin"]
    with transaction() as session:
        routing = open_for(session, cast.sol, story.question, "answer").routing
    assert "rash" in " ".join(routing["terms"])
    assert routing["ranked"][0] == cast.queues["skin"]


def test_words_that_lead_nowhere_go_to_intake(story: Story, cast: Cast) -> None:
    story.queued(wished="", body="I would like to know something about how these things go in general.")
    assert story.question.queue_id == cast.queues["general"]


def test_a_queue_closed_meanwhile_is_not_used(story: Story, cast: Cast) -> None:
    story.received(wished="skin")
    closed = {"name_en": "Skin", "name_es": "Piel", "answer_within_hours": 24, "members": [], "lead_id": None}
    save_queue(
        cast.ada, cast.queues["skin"], closed | {"terms_en": [], "terms_es": [], "is_intake": False, "active": False}
    )
    service.route(story.question_id)
    assert story.question.queue_id == cast.queues["general"]


def test_routing_never_makes_a_promise_later(story: Story) -> None:
    story.received(wished="")
    promised = story.question.promised_at
    service.route(story.question_id)
    assert promised is not None
    assert story.question.promised_at is not None
    assert story.question.promised_at <= promised


def test_routing_twice_changes_nothing(story: Story, ines: Someone) -> None:
    story.claimed()
    service.route(story.question_id)
    assert (story.question.where, story.question.holder_id) == (Status.CLAIMED, ines.id)


def test_what_is_recorded_names_the_queue_and_no_word(story: Story) -> None:
    story.queued(wished="", body=SKIN)
    row = read().scalars(select(AuditEntry).where(AuditEntry.action == str(Action.QUESTION_ROUTED))).one()
    assert story.question.queue_id is not None
    assert story.question.queue_id in row.fields
    assert "rash" not in row.fields

"""A changed pack of emergency rules looks at every open question again; it raises, and never lowers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import flag_rules
from qa_portal.clinic.flag_models import FlagRun
from qa_portal.db import read, transaction
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.triage import service
from qa_portal.question.status import Status
from qa_portal.text.flags import Level
from tests.support.story import Story

STRANGE = "My elbow feels like glimmerstone since noon, and nothing else is the matter with me at all."
PHRASE = {"phrase": "feels like glimmerstone", "level": "emergency", "category": "sepsis"}


def test_an_open_question_is_raised_and_promised_sooner_once_a_phrase_is_added(story: Story) -> None:
    story.queued(body=STRANGE)
    assert story.question.urgency is Level.ROUTINE
    promised = story.question.promised_at
    flag_rules.add(story.cast.ada, PHRASE)
    assert service.look_again() == 1
    question = story.question
    assert question.urgency is Level.EMERGENCY
    assert promised is not None
    assert question.promised_at is not None
    assert question.promised_at < promised
    raised = read().scalars(select(AuditEntry).where(AuditEntry.action == Action.QUESTION_RAISED)).one()
    assert '"after":"emergency"' in raised.fields
    assert "glimmerstone" not in raised.fields


def test_it_looks_once_a_change_and_takes_nothing_back(story: Story) -> None:
    story.queued(body=STRANGE)
    rule_id = flag_rules.add(story.cast.ada, PHRASE)
    assert [service.look_again(), service.look_again()] == [1, 0]
    flag_rules.take_out(story.cast.ada, rule_id)
    assert service.look_again() == 0
    assert story.question.urgency is Level.EMERGENCY
    assert len(read().scalars(select(FlagRun)).all()) == 2


@pytest.mark.parametrize("way", [Story.answered, Story.closed])
def test_what_is_answered_or_closed_is_left_alone(story: Story, way: object) -> None:
    way(story)  # type: ignore[operator]
    with transaction() as session:
        assert session.get(FlagRun, "x") is None
    flag_rules.add(story.cast.ada, {**PHRASE, "phrase": "dry elbow itchy"})
    before = story.question.level
    service.look_again()
    assert story.question.level == before


def test_what_the_patient_wrote_later_counts_and_a_note_of_staff_does_not(story: Story) -> None:
    story.claimed()
    answering.note(story.cast.ines, story.question_id, "I wonder whether it feels like glimmerstone to her.")
    flag_rules.add(story.cast.ada, PHRASE)
    assert service.look_again() == 0
    answering.ask_back(story.cast.ines, story.question_id, "How does it feel?")
    clock.advance(timedelta(minutes=1))
    answering.reply(story.cast.ana, story.question_id, "It feels like glimmerstone.")
    assert (story.question.urgency, story.question.where) == (Level.EMERGENCY, Status.CLAIMED)


def test_a_phrase_of_the_clinic_shows_the_advice_before_sending(story: Story) -> None:
    flag_rules.add(story.cast.ada, PHRASE)
    story.begun(body=STRANGE)
    draft = asking.see(story.cast.ana)
    assert draft is not None
    assert draft.level is Level.EMERGENCY
    assert draft.needs_advice

"""Asking: nothing typed is lost, emergency signs only ever raise, and a second click sends nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.service import start_intake, stop_intake
from qa_portal.db import read
from qa_portal.errors import BadInput, Conflict, Forbidden, NotFound
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.ask import service
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.status import Status
from qa_portal.text.flags import Level
from tests.support.story import BODY, MONDAY, Cast, Someone, Story


def draft_of(person: Someone) -> service.Draft:
    """Return the draft of a patient who has one."""
    draft = service.see(person)
    assert draft is not None
    return draft


def test_a_draft_is_kept_from_the_first_page_on(story: Story, cast: Cast) -> None:
    service.begin(cast.ana)
    service.save(cast.ana, {"about": "child", "age_band": "1_4", "wished": ""})
    service.begin(cast.ana)
    assert draft_of(cast.ana).values["about"] == "child"
    assert draft_of(cast.ana).next_page == "signs"


def test_the_pages_come_in_order(story: Story, cast: Cast) -> None:
    service.begin(cast.ana)
    assert draft_of(cast.ana).next_page == "who"
    assert service.save(cast.ana, {"about": "me", "age_band": "18_39"}).next_page == "signs"
    assert service.save(cast.ana, {"signs": []}).next_page == "write"
    assert service.save(cast.ana, {"subject": "An elbow"}).next_page == "write"
    assert service.save(cast.ana, {"body": BODY}).next_page == "check"


def test_a_draft_is_nobody_elses(story: Story, cast: Cast) -> None:
    story.begun()
    assert service.see(cast.ben) is None
    with pytest.raises(NotFound):
        service.save(cast.ben, {"body": "mine"})
    with pytest.raises(NotFound):
        service.discard(cast.ben)


def test_nothing_of_a_draft_stands_in_the_database_in_clear(story: Story, settings: object) -> None:
    story.begun(body="zqxvkw is what I have, for a week now.")
    row = read().scalars(select(AskDraft)).one()
    assert repr(row.payload) == "<sealed>"
    assert b"zqxvkw" not in row.payload.to_bytes()


def test_a_question_with_a_page_missing_is_not_sent(story: Story, cast: Cast) -> None:
    service.begin(cast.ana)
    service.save(cast.ana, {"about": "me", "age_band": "18_39"})
    with pytest.raises(BadInput):
        service.send(cast.ana, consent=True, lang="en")
    assert draft_of(cast.ana).values["about"] == "me"


def test_sending_gives_a_receipt_a_promise_and_work_to_the_router(story: Story, cast: Cast) -> None:
    story.received()
    question = story.question
    assert (question.where, question.patient_id, question.sent_at) == (Status.RECEIVED, cast.ana.id, MONDAY)
    assert len(question.number) == 9
    assert question.promised_at == question.first_promised_at
    assert question.promised_at is not None
    assert question.promised_at > MONDAY
    assert read().scalar(select(Work.id).where(Work.topic == Topic.ROUTE_QUESTION)) is not None
    assert read().scalars(select(Letter.kind)).all() == [LetterKind.QUESTION_RECEIVED]


def test_sending_twice_sends_once(story: Story, cast: Cast) -> None:
    story.received()
    assert service.send(cast.ana, consent=True, lang="en") == story.question_id
    assert read().scalar(select(func.count()).select_from(Question)) == 1


def test_without_a_draft_and_a_question_there_is_nothing_to_send(story: Story, cast: Cast) -> None:
    with pytest.raises(NotFound):
        service.send(cast.ben, consent=True, lang="en")


def test_only_patients_ask(story: Story, ines: Someone) -> None:
    assert service.see(ines) is None
    with pytest.raises((Forbidden, NotFound)):
        service.save(ines, {"body": BODY})


def test_consent_is_kept_with_the_wording_that_was_shown(story: Story) -> None:
    story.received(consent=True)
    assert story.question.consent_version == str(clinic.consent_wording(read()).version)
    without = story.another().received(consent=False)
    assert (without.question.consent_to_ask, without.question.consent_version) == (False, None)


def test_a_ticked_sign_makes_it_an_emergency_and_advice_is_recorded(story: Story, cast: Cast) -> None:
    story.begun(signs=("chest_pain",))
    assert draft_of(cast.ana).needs_advice
    assert not service.show_advice(cast.ana).needs_advice
    shown_at = clock.now()
    clock.advance(timedelta(minutes=2))
    service.show_advice(cast.ana)
    story.question_id = service.send(cast.ana, consent=False, lang="en")
    question = story.question
    assert (question.urgency, question.advice_shown_at) == (Level.EMERGENCY, shown_at)
    recorded = read().scalars(select(AuditEntry).where(AuditEntry.action == str(Action.ADVICE_SHOWN))).all()
    assert {row.actor_id for row in recorded} == {cast.ana.id}


def test_an_emergency_in_the_text_is_never_stopped_from_being_sent(story: Story) -> None:
    story.received(body="My father has crushing chest pain and cannot breathe. His lips are blue.")
    assert story.question.urgency is Level.EMERGENCY
    assert story.question.level_order == 0


def test_taking_words_back_does_not_lower_the_level(story: Story, cast: Cast) -> None:
    story.begun(body="I have crushing chest pain right now and it goes down my arm.")
    service.save(cast.ana, {"body": BODY})
    story.question_id = service.send(cast.ana, consent=False, lang="en")
    assert story.question.urgency is Level.EMERGENCY


def test_an_emergency_is_promised_sooner(story: Story) -> None:
    usual = story.received().question.promised_at
    red = story.another().received(signs=("chest_pain",)).question.promised_at
    assert usual is not None
    assert red is not None
    assert red < usual


def test_while_no_questions_are_taken_drafts_are_kept(story: Story, cast: Cast) -> None:
    story.begun()
    stop_intake(cast.ada, {"en": "We are full."})
    with pytest.raises(Conflict):
        service.send(cast.ana, consent=True, lang="en")
    with pytest.raises(Conflict):
        service.begin(cast.ben)
    assert draft_of(cast.ana).values["body"] == BODY
    start_intake(cast.ada, {})
    assert service.send(cast.ana, consent=True, lang="en")


def test_a_draft_thrown_away_is_gone(story: Story, cast: Cast) -> None:
    story.begun()
    service.discard(cast.ana)
    assert service.see(cast.ana) is None
    assert read().scalar(select(func.count()).select_from(AskDraft)) == 0


def test_the_audit_rows_of_asking_hold_no_words(story: Story) -> None:
    story.received(body="zqxvkw hurts since Monday, crushing chest pain too.")
    rows = read().scalars(select(AuditEntry)).all()
    assert rows
    assert all("zqxvkw" not in row.fields and "crushing" not in row.fields for row in rows)

"""The conversation: who may write, what the patient never sees, and how it opens again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import BadInput, Forbidden, NotFound, WrongStep
from qa_portal.journey.answer import service
from qa_portal.journey.answer.queries import Conversation
from qa_portal.journey.answer.schemas import Closing, NewAnswer
from qa_portal.journey.queue import service as queueing
from qa_portal.question.draft_models import AnswerDraft
from qa_portal.question.models import Question
from qa_portal.question.queries import newest_answer
from qa_portal.question.status import CODES_WITH_ADVICE, CloseCode, PublicationStatus, Status
from qa_portal.text.flags import Level
from qa_portal.web.forms import read_form
from tests.support.story import NET, Cast, Someone, Story, sent


def kinds(conversation: Conversation) -> list[str]:
    """Return what was said, by its kind."""
    return [turn.kind for turn in conversation.turns]


def form_errors(schema: Any, **fields: str) -> set[str]:
    """Return the names of the boxes a form is sent back for."""
    _values, errors = read_form(schema(), MultiDict(fields))
    return set(errors)


def test_another_patients_question_is_like_one_that_never_was(story: Story, cast: Cast) -> None:
    story.answered()
    answers = []
    for question_id in (story.question_id, "f" * 32):
        for act in (
            lambda one: service.open_own(cast.ben, one, "en"),
            lambda one: service.reply(cast.ben, one, "Let me in"),
        ):
            with pytest.raises(NotFound) as refused:
                act(question_id)
            answers.append((type(refused.value), refused.value.message, refused.value.http_status))
    assert len(set(answers)) == 1


def test_a_clinician_of_another_queue_finds_nothing(story: Story, cast: Cast) -> None:
    story.claimed()
    with pytest.raises(NotFound):
        service.open_work(cast.sol, story.question_id, "en")
    with pytest.raises(NotFound):
        service.answer(cast.sol, story.question_id, sent())
    with pytest.raises(NotFound):
        service.note(cast.sol, story.question_id, "Seen")


@pytest.mark.parametrize("name", ["eve", "ada", "pia"])
def test_no_other_staff_opens_a_question(story: Story, cast: Cast, name: str) -> None:
    story.claimed()
    with pytest.raises(Forbidden):
        service.open_work(cast.people[name], story.question_id, "en")


def test_answer_is_refused_when_someone_else_holds_the_question(story: Story, tom: Someone) -> None:
    story.claimed()
    with pytest.raises(Forbidden):
        service.answer(tom, story.question_id, sent())
    assert newest_answer(read(), story.question_id) is None


def test_an_answer_reaches_its_patient_whole(story: Story, cast: Cast) -> None:
    story.claimed()
    service.save_draft(cast.ines, story.question_id, {"body": "half"})
    source = {"source_title_1": "Dry skin", "source_url_1": "https://example.org/skin"}
    service.answer(cast.ines, story.question_id, sent(**source))
    seen = service.open_own(cast.ana, story.question_id, "en")
    answer = seen.clear.answers[0]
    assert (answer.safety_net.expect, answer.sources[0].url) == (NET["expect"], "https://example.org/skin")
    assert seen.turns[0].member is not None
    assert seen.turns[0].member.display_name == cast.ines.name
    assert (story.question.where, story.question.holder_id) == (Status.ANSWERED, None)
    assert read().scalar(select(func.count()).select_from(AnswerDraft)) == 0


@pytest.mark.parametrize("part", list(NET))
@pytest.mark.parametrize("empty", ["", "   "])
def test_an_answer_without_a_part_of_its_safety_net_is_refused(
    story: Story, ines: Someone, part: str, empty: str
) -> None:
    assert form_errors(NewAnswer, **sent(**{part: empty})) == {part}
    story.claimed()
    with pytest.raises(ValueError, match="four parts"):
        service.answer(ines, story.question_id, sent(**{part: empty}))
    assert story.question.where is Status.CLAIMED


def test_a_source_needs_a_title_and_an_address_of_the_web(story: Story, ines: Someone) -> None:
    story.claimed()
    with pytest.raises(BadInput) as bad:
        service.answer(ines, story.question_id, sent(source_title_1="A", source_url_1="javascript:alert(1)"))
    assert set(bad.value.errors) == {"source_url_1"}
    with pytest.raises(BadInput):
        service.answer(ines, story.question_id, sent(source_url_2="https://example.org"))


def test_an_answer_is_not_given_twice(story: Story, ines: Someone) -> None:
    story.answered()
    with pytest.raises(Forbidden):
        service.answer(ines, story.question_id, sent())


def test_a_note_among_staff_is_never_shown_to_the_patient(story: Story, cast: Cast) -> None:
    story.claimed()
    service.note(cast.tom, story.question_id, "Known to us.")
    service.answer(cast.ines, story.question_id, sent())
    assert "note" in kinds(service.open_work(cast.tom, story.question_id, "en"))
    seen = service.open_own(cast.ana, story.question_id, "en")
    assert kinds(seen) == ["answer"]
    assert all("Known to us" not in entry.body for entry in seen.clear.entries)


def test_asking_back_and_the_reply_keep_the_clinician_in_place(story: Story, cast: Cast) -> None:
    story.waiting()
    assert (story.question.where, story.question.holder_id) == (Status.WAITING, cast.ines.id)
    clock.advance(timedelta(days=2))
    service.reply(cast.ana, story.question_id, "For three weeks.")
    question = story.question
    assert (question.where, question.holder_id) == (Status.CLAIMED, cast.ines.id)
    assert question.promised_at is not None
    assert question.promised_at > clock.now()


@pytest.mark.parametrize("way", [Story.answered, Story.closed])
def test_a_reply_opens_it_again(story: Story, cast: Cast, way: Any) -> None:
    way(story)
    clock.advance(timedelta(days=3))
    service.reply(cast.ana, story.question_id, "It came back.")
    question = story.question
    assert (question.where, question.holder_id) == (Status.REOPENED, None)
    assert (question.close_code, question.closed_at) == (None, None)
    assert question.promised_at is not None
    assert question.promised_at > clock.now()


def test_new_emergency_signs_in_a_reply_raise_the_level_and_bring_the_promise_nearer(story: Story, cast: Cast) -> None:
    story.queued()
    promised = story.question.promised_at
    service.reply(cast.ana, story.question_id, "Now I have crushing chest pain and I cannot breathe.")
    question = story.question
    assert (question.where, question.urgency, question.level_order) == (Status.QUEUED, Level.EMERGENCY, 0)
    assert promised is not None
    assert question.promised_at is not None
    assert question.promised_at < promised
    service.reply(cast.ana, story.question_id, "I am fine again.")
    assert story.question.urgency is Level.EMERGENCY


def test_closing_without_an_answer_needs_a_coded_reason_and_advice(story: Story, cast: Cast) -> None:
    assert form_errors(Closing, code="because", advice="Please come to us.") == {"code"}
    for code in set(CloseCode) - CODES_WITH_ADVICE:
        assert form_errors(Closing, code=code, advice="Please come to us.") == {"code"}
    assert form_errors(Closing, code="needs_visit", advice="  ") == {"advice"}
    story.closed()
    assert (story.question.where, story.question.close_code) == (Status.CLOSED, CloseCode.NEEDS_VISIT)
    assert kinds(service.open_own(cast.ana, story.question_id, "en")) == ["advice"]


@pytest.mark.parametrize("code", sorted(set(CloseCode) - CODES_WITH_ADVICE))
def test_the_service_itself_takes_no_other_reason(story: Story, ines: Someone, code: CloseCode) -> None:
    story.claimed()
    with pytest.raises(BadInput):
        service.close_unanswered(ines, story.question_id, code, "Please come to us.")
    with pytest.raises(BadInput):
        service.close_unanswered(ines, story.question_id, CloseCode.NEEDS_VISIT, "  ")
    assert story.question.where is Status.CLAIMED


def test_after_thanks_the_answer_stands_and_it_is_closed(story: Story, ines: Someone) -> None:
    story.reopened()
    queueing.claim(ines, story.question_id)
    service.close_answered(ines, story.question_id)
    assert (story.question.where, story.question.close_code) == (Status.CLOSED, CloseCode.ANSWERED)


def test_what_has_no_answer_is_not_closed_as_answered(story: Story, ines: Someone) -> None:
    story.claimed()
    with pytest.raises(BadInput):
        service.close_answered(ines, story.question_id)
    assert story.question.where is Status.CLAIMED


def test_an_answer_is_proposed_once_and_only_with_consent(story: Story, ines: Someone) -> None:
    story.candidate()
    assert story.publication.where is PublicationStatus.CANDIDATE
    with pytest.raises(BadInput):
        service.propose(ines, story.question_id, story.publication.answer_id)
    private = story.another().answered(consent=False)
    answer = newest_answer(read(), private.question_id)
    assert answer is not None
    with pytest.raises(BadInput):
        service.propose(ines, private.question_id, answer.id)
    with pytest.raises(NotFound):
        service.propose(ines, private.question_id, story.publication.answer_id)


def test_a_refused_proposal_takes_the_answer_back_too(story: Story, ines: Someone) -> None:
    story.claimed(consent=False)
    with pytest.raises(BadInput):
        service.answer(ines, story.question_id, sent(propose="yes"))
    assert newest_answer(read(), story.question_id) is None
    assert story.question.where is Status.CLAIMED


def test_nobody_writes_into_a_question_that_is_still_on_its_way(story: Story, ines: Someone) -> None:
    story.received()
    with pytest.raises(NotFound):
        service.open_work(ines, story.question_id, "en")
    with pytest.raises(WrongStep):
        service.close_own(story.cast.ana, story.question_id)


def test_the_patient_can_write_at_once_after_sending(story: Story, cast: Cast) -> None:
    story.received()
    service.reply(cast.ana, story.question_id, "One more thing.")
    assert story.question.where is Status.RECEIVED


def test_every_opening_is_recorded_with_who_and_what_for(story: Story, cast: Cast) -> None:
    story.answered()
    service.open_work(cast.tom, story.question_id, "en")
    service.open_own(cast.ana, story.question_id, "en")
    wanted = select(AuditEntry.actor_id, AuditEntry.fields).where(AuditEntry.action == str(Action.QUESTION_OPENED))
    rows = {
        (actor, fields) for actor, fields in read().execute(wanted.where(AuditEntry.subject_id == story.question_id))
    }
    assert any(actor == cast.tom.id and '"purpose":"answer"' in fields for actor, fields in rows)
    assert any(actor == cast.ana.id and '"purpose":"own"' in fields for actor, fields in rows)


def test_what_was_written_stands_nowhere_in_clear(story: Story, ines: Someone) -> None:
    story.claimed(body="zqxvkw is what my elbow does, since a week.")
    service.note(ines, story.question_id, "zqxvkw is odd.")
    raw = read().connection().connection.dbapi_connection
    assert raw is not None
    dump = "\n".join(str(line) for line in raw.iterdump())
    assert "questions" in dump
    assert "zqxvkw" not in dump
    assert Question.__tablename__ in dump

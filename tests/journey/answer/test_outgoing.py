"""An answer on its way: it goes out at its time, once, and until then it can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import AlreadyClaimed, Forbidden, WrongStep
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.worker import Worker
from qa_portal.question.models import Answer, AnswerDraft
from qa_portal.question.status import Status
from tests.support.story import NET, Story, sent


def answers_of(story: Story) -> int:
    """Return how many answers the patient has."""
    return read().scalar(select(func.count(Answer.id)).where(Answer.question_id == story.question_id)) or 0


def letters(kind: LetterKind) -> int:
    """Return how many letters of a kind there are."""
    return read().scalar(select(func.count(Letter.id)).where(Letter.kind == kind)) or 0


def test_the_patient_sees_nothing_before_its_time_and_all_of_it_after(story: Story, worker: Worker) -> None:
    story.sending()
    worker.drain()
    assert answers_of(story) == 0
    assert service.open_own(story.cast.ana, story.question_id, "en").clear.answers == []
    clock.advance(timedelta(seconds=31))
    worker.drain()
    assert story.question.where is Status.ANSWERED
    seen = service.open_own(story.cast.ana, story.question_id, "en").clear.answers
    assert [(one.author_id, one.body, one.safety_net.worry) for one in seen] == [
        (story.cast.ines.id, sent()["body"], NET["worry"])
    ]
    assert letters(LetterKind.ANSWER_READY) == 1


def test_one_taken_back_is_a_draft_again_and_never_goes_out(story: Story, worker: Worker) -> None:
    story.sending()
    service.take_back(story.cast.ines, story.question_id)
    clock.advance(timedelta(minutes=5))
    worker.drain()
    assert (story.question.where, answers_of(story)) == (Status.CLAIMED, 0)
    assert service.open_work(story.cast.ines, story.question_id, "en").draft["body"] == sent()["body"]


def test_one_that_went_out_cannot_be_taken_back(story: Story) -> None:
    story.sending()
    clock.advance(timedelta(seconds=31))
    service.send_due(story.question_id)
    with pytest.raises(Forbidden):
        service.take_back(story.cast.ines, story.question_id)
    service.send_due(story.question_id)
    assert answers_of(story) == 1


def test_a_colleague_cannot_take_it_back_or_send_another(story: Story) -> None:
    story.sending()
    with pytest.raises(Forbidden):
        service.take_back(story.cast.tom, story.question_id)
    with pytest.raises(Forbidden):
        service.answer(story.cast.tom, story.question_id, sent())
    with pytest.raises(AlreadyClaimed, match="Ines"):
        queueing.claim(story.cast.tom, story.question_id)
    with pytest.raises(WrongStep):
        service.answer(story.cast.ines, story.question_id, sent(), at=clock.now() + timedelta(hours=1))


def test_it_is_not_changed_while_it_is_on_its_way(story: Story, worker: Worker) -> None:
    story.sending()
    with pytest.raises(WrongStep):
        service.save_draft(story.cast.ines, story.question_id, sent(body="Something else entirely, typed late."))
    clock.advance(timedelta(minutes=1))
    worker.drain()
    [answer] = service.open_own(story.cast.ana, story.question_id, "en").clear.answers
    assert answer.body == sent()["body"]


def test_new_words_of_the_patient_hold_it_back_and_whoever_wrote_it_is_told(story: Story, worker: Worker) -> None:
    story.sending()
    service.reply(story.cast.ana, story.question_id, "It is much worse today, the arm is hot.")
    clock.advance(timedelta(minutes=1))
    worker.drain()
    assert (story.question.where, answers_of(story)) == (Status.CLAIMED, 0)
    assert story.question.holder_id == story.cast.ines.id
    assert letters(LetterKind.PATIENT_REPLIED) == 1


def test_one_whose_writer_left_goes_back_to_the_team_with_its_words(story: Story, worker: Worker) -> None:
    story.sending()
    queueing.return_claims(story.cast.ines.id)
    clock.advance(timedelta(minutes=1))
    worker.drain()
    assert (story.question.where, answers_of(story)) == (Status.QUEUED, 0)
    queueing.claim(story.cast.tom, story.question_id)
    assert service.open_work(story.cast.tom, story.question_id, "en").draft["body"] == sent()["body"]


def test_a_draft_that_no_longer_opens_comes_back_instead_of_going_out_empty(story: Story, worker: Worker) -> None:
    story.sending()
    with transaction() as session:
        session.execute(update(AnswerDraft).values(revision=AnswerDraft.revision + 1))
    clock.advance(timedelta(minutes=1))
    worker.drain()
    assert (story.question.where, answers_of(story)) == (Status.CLAIMED, 0)

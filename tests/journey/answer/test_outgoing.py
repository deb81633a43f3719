"""An answer on its way: it goes out at its time, once, and until then it can be taken back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import AlreadyClaimed, BadInput, Forbidden, WrongStep
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.worker import Worker
from qa_portal.question.draft_models import AnswerDraft
from qa_portal.question.models import Answer
from qa_portal.question.outgoing import undo
from qa_portal.question.status import PromiseReason, Status
from tests.support.forms import send
from tests.support.people import signed_in
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
    with pytest.raises(WrongStep, match="with the patient already"):
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
        service.send(story.cast.ines, story.question_id, sent())


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


def test_sending_waits_half_a_minute_and_can_wait_for_the_next_opening_or_a_time_of_ones_own(story: Story) -> None:
    story.claimed()
    at = service.send(story.cast.ines, story.question_id, sent())
    assert (at, story.question.where) == (clock.now() + undo(), Status.SENDING)
    service.take_back(story.cast.ines, story.question_id)
    at = service.send(story.cast.ines, story.question_id, sent(when="opening", beyond="yes"))
    assert at == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    service.take_back(story.cast.ines, story.question_id)
    wish = {"when": "own", "send_day": date(2026, 3, 2), "send_time": time(16, 45)}
    assert service.send(story.cast.ines, story.question_id, sent(**wish)) == datetime(2026, 3, 2, 16, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wish", "box"),
    [
        ({"send_day": date(2026, 3, 2), "send_time": time(9, 0)}, "send_day"),
        ({"send_day": date(2026, 4, 2), "send_time": time(9, 0), "beyond": "yes"}, "send_day"),
        ({"send_time": time(9, 0)}, "send_day"),
        ({"send_day": date(2026, 3, 2)}, "send_time"),
        ({"send_day": date(2026, 3, 5), "send_time": time(9, 0)}, "beyond"),
    ],
    ids=["over", "too far", "no day", "no time", "beyond the promise"],
)
def test_a_time_that_cannot_be_is_refused_at_its_box_and_the_words_are_kept(
    story: Story, wish: dict[str, Any], box: str
) -> None:
    story.claimed()
    service.save_draft(story.cast.ines, story.question_id, sent())
    with pytest.raises(BadInput) as refused:
        service.send(story.cast.ines, story.question_id, sent(when="own", **wish))
    assert list(refused.value.errors) == [box]
    assert story.question.where is Status.CLAIMED
    assert service.open_work(story.cast.ines, story.question_id, "en").draft["body"] == sent()["body"]


def test_a_time_beyond_the_promise_moves_the_promise_and_the_patient_is_told(story: Story) -> None:
    story.claimed()
    wish = {"when": "own", "send_day": date(2026, 3, 5), "send_time": time(9, 0), "beyond": "yes"}
    at = service.send(story.cast.ines, story.question_id, sent(**wish))
    assert story.question.promise_reason == PromiseReason.WRITTEN
    assert story.question.promised_at is not None
    assert story.question.promised_at >= at
    assert letters(LetterKind.PROMISE_CHANGED) == 1


def test_a_writer_is_told_when_it_is_too_late_to_take_it_back(app: Flask, story: Story, worker: Worker) -> None:
    story.claimed()
    writer = signed_in(app, story.cast.ines.id)
    work = f"/work/{story.question_id}"
    answer = send(writer, work, to=f"{work}/answer", **sent())
    assert answer.location.endswith("/queue?list=mine")
    page = writer.get(answer.location).get_data(as_text=True)
    assert f"{work}/take-back" in page
    assert "10:00:30" in page
    clock.advance(timedelta(seconds=31))
    worker.drain()
    late = send(writer, "/queue", to=f"{work}/take-back")
    assert late.status_code == 409
    assert "with the patient already" in late.get_data(as_text=True)


def test_while_it_is_on_its_way_the_page_shows_the_words_and_no_box(app: Flask, story: Story) -> None:
    story.sending()
    writer = signed_in(app, story.cast.ines.id)
    page = writer.get(f"/work/{story.question_id}").get_data(as_text=True)
    assert sent()["body"] in page
    assert NET["worry"] in page
    assert 'name="body"' not in page
    back = send(writer, f"/work/{story.question_id}", to=f"/work/{story.question_id}/take-back")
    assert 'name="body"' in writer.get(back.location).get_data(as_text=True)


def test_send_and_next_leads_to_the_oldest_promise_and_takes_nothing(app: Flask, story: Story) -> None:
    later = story.another().queued()
    clock.advance(timedelta(minutes=5))
    red = story.another().queued(body="I have chest pain that goes into my left arm and I sweat.")
    story.claimed()
    writer = signed_in(app, story.cast.ines.id)
    work = f"/work/{story.question_id}"
    answer = send(writer, work, to=f"{work}/answer", then="next", **sent())
    onward = writer.get(answer.location)
    assert red.question.is_flagged
    assert onward.location == f"/work/{red.question_id}"
    assert (red.question.where, later.question.where) == (Status.QUEUED, Status.QUEUED)

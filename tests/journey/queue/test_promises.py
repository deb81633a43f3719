"""A promise near its end: staff hear in turn, and the patient has a new time before the old one breaks."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.clinic import duty, page
from qa_portal.clinic.models import Queue
from qa_portal.db import read, transaction
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service
from qa_portal.journey.queue.service import TransferCode
from qa_portal.outbox.worker import Worker
from qa_portal.question.ledger import set_alarm
from qa_portal.question.queries import for_update
from qa_portal.question.status import PromiseReason, Status
from tests.support.story import Cast, Someone, Story, sent

A_MOMENT = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def letters_to(person: Someone, kind: LetterKind = LetterKind.STAFF_ESCALATION) -> int:
    """Return how many mails of a kind were written to a person."""
    # What was read before is a picture of then: the worker has sessions of its own.
    read().rollback()
    wanted = select(func.count()).where(Letter.account_id == person.id, Letter.kind == kind)
    return read().scalar(wanted) or 0


def new_times(cast: Cast) -> int:
    """Return how often the patient was told of another time."""
    return letters_to(cast.ana, LetterKind.PROMISE_CHANGED)


def later(story: Story, at: datetime) -> datetime:
    """Let an answer go out at about a time, as its form says it; return when it does."""
    own = at.astimezone(page.facts(read()).calendar.zone)
    wish = {"when": "own", "send_day": own.date(), "send_time": own.time().replace(second=0, microsecond=0)}
    return answering.send(story.cast.ines, story.question_id, sent(**wish, beyond="yes"))


def pass_deadline(story: Story) -> None:
    """Move the clock just past the question's deadline, and do what is done then."""
    assert story.question.due_at is not None
    clock.set_to(max(clock.now(), story.question.due_at + A_MOMENT))
    service.act_on_deadline(story.question_id)


@pytest.fixture
def on_duty(story: Story, cast: Cast) -> Someone:
    """Sol is on call."""
    duty.set_contact(cast.ada, clear_name="Sol", clear_phone="112", account_id=cast.sol.id)
    return cast.sol


def test_lead_then_duty_and_the_patient_has_a_new_time_before_the_old_breaks(
    story: Story, ines: Someone, on_duty: Someone, cast: Cast
) -> None:
    story.queued()
    promised = story.question.promised_at
    assert promised is not None
    pass_deadline(story)
    assert (letters_to(ines), letters_to(on_duty), new_times(cast)) == (1, 0, 0)
    pass_deadline(story)
    question = story.question
    assert clock.now() < promised
    assert (letters_to(ines), letters_to(on_duty), new_times(cast)) == (1, 1, 1)
    assert question.promised_at is not None
    assert question.promised_at > promised
    assert (question.first_promised_at, question.promise_reason) == (promised, PromiseReason.BUSY)


def test_it_goes_on_for_as_long_as_nobody_answers_each_time_longer_up_to_a_bound(story: Story, cast: Cast) -> None:
    story.queued(wished="skin")
    given = [story.question.promised_at]
    for _turn in range(60):
        pass_deadline(story)
        if story.question.promised_at != given[-1]:
            assert given[-1] is not None
            assert clock.now() < given[-1], "the patient heard too late"
            given.append(story.question.promised_at)
    assert new_times(cast) == len(given) - 1 >= 20
    spans = [later - earlier for earlier, later in pairwise(given) if earlier and later]
    assert max(spans) <= timedelta(days=14)
    assert spans[3] > spans[0]


def test_without_a_lead_of_its_own_the_lead_of_the_intake_hears(story: Story, ines: Someone, cast: Cast) -> None:
    story.queued(wished="skin")
    pass_deadline(story)
    assert (letters_to(ines), letters_to(cast.ada)) == (1, 0)


def test_with_nobody_to_tell_the_administrators_hear(story: Story, cast: Cast) -> None:
    story.queued()
    with transaction() as session:
        session.get_one(Queue, cast.queues["general"]).lead_id = None
    pass_deadline(story)
    assert letters_to(cast.ada) == 1
    pass_deadline(story)
    assert letters_to(cast.ada) == 2


def test_of_an_emergency_the_lead_hears_at_once_and_the_duty_clinician_after_fifteen_minutes(
    story: Story, ines: Someone, on_duty: Someone, worker: Worker
) -> None:
    story.queued(signs=("chest_pain",))
    worker.drain()
    assert (letters_to(ines), letters_to(on_duty)) == (1, 0)
    clock.advance(timedelta(minutes=14))
    worker.drain()
    assert letters_to(on_duty) == 0
    clock.advance(timedelta(minutes=1, seconds=1))
    worker.drain()
    assert (letters_to(ines), letters_to(on_duty)) == (1, 1)


def test_new_emergency_words_call_the_lead_at_once(story: Story, ines: Someone, cast: Cast, worker: Worker) -> None:
    story.claimed(by="tom")
    answering.reply(cast.ana, story.question_id, "Now I have crushing chest pain and I can't breathe.")
    worker.drain()
    assert letters_to(ines) == 1


def test_who_holds_a_question_past_its_time_is_not_left_alone_with_it(
    story: Story, ines: Someone, on_duty: Someone, cast: Cast
) -> None:
    story.claimed(by="tom")
    promised = story.question.promised_at
    assert promised is not None
    while clock.now() < promised + HOUR:
        clock.advance(timedelta(minutes=10))
        answering.save_draft(cast.tom, story.question_id, {"body": "Still at it"})
        service.act_on_deadline(story.question_id)
    assert story.question.where is Status.CLAIMED
    assert (letters_to(ines), letters_to(cast.tom), letters_to(on_duty)) == (1, 1, 1)
    assert new_times(cast) == 1
    assert story.question.promised_at is not None
    assert story.question.promised_at > clock.now()


def test_taking_and_giving_back_again_and_again_does_not_put_the_warning_off(
    story: Story, ines: Someone, cast: Cast
) -> None:
    story.queued()
    for _turn in range(12):
        service.claim(cast.tom, story.question_id)
        clock.advance(timedelta(minutes=30))
        service.act_on_deadline(story.question_id)
        service.act_on_deadline(story.question_id)
    assert letters_to(ines) == 1


def test_while_the_patient_is_asked_the_promise_rests(story: Story, ines: Someone, cast: Cast) -> None:
    story.waiting()
    clock.advance(timedelta(days=6))
    service.act_on_deadline(story.question_id)
    assert (letters_to(ines), new_times(cast)) == (0, 0)


def test_giving_back_what_rested_begins_a_new_promise(story: Story, ines: Someone) -> None:
    story.waiting()
    clock.advance(timedelta(days=6))
    service.hand_back(ines, story.question_id)
    assert story.question.promised_at is not None
    assert story.question.promised_at > clock.now()


def test_an_answer_that_goes_out_later_than_promised_tells_the_patient_in_time(
    story: Story, ines: Someone, cast: Cast, worker: Worker
) -> None:
    story.claimed()
    promised = story.question.promised_at
    assert promised is not None
    goes_out = later(story, promised + 4 * HOUR)
    question = story.question
    assert clock.now() < promised
    assert (question.where, question.promise_reason, new_times(cast)) == (Status.SENDING, PromiseReason.WRITTEN, 1)
    assert question.promised_at is not None
    assert question.promised_at >= goes_out
    clock.set_to(goes_out)
    worker.drain()
    assert story.question.where is Status.ANSWERED


def test_a_promise_that_comes_nearer_than_a_written_answer_is_given_anew_in_time(
    story: Story, cast: Cast, worker: Worker
) -> None:
    story.claimed()
    assert story.question.promised_at is not None
    goes_out = later(story, story.question.promised_at + 4 * HOUR)
    with transaction() as session:
        # As when changed emergency rules raise its level.
        question = for_update(session, story.question_id)
        question.promised_at = nearer = clock.now() + HOUR
        set_alarm(session, question)
    pass_deadline(story)
    assert clock.now() < nearer
    assert story.question.promised_at is not None
    assert (story.question.promised_at >= goes_out, new_times(cast)) == (True, 2)
    clock.set_to(goes_out)
    worker.drain()
    assert story.question.where is Status.ANSWERED


def test_an_answer_that_goes_out_in_time_tells_nobody_anything_before(story: Story, cast: Cast, ines: Someone) -> None:
    story.sending()
    assert story.question.due_at == story.question.send_at
    pass_deadline(story)
    assert (letters_to(ines), new_times(cast)) == (0, 0)


def test_another_team_is_the_reason_the_patient_reads(story: Story, ines: Someone) -> None:
    story.claimed()
    service.transfer(ines, story.question_id, "skin", TransferCode.NEEDS_EXPERT)
    assert story.question.promise_reason == PromiseReason.TRANSFERRED
    pass_deadline(story)
    pass_deadline(story)
    assert (story.question.renewals, story.question.promise_reason) == (1, PromiseReason.TRANSFERRED)


def test_a_new_question_of_the_patient_has_a_new_promise_without_old_excuses(story: Story, cast: Cast) -> None:
    story.queued()
    pass_deadline(story)
    pass_deadline(story)
    service.claim(cast.ines, story.question_id)
    answering.answer(cast.ines, story.question_id, sent())
    answering.reply(cast.ana, story.question_id, "It came back.")
    question = story.question
    assert (question.where, question.promise_reason, question.renewals) == (Status.REOPENED, None, 0)

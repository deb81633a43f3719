"""No question is stuck: in each status somebody has to act by a time, and something happens when it passes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.db import read
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.question import deadlines
from qa_portal.question.status import CloseCode, Status
from tests.support.story import Cast, Someone, Story

A_MOMENT = timedelta(seconds=1)
WAYS = {
    Status.RECEIVED: Story.received,
    Status.QUEUED: Story.queued,
    Status.CLAIMED: Story.claimed,
    Status.WAITING: Story.waiting,
    Status.SENDING: Story.sending,
    Status.ANSWERED: Story.answered,
    Status.CLOSED: Story.closed,
    Status.REOPENED: Story.reopened,
}


def pass_deadline(story: Story) -> None:
    """Move the clock just past the question's deadline, and do what is done then."""
    due_at = story.question.due_at
    assert due_at is not None
    clock.set_to(due_at + A_MOMENT)
    service.act_on_deadline(story.question_id)


def letters_to(person: Someone, kind: LetterKind) -> int:
    """Return how many mails of a kind were written to a person."""
    wanted = select(func.count()).where(Letter.account_id == person.id, Letter.kind == kind)
    return read().scalar(wanted) or 0


def has_alarm(story: Story) -> bool:
    """Say whether the worker will look at the question at its deadline."""
    wanted = select(Work.id).where(Work.subject_id == story.question_id, Work.topic == Topic.QUESTION_DUE)
    return read().scalar(wanted.where(Work.due_at == story.question.due_at).limit(1)) is not None


def test_every_status_has_an_owner_a_deadline_and_an_answer_to_its_passing() -> None:
    assert set(deadlines.QUESTION) == set(service.AFTER_DEADLINE) == set(Status) == {*WAYS, Status.ERASED}


@pytest.mark.parametrize("status", list(WAYS))
def test_no_status_is_a_trap(status: Status, story: Story, worker: Worker) -> None:
    WAYS[status](story)
    assert story.question.where is status
    assert has_alarm(story)
    for _turn in range(6):
        due_at = story.question.due_at
        assert due_at is not None
        clock.set_to(due_at + A_MOMENT)
        worker.drain()
        question = story.question
        assert question.due_at is not None
        assert question.due_at > clock.now(), f"{question.status} stands still"
        assert has_alarm(story)


def test_an_alarm_that_rings_too_early_does_nothing(story: Story) -> None:
    story.queued()
    before = story.question.due_at
    service.act_on_deadline(story.question_id)
    assert (story.question.due_at, story.question.escalations) == (before, 0)


def test_a_question_nobody_routed_is_routed_again_and_the_admin_told(story: Story, worker: Worker, cast: Cast) -> None:
    story.received()
    pass_deadline(story)
    assert letters_to(cast.ada, LetterKind.STAFF_ESCALATION) == 1
    worker.drain()
    assert story.question.where is Status.QUEUED


def test_a_step_that_keeps_failing_writes_to_people_less_and_less(story: Story, cast: Cast) -> None:
    story.received()
    start = clock.now()
    while clock.now() < start + timedelta(days=1):
        pass_deadline(story)
    assert letters_to(cast.ada, LetterKind.STAFF_ESCALATION) <= 12


def test_a_patient_who_does_not_reply_is_reminded_once_and_then_it_closes(story: Story, cast: Cast) -> None:
    story.waiting()
    asked = letters_to(cast.ana, LetterKind.CLINICIAN_ASKED)
    pass_deadline(story)
    assert letters_to(cast.ana, LetterKind.CLINICIAN_ASKED) == asked + 1
    assert story.question.where is Status.WAITING
    pass_deadline(story)
    assert (story.question.where, story.question.close_code) == (Status.CLOSED, CloseCode.NO_REPLY)
    assert letters_to(cast.ana, LetterKind.QUESTION_CLOSED) == 1


def test_whoever_is_asked_a_second_time_is_reminded_again(story: Story, ines: Someone, cast: Cast) -> None:
    story.waiting()
    pass_deadline(story)
    answering.reply(cast.ana, story.question_id, "Since last week.")
    answering.ask_back(ines, story.question_id, "And does it hurt?")
    pass_deadline(story)
    assert story.question.status == Status.WAITING
    pass_deadline(story)
    assert story.question.status == Status.CLOSED


def test_an_answered_question_closes_as_answered(story: Story) -> None:
    story.answered()
    pass_deadline(story)
    assert (story.question.where, story.question.close_code) == (Status.CLOSED, CloseCode.ANSWERED)
    assert story.question.closed_at == clock.now()


def test_after_eight_years_the_privacy_officer_is_asked(story: Story, cast: Cast) -> None:
    story.closed()
    pass_deadline(story)
    assert clock.now().year == 2034
    assert letters_to(cast.pia, LetterKind.RETENTION_DUE) == 1


def test_a_reopened_question_calls_nobody_before_its_new_promise_is_near(story: Story, ines: Someone) -> None:
    story.answered()
    clock.advance(timedelta(days=10))
    answering.reply(story.cast.ana, story.question_id, "It came back.")
    clock.advance(timedelta(minutes=30))
    service.act_on_deadline(story.question_id)
    assert letters_to(ines, LetterKind.STAFF_ESCALATION) == 0
    question = story.question
    assert question.promised_at is not None
    assert question.promised_at > clock.now()

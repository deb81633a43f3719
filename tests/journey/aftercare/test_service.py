"""After an answer: unread ones are followed up, how it went is asked once, and nobody who got worse is overlooked."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import Forbidden, NotFound, WrongStep
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.aftercare import queries, service
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.worker import Worker
from qa_portal.question.safety import Finding, SafetyCase
from qa_portal.question.status import Helped, Outcome, Status
from qa_portal.text.flags import Level
from tests.support.forms import send
from tests.support.people import signed_in
from tests.support.story import MONDAY, NET, Cast, Someone, Story
from tests.support.story import sent as answer_of


def letters(person: Someone, kind: LetterKind) -> int:
    """Return how many mails of a kind were written to a person."""
    wanted = select(func.count()).where(Letter.account_id == person.id, Letter.kind == kind)
    read().rollback()
    return read().scalar(wanted) or 0


def cases_of(story: Story) -> list[SafetyCase]:
    """Return the cases of the question."""
    read().rollback()
    return list(read().scalars(select(SafetyCase).where(SafetyCase.question_id == story.question_id)))


def on_day(day: float, worker: Worker) -> None:
    """Let the worker do all that is due by a day after Monday."""
    clock.set_to(MONDAY + timedelta(days=day))
    worker.drain()


def test_an_answer_nobody_opens_is_called_to_mind_and_then_the_clinician_hears(
    story: Story, cast: Cast, worker: Worker
) -> None:
    story.answered()
    on_day(1.9, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 0
    on_day(2.1, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 1
    on_day(5.1, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 2
    assert letters(cast.ines, LetterKind.ANSWER_UNREAD) == 0
    on_day(7.1, worker)
    assert letters(cast.ines, LetterKind.ANSWER_UNREAD) == 1
    assert letters(cast.ana, LetterKind.OUTCOME_ASKED) == 0
    assert story.question.is_unread


def test_an_answer_that_was_read_is_not_called_to_mind_and_is_asked_about_once(
    story: Story, cast: Cast, worker: Worker
) -> None:
    story.answered()
    answering.open_own(cast.ana, story.question_id, "en")
    for day in (2.1, 5.1, 7.1, 14.1, 20):
        on_day(day, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 0
    assert letters(cast.ines, LetterKind.ANSWER_UNREAD) == 0
    assert letters(cast.ana, LetterKind.OUTCOME_ASKED) == 1


def test_who_reads_late_is_asked_late(story: Story, cast: Cast, worker: Worker) -> None:
    story.answered()
    on_day(7.1, worker)
    clock.set_to(MONDAY + timedelta(days=8))
    answering.open_own(cast.ana, story.question_id, "en")
    on_day(14.1, worker)
    assert letters(cast.ana, LetterKind.OUTCOME_ASKED) == 1


def test_a_worker_that_slept_sends_one_letter_for_all_it_missed(story: Story, cast: Cast, worker: Worker) -> None:
    story.answered()
    on_day(6, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 1


def test_a_second_answer_begins_anew(story: Story, cast: Cast, worker: Worker) -> None:
    story.reopened()
    clock.set_to(MONDAY + timedelta(days=3))
    queueing.claim(cast.ines, story.question_id)
    answering.answer(cast.ines, story.question_id, answer_of())
    on_day(4.9, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 0
    on_day(5.1, worker)
    assert letters(cast.ana, LetterKind.ANSWER_WAITING) == 1


def test_nobody_in_the_middle_of_a_conversation_is_asked_how_it_went(story: Story, cast: Cast, worker: Worker) -> None:
    story.answered()
    answering.open_own(cast.ana, story.question_id, "en")
    answering.reply(cast.ana, story.question_id, "One more thing.")
    on_day(7.1, worker)
    assert letters(cast.ana, LetterKind.OUTCOME_ASKED) == 0


def _claimed_again(story: Story) -> Story:
    story.reopened()
    queueing.claim(story.cast.ines, story.question_id)
    return story


def _waiting_again(story: Story) -> Story:
    _claimed_again(story)
    answering.ask_back(story.cast.ines, story.question_id, "Since when?")
    return story


def _sending_again(story: Story) -> Story:
    _claimed_again(story)
    answering.send(story.cast.ines, story.question_id, answer_of())
    return story


def _queued_again(story: Story) -> Story:
    _claimed_again(story)
    queueing.hand_back(story.cast.ines, story.question_id)
    return story


def _closed_after(story: Story) -> Story:
    story.answered()
    answering.close_own(story.cast.ana, story.question_id)
    return story


WITH_ANSWER: dict[Status, tuple[Callable[[Story], Story], Status]] = {
    Status.ANSWERED: (Story.answered, Status.REOPENED),
    Status.CLOSED: (_closed_after, Status.REOPENED),
    Status.REOPENED: (Story.reopened, Status.REOPENED),
    Status.QUEUED: (_queued_again, Status.QUEUED),
    Status.CLAIMED: (_claimed_again, Status.CLAIMED),
    Status.WAITING: (_waiting_again, Status.CLAIMED),
    Status.SENDING: (_sending_again, Status.CLAIMED),
}
WITHOUT_ANSWER: dict[str, Callable[[Story], Story]] = {
    "received": Story.received,
    "queued": Story.queued,
    "claimed": Story.claimed,
    "waiting": Story.waiting,
    "sending": Story.sending,
    "closed": Story.closed,
}


@pytest.mark.parametrize(("status", "outcome"), list(product(WITH_ANSWER, Outcome)))
def test_every_outcome_in_every_status_is_kept_and_worse_is_an_alarm(
    status: Status, outcome: Outcome, story: Story, cast: Cast
) -> None:
    way, after_worse = WITH_ANSWER[status]
    way(story)
    before = story.question
    assert before.where is status
    service.tell(cast.ana, story.question_id, Helped.NO, outcome)
    now = story.question
    assert (now.helped, now.outcome, now.outcome_at) == ("no", outcome, clock.now())
    if outcome is not Outcome.WORSE:
        assert (now.where, now.level, cases_of(story)) == (status, before.level, [])
        return
    assert now.where is after_worse
    assert now.urgency is Level.URGENT
    assert now.promised_at is not None
    assert clock.now() < now.promised_at <= clock.now() + timedelta(hours=4)
    [case] = cases_of(story)
    assert (case.outcome, case.closed_at) == ("worse", None)
    assert letters(cast.ines, LetterKind.SAFETY_CASE) == 1, "the lead is told"


@pytest.mark.parametrize("status", WITHOUT_ANSWER)
def test_without_an_answer_there_is_nothing_to_tell(status: str, story: Story, cast: Cast) -> None:
    WITHOUT_ANSWER[status](story)
    with pytest.raises(WrongStep):
        service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    assert cases_of(story) == []


def test_telling_twice_that_it_got_worse_keeps_one_open_case(story: Story, cast: Cast) -> None:
    story.answered()
    service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    [case] = cases_of(story)
    service.close_case(cast.ines, case.id, Finding.EXPECTED, "Rang the patient: on the mend.")
    service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    assert len(cases_of(story)) == 2


def test_nobody_tells_how_somebody_else_is(story: Story, cast: Cast) -> None:
    story.answered()
    with pytest.raises(NotFound):
        service.tell(cast.ben, story.question_id, Helped.YES, Outcome.BETTER)
    with pytest.raises((NotFound, Forbidden)):
        service.tell(cast.ines, story.question_id, Helped.YES, Outcome.BETTER)


def test_a_case_is_the_queues_own_and_never_closes_by_itself(story: Story, cast: Cast, worker: Worker) -> None:
    story.answered()
    service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    [case] = cases_of(story)
    for stranger in (cast.sol, cast.ana, cast.eve, cast.pia):
        with pytest.raises((NotFound, Forbidden)):
            service.close_case(stranger, case.id, Finding.HARM, "None of my business.")
        with pytest.raises((NotFound, Forbidden)):
            service.open_case(stranger, case.id)
    assert [row.case.id for row in queries.cases(read(), cast.tom, "en")] == [case.id]
    assert queries.cases(read(), cast.sol, "en") == []
    for week in (1, 2, 3):
        on_day(7 * week + 0.5, worker)
        assert letters(cast.ines, LetterKind.SAFETY_CASE) == 1 + week
        assert letters(cast.ada, LetterKind.STAFF_ESCALATION) >= week
    assert cases_of(story)[0].closed_at is None


def test_a_closed_case_keeps_its_finding_and_a_sealed_note(story: Story, cast: Cast, worker: Worker) -> None:
    story.answered()
    service.tell(cast.ana, story.question_id, Helped.NO, Outcome.WORSE)
    [case] = cases_of(story)
    service.close_case(cast.tom, case.id, Finding.ANSWER_TO_MEND, "The zqxvkw was missing in the safety-net.")
    with pytest.raises(WrongStep):
        service.close_case(cast.ines, case.id, Finding.EXPECTED, "Twice is once too often.")
    closed = cases_of(story)[0]
    assert (closed.finding, closed.closed_by_id) == (Finding.ANSWER_TO_MEND, cast.tom.id)
    assert closed.note is not None
    assert b"zqxvkw" not in closed.note.to_bytes()
    assert service.open_case(cast.ines, case.id)[2] == "The zqxvkw was missing in the safety-net."
    rows = read().scalars(select(AuditEntry).where(AuditEntry.subject_id == story.question_id)).all()
    assert {"clinician:safety:closed", "reading:safety:opened", "patient:outcome:told"} <= {row.action for row in rows}
    assert all("zqxvkw" not in row.fields for row in rows)
    told = letters(cast.ines, LetterKind.SAFETY_CASE)
    on_day(30, worker)
    assert letters(cast.ines, LetterKind.SAFETY_CASE) == told


def test_who_got_worse_is_told_at_once_whom_to_call(story: Story, cast: Cast, app: Flask) -> None:
    story.answered()
    ana = signed_in(app, cast.ana.id)
    here = f"/after/{story.question_id}"
    wrong = send(ana, here, helped="no")
    assert wrong.status_code == 422
    answer = send(ana, here, helped="no", outcome="worse")
    page = ana.get(answer.location).get_data(as_text=True)
    assert 'href="tel:' in page
    assert "open again" in page
    assert story.question.advice_shown_at == clock.now()


def test_staff_see_which_answers_were_not_read_and_how_it_went(story: Story, cast: Cast, app: Flask) -> None:
    story.answered()
    tom = signed_in(app, cast.tom.id)
    assert "Not read yet" in tom.get("/safety").get_data(as_text=True)
    answering.open_own(cast.ana, story.question_id, "en")
    service.tell(cast.ana, story.question_id, Helped.PARTLY, Outcome.SAME)
    page = tom.get("/safety").get_data(as_text=True)
    assert "Not read yet" not in page
    assert "partly" in page
    assert "about the same" in page


def test_the_answer_is_read_first_and_one_tap_closes_or_opens_again(story: Story, cast: Cast, app: Flask) -> None:
    story.answered()
    ana = signed_in(app, cast.ana.id)
    here = f"/questions/{story.question_id}"
    page = ana.get(here).get_data(as_text=True)
    assert page.index(NET["expect"]) < page.index("Itchy elbow"), "the answer comes first"
    assert send(ana, here, to=f"{here}/helped").status_code == 303
    assert (story.question.where, story.question.helped) == (Status.CLOSED, "yes")
    assert send(ana, here, to=f"{here}/again", message="").status_code == 303
    assert story.question.where is Status.REOPENED
    said = answering.open_work(cast.ines, story.question_id, "en").clear.entries
    assert [entry.body for entry in said] == ["I still need help."]

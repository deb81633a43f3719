"""The two tables of steps are the whole truth, and each step leaves a deadline, an alarm and an audit row."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import transaction
from qa_portal.errors import WrongStep
from qa_portal.outbox.queue import Work
from qa_portal.question import ledger
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import (
    PUBLICATION_STEPS,
    STEPS,
    CloseCode,
    PublicationStatus,
    PublicationStep,
    Status,
    Step,
)
from tests.support.story import Someone, Story


@pytest.fixture
def trial(story: Story) -> Callable[[Callable[[Session], None]], None]:
    """Run something in a transaction that is never kept."""

    def run(act: Callable[[Session], None]) -> None:
        with transaction() as session:
            act(session)
            session.flush()
            session.rollback()

    return run


def test_step_table_is_the_whole_truth(story: Story, ines: Someone, trial: Callable[..., None]) -> None:
    story.queued()
    for here, step in product(Status, Step):

        def try_it(session: Session, here: Status = here, step: Step = step) -> None:
            question = session.get_one(Question, story.question_id)
            question.status = here
            assert question.can(step) is ((here, step) in STEPS)
            if (here, step) in STEPS:
                assert ledger.move(session, question, step, actor=ines) is STEPS[here, step]
                assert question.where is STEPS[here, step]
                return
            with pytest.raises(WrongStep):
                ledger.move(session, question, step, actor=ines)
            assert question.where is here

        trial(try_it)


def test_publication_table_is_the_whole_truth(
    story: Story, ines: Someone, tom: Someone, trial: Callable[..., None]
) -> None:
    story.candidate()
    publication_id = story.publication.id
    for here, step in product(PublicationStatus, PublicationStep):

        def try_it(session: Session, here: PublicationStatus = here, step: PublicationStep = step) -> None:
            publication = session.get_one(Publication, publication_id)
            publication.status, publication.approved_hash, publication.reviewer_id = here, "0" * 64, tom.id
            assert publication.can(step) is ((here, step) in PUBLICATION_STEPS)
            if (here, step) in PUBLICATION_STEPS:
                after = ledger.move_publication(session, publication, step, actor=ines)
                assert after is publication.where is PUBLICATION_STEPS[here, step]
                return
            with pytest.raises(WrongStep):
                ledger.move_publication(session, publication, step, actor=ines)
            assert publication.where is here

        trial(try_it)


def test_every_status_can_be_reached_and_left() -> None:
    assert set(STEPS.values()) | {Status.RECEIVED} == set(Status)
    assert {here for here, _step in STEPS} == set(Status) - {Status.ERASED}
    last = {PublicationStatus.DECLINED, PublicationStatus.DROPPED, PublicationStatus.WITHDRAWN}
    assert set(PUBLICATION_STEPS.values()) | {PublicationStatus.CANDIDATE} == set(PublicationStatus)
    assert {here for here, _step in PUBLICATION_STEPS} == set(PublicationStatus) - last


def test_every_step_is_used() -> None:
    assert {step for _here, step in STEPS} == set(Step)
    assert {step for _here, step in PUBLICATION_STEPS} == set(PublicationStep)


def test_only_approval_leads_to_publishing() -> None:
    public = {PublicationStatus.PUBLISHED, PublicationStatus.DUE}
    ways_in = {here for (here, _step), after in PUBLICATION_STEPS.items() if after in public and here not in public}
    assert ways_in == {PublicationStatus.APPROVED}
    ways_to_yes = {key for key, after in PUBLICATION_STEPS.items() if after is PublicationStatus.APPROVED}
    assert ways_to_yes == {(PublicationStatus.REVIEWED, PublicationStep.APPROVE)}


def test_every_step_sets_a_deadline_an_alarm_and_a_record(story: Story, ines: Someone) -> None:
    story.queued()
    with transaction() as session:
        question = session.get_one(Question, story.question_id)
        ledger.move(session, question, Step.CLAIM, actor=ines, reason="because")
        assert question.status_since_at == clock.now()
    with transaction() as session:
        question = session.get_one(Question, story.question_id)
        alarms = session.scalars(select(Work.due_at).where(Work.subject_id == question.id)).all()
        row = session.scalars(
            select(AuditEntry).where(AuditEntry.action == str(Action.QUESTION_STEP), AuditEntry.actor_id == ines.id)
        ).one()
    assert question.due_at in alarms
    assert row.fields == '{"after":"claimed","before":"queued","reason":"because","step":"claim"}'


@pytest.mark.parametrize("step", [Step.HAND_BACK, Step.TRANSFER, Step.ANSWER, Step.CLOSE_UNANSWERED, Step.RETURN])
def test_whoever_gives_a_question_away_holds_it_no_more(story: Story, ines: Someone, step: Step) -> None:
    story.claimed()
    with transaction() as session:
        question = session.get_one(Question, story.question_id)
        ledger.move(session, question, step, actor=ines, reason="needs_visit")
    assert story.question.holder_id is None


def test_closing_keeps_why_and_when_until_it_is_opened_again(story: Story, ines: Someone) -> None:
    story.closed()
    assert (story.question.close_code, story.question.closed_at) == (CloseCode.NEEDS_VISIT, clock.now())
    with transaction() as session:
        ledger.move(session, session.get_one(Question, story.question_id), Step.REOPEN, actor=ines)
    assert (story.question.close_code, story.question.closed_at) == (None, None)


def test_going_back_to_the_desk_forgets_every_yes(story: Story, ines: Someone) -> None:
    story.published()
    with transaction() as session:
        publication = session.get_one(Publication, story.publication.id)
        ledger.move_publication(session, publication, PublicationStep.VOID, actor=ines)
    after = story.publication
    assert (after.approved_hash, after.approved_at, after.reviewer_id, after.reviewed_at) == (None,) * 4


def test_working_on_a_claim_does_not_hide_its_alarm(story: Story, ines: Someone) -> None:
    story.claimed()
    due_at = story.question.due_at
    with transaction() as session:
        ledger.touch(session, session.get_one(Question, story.question_id))
    assert (story.question.due_at, story.question.touched_at) == (due_at, clock.now())
    assert ines.id == story.question.holder_id

"""Nothing goes before its time or unseen, nothing that is held goes at all, and what is late is counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto import shredding
from qa_portal.crypto.erasures import ErasureMark
from qa_portal.crypto.keystore import new_owner_key, new_question_key, owner_key, question_key
from qa_portal.crypto.shredding import Reason
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import BadInput, Forbidden, SettingsProblem, Unreadable
from qa_portal.outbox.worker import Worker
from qa_portal.privacy.retention import queries, service
from qa_portal.privacy.rights import service as rights
from qa_portal.question.holds import HoldCode
from qa_portal.question.models import AskDraft
from qa_portal.settings import Settings
from tests.support.story import Cast, Someone, Story

YEARS_8 = 96


@pytest.fixture
def old(story: Story) -> Story:
    """A question that was closed eight years and a day ago; another one closed today."""
    story.closed()
    closed_at = clock.now()
    clock.set_to(clock.months_later(closed_at, YEARS_8) + timedelta(days=1))
    return story


def at_once(worker: Worker) -> None:
    """Let the worker do what is due, with its records fresh."""
    worker.drain()
    read().rollback()


def test_a_question_goes_when_its_time_is_over_and_the_officer_agrees(old: Story, worker: Worker, cast: Cast) -> None:
    young = old.another().closed()
    assert [row.id for row in queries.questions_due(read(), queries.question_cutoff(clock.now()), 10)] == [
        old.question_id
    ]
    at_once(worker)
    assert question_key(old.question_id), "it went before anybody agreed"
    service.order_purge(cast.pia, clock.now())
    at_once(worker)
    assert old.question.is_erased
    with pytest.raises(Unreadable):
        question_key(old.question_id)
    assert not young.question.is_erased
    assert question_key(young.question_id)
    assert [line.reason for line in shredding.ledger()] == [Reason.RETENTION]
    ordered = read().scalars(select(AuditEntry.actor_id).where(AuditEntry.action == str(Action.PURGE_ORDERED))).all()
    assert ordered == [cast.pia.id]


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_held_stays_and_its_patient_is_told(old: Story, worker: Worker, cast: Cast, whole: bool) -> None:
    number = old.question.number
    service.hold(cast.pia, number.lower().replace("-", " "), HoldCode.COURT, "A letter of the court.", whole=whole)
    service.order_purge(cast.pia, clock.now())
    at_once(worker)
    assert question_key(old.question_id)
    with pytest.raises(rights.Held):
        rights.erase_question(cast.ana, old.question_id, withdraws=False)
    with pytest.raises(rights.Held):
        rights.erase_account(cast.ana, withdraws=False)
    (seen,) = service.holds(cast.pia)
    assert (seen.note, seen.placed_by, seen.number) == ("A letter of the court.", "Pia Example", number)
    service.release(cast.pia, seen.row.id)
    assert service.holds(cast.pia) == []
    service.order_purge(cast.pia, clock.now())
    at_once(worker)
    assert old.question.is_erased
    acts = read().scalars(select(AuditEntry.action).where(AuditEntry.action.like("%:hold:%"))).all()
    assert {"officer:hold:placed", "officer:hold:released", "reading:hold:opened"} <= set(acts)


def test_a_purge_goes_on_where_it_died(
    story: Story, worker: Worker, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = [story.another().closed() for _ in range(5)]
    clock.set_to(clock.months_later(clock.now(), YEARS_8) + timedelta(days=1))
    monkeypatch.setattr(service, "BATCH", 2)
    service.order_purge(cast.pia, clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(shredding, "_delete_keys", _die)
        with pytest.raises(KeyboardInterrupt):
            service.purge_questions(queries.question_cutoff(clock.now()).isoformat())
    clock.advance(timedelta(minutes=5))
    at_once(worker)
    assert all(one.question.is_erased for one in closed)
    for one in closed:
        with pytest.raises(Unreadable):
            question_key(one.question_id)
    assert read().scalar(select(func.count(ErasureMark.id)).where(ErasureMark.position.is_(None))) == 0


def _die(*_args: object) -> None:
    raise KeyboardInterrupt


def test_an_order_reaches_no_further_than_the_schedule(old: Story, worker: Worker, cast: Cast) -> None:
    young = old.another().closed()
    clock.advance(timedelta(days=30))
    service.order_purge(cast.pia, clock.now() + timedelta(days=9999))
    at_once(worker)
    assert (old.question.is_erased, young.question.is_erased) == (True, False)


def test_only_the_officer_may(old: Story, cast: Cast) -> None:
    calls: list[Callable[[Someone], object]] = [
        lambda user: service.holds(user),
        lambda user: service.hold(user, old.question.number, HoldCode.COURT, "Words", whole=False),
        lambda user: service.release(user, new_id()),
        lambda user: service.order_purge(user, clock.now()),
    ]
    for person in (cast.ana, cast.ines, cast.eve, cast.ada):
        for call in calls:
            with pytest.raises(Forbidden):
                call(person)


def test_a_number_nobody_has_is_said_at_its_box(cast: Cast, story: Story) -> None:
    with pytest.raises(BadInput) as bad:
        service.hold(cast.pia, "AAAA-AAAA", HoldCode.COURT, "Words", whole=False)
    assert list(bad.value.errors) == ["number"]


def test_a_draft_nobody_touched_goes_with_its_key(story: Story) -> None:
    story.begun()
    draft_id = read().scalars(select(AskDraft.id)).one()
    clock.advance(timedelta(days=89))
    service.sweep()
    assert question_key(draft_id)
    clock.advance(timedelta(days=2))
    service.sweep()
    read().rollback()
    assert read().scalar(select(func.count(AskDraft.id))) == 0
    with pytest.raises(Unreadable):
        question_key(draft_id)


def test_keys_whose_row_never_came_go_late_and_no_other(story: Story, cast: Cast) -> None:
    story.answered()
    lost, unsent = new_id(), new_id()
    new_owner_key(lost)
    new_question_key(unsent, cast.ben.id)
    clock.advance(timedelta(days=29))
    service.sweep()
    assert owner_key(lost)
    clock.advance(timedelta(days=2))
    service.sweep()
    with pytest.raises(Unreadable):
        owner_key(lost)
    with pytest.raises(Unreadable):
        question_key(unsent)
    assert question_key(story.question_id)
    assert all(owner_key(person.id) for person in cast.people.values())
    assert {line.reason for line in shredding.ledger()} == {Reason.ORPHAN}


def test_many_keys_without_rows_are_left_alone(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ORPHANS_MOST", 2)
    lost = [new_id() for _ in range(3)]
    for owner in lost:
        new_owner_key(owner)
    clock.advance(timedelta(days=60))
    service.sweep()
    assert all(owner_key(owner) for owner in lost)
    assert shredding.ledger() == []


def test_what_is_late_is_counted(old: Story, worker: Worker, cast: Cast) -> None:
    at_once(worker)
    assert queries.overdue(read(), clock.now()) == 0
    clock.advance(timedelta(days=queries.GRACE_DAYS))
    read().rollback()
    assert queries.overdue(read(), clock.now()) >= 1
    service.order_purge(cast.pia, clock.now())
    at_once(worker)
    with transaction() as session:
        session.query(AskDraft).delete()
    assert queries.overdue(read(), clock.now()) == 0


def test_the_record_of_acts_is_kept_six_years_at_least() -> None:
    with pytest.raises(SettingsProblem, match="72 or more"):
        Settings(keep_audit_months=71)


def test_the_officer_sees_every_kind_with_its_count(old: Story, cast: Cast) -> None:
    lines = queries.lines(read(), clock.now())
    assert len(lines) == 8
    assert (lines[0].due, lines[0].by_officer) == (1, True)
    assert lines[0].oldest_at is not None

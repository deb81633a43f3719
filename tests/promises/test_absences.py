"""Days away: who stands in sees and hears, what was held goes back, and patients are told when it takes longer."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import absence_service, duty, presence
from qa_portal.clinic.absence_models import Absence
from qa_portal.clinic.models import Facts
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Forbidden, NotFound
from qa_portal.identity.letters import post
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import queries, service
from qa_portal.journey.queue.queries import Tab
from qa_portal.question.absences import begin_absences
from qa_portal.question.status import PromiseReason, Status
from tests.support.story import MONDAY, Cast, Someone, Story

TODAY = MONDAY.date()
DAY = timedelta(days=1)


def away(cast: Cast, name: str, cover: str | None = None, *, first: date = TODAY, days: int = 5) -> str:
    """Enter a person's days away, as they would."""
    person, other = cast.people[name], cast.people[cover].id if cover else None
    return absence_service.add(person, person.id, (first, first + (days - 1) * DAY), other)


def now_seeing(person: Someone) -> Someone:
    """Return a person with the queues they see today, as a sign-in would load them."""
    read().rollback()
    return Someone(person.id, person.role, person.name, duty.queue_ids_of(read(), person.id))


def letters(kind: LetterKind, person: Someone) -> int:
    """Return how many mails of a kind go to a person."""
    read().rollback()
    return len(read().scalars(select(Letter).where(Letter.kind == kind, Letter.account_id == person.id)).all())


@pytest.mark.parametrize(("role", "whose", "act"), list(product(Role, ("own", "other"), ("add", "remove"))))
def test_clinicians_enter_their_own_days_and_administrators_anybodys(
    cast: Cast, role: Role, whose: str, act: str
) -> None:
    actor = next((one for one in cast.people.values() if one.role is role), Someone("system", Role.SYSTEM, ""))
    owner = actor if whose == "own" else cast.tom if actor is not cast.tom else cast.uma
    if act == "remove" and owner.role is not Role.CLINICIAN:
        return
    there = away(cast, owner.name.split()[0].lower()) if act == "remove" else ""
    may = role is Role.ADMIN or (role is Role.CLINICIAN and whose == "own")

    def do() -> None:
        if act == "remove":
            absence_service.remove(actor, there)
        else:
            absence_service.add(actor, owner.id, (TODAY, TODAY), None)

    if may and owner.role is Role.CLINICIAN:
        do()
        done = Action.ABSENCE_REMOVED if act == "remove" else Action.ABSENCE_SET
        assert read().scalar(select(AuditEntry.subject_id).where(AuditEntry.action == done)) == owner.id
    else:
        with pytest.raises((Forbidden, NotFound) if not may else BadInput):
            do()


@pytest.mark.parametrize(
    ("first", "last", "cover", "wrong"),
    [
        (TODAY, TODAY - DAY, None, "last_day"),
        (TODAY - 3 * DAY, TODAY - DAY, None, "last_day"),
        (TODAY, TODAY + 366 * DAY, None, "last_day"),
        (TODAY + 4 * DAY, TODAY + 9 * DAY, None, "first_day"),
        (TODAY + 20 * DAY, TODAY + 21 * DAY, "ines", "cover_id"),
        (TODAY + 20 * DAY, TODAY + 21 * DAY, "eve", "cover_id"),
    ],
)
def test_days_that_cannot_be_are_refused(cast: Cast, first: date, last: date, cover: str | None, wrong: str) -> None:
    away(cast, "ines")
    other = cast.people[cover].id if cover else None
    with pytest.raises(BadInput) as refused:
        absence_service.add(cast.ines, cast.ines.id, (first, last), other)
    assert list(refused.value.errors) == [wrong]


def test_who_stands_in_sees_the_queues_from_the_first_day_to_the_last(cast: Cast) -> None:
    away(cast, "sol", "tom", first=TODAY + DAY, days=2)
    seen = []
    for day in range(4):
        clock.set_to(MONDAY + day * DAY)
        seen.append(cast.queues["skin"] in now_seeing(cast.tom).queue_ids)
    assert seen == [False, True, True, False]


def test_a_day_begins_and_ends_at_midnight_where_the_clinic_is(cast: Cast) -> None:
    with transaction() as session:
        row = session.scalars(select(Facts)).one()
        row.time_zone, row.edition = "Pacific/Auckland", "x"
    away(cast, "sol", "tom", first=date(2026, 3, 10), days=1)
    for moment, there in (
        (datetime(2026, 3, 9, 10, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 11, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 10, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 11, 0, tzinfo=UTC), False),
    ):
        clock.set_to(moment)
        assert (cast.queues["skin"] in now_seeing(cast.tom).queue_ids) is there, moment


def test_who_stands_in_can_claim_and_the_list_shows_it(story: Story, cast: Cast) -> None:
    story.queued(wished="skin")
    with pytest.raises(NotFound):
        service.claim(cast.tom, story.question_id)
    away(cast, "sol", "tom")
    tom = now_seeing(cast.tom)
    assert [row.question.id for row in queries.listed(read(), tom, Tab.UNASSIGNED)] == [story.question_id]
    service.claim(tom, story.question_id)
    assert story.question.holder_id == cast.tom.id


def test_standing_in_goes_on_when_who_stands_in_is_away_too_and_never_in_a_circle(cast: Cast) -> None:
    away(cast, "sol", "tom")
    away(cast, "tom", "uma")
    assert presence.stand_in(read(), cast.sol.id) == cast.uma.id
    assert cast.queues["skin"] in now_seeing(cast.uma).queue_ids
    away(cast, "uma", "sol")
    read().rollback()
    assert presence.stand_in(read(), cast.sol.id) is None


def test_what_was_held_goes_back_with_its_draft_on_the_first_morning(story: Story, cast: Cast) -> None:
    story.claimed(by="tom")
    answering.save_draft(cast.tom, story.question_id, {"body": "Half an answer"})
    away(cast, "tom", "uma", first=TODAY + DAY)
    begin_absences()
    assert story.question.where is Status.CLAIMED
    clock.set_to(MONDAY.replace(hour=0) + DAY)
    answering.save_draft(cast.tom, story.question_id, {"body": "Half an answer"})
    begin_absences()
    assert (story.question.where, story.question.holder_id) == (Status.QUEUED, None)
    assert letters(LetterKind.STAFF_ESCALATION, cast.uma) == 1
    service.claim(cast.uma, story.question_id)
    assert answering.open_work(cast.uma, story.question_id, "en").draft["body"] == "Half an answer"


def test_an_absence_begins_once(story: Story, cast: Cast) -> None:
    away(cast, "tom", "uma")
    begin_absences()
    story.claimed(by="tom")
    begin_absences()
    assert story.question.where is Status.CLAIMED, "who works on a day away may hold what they took"
    assert letters(LetterKind.STAFF_ESCALATION, cast.uma) == 1


def test_one_of_many_away_changes_no_promise_and_most_away_does(story: Story, cast: Cast) -> None:
    promised = story.queued().question.promised_at
    flagged = story.another().queued(signs=("chest_pain",))
    soon = flagged.question.promised_at
    away(cast, "tom")
    begin_absences()
    assert story.question.promised_at == promised
    assert letters(LetterKind.PROMISE_CHANGED, cast.ana) == 0
    away(cast, "uma")
    begin_absences()
    question = story.question
    # Eight hours were left; with two of four it takes twice as long.
    assert question.promised_at == MONDAY + 2 * DAY
    assert (question.promise_reason, question.first_promised_at) == (PromiseReason.AWAY, promised)
    assert letters(LetterKind.PROMISE_CHANGED, cast.ana) == 1
    assert flagged.question.promised_at == soon, "what is urgent does not wait for anybody's holiday"
    assert story.another().queued().question.promised_at == MONDAY + 2 * DAY, "new questions are told the truth"


def test_a_stand_in_from_another_team_makes_up_for_who_is_away(story: Story, cast: Cast) -> None:
    promised = story.queued().question.promised_at
    away(cast, "tom")
    away(cast, "uma", "sol")
    begin_absences()
    assert story.question.promised_at == promised


def test_mail_about_work_goes_to_who_stands_in_and_comes_back_after(cast: Cast) -> None:
    away(cast, "ines", "tom", days=1)
    for kind in (LetterKind.STAFF_ESCALATION, LetterKind.PATIENT_REPLIED, LetterKind.PASSWORD_CHANGED):
        with transaction() as session:
            post(session, cast.ines.id, kind, "/queue")
    assert letters(LetterKind.STAFF_ESCALATION, cast.tom) == letters(LetterKind.PATIENT_REPLIED, cast.tom) == 1
    assert letters(LetterKind.PASSWORD_CHANGED, cast.ines) == 1
    clock.set_to(MONDAY + DAY)
    with transaction() as session:
        post(session, cast.ines.id, LetterKind.STAFF_ESCALATION, "/queue")
    assert letters(LetterKind.STAFF_ESCALATION, cast.ines) == 1


def test_who_stands_in_hears_of_what_is_urgent_beside_the_lead(story: Story, cast: Cast) -> None:
    away(cast, "sol", "vic")
    story.queued(wished="skin", signs=("chest_pain",))
    service.act_on_deadline(story.question_id)
    assert letters(LetterKind.STAFF_ESCALATION, cast.vic) == 1
    assert letters(LetterKind.STAFF_ESCALATION, cast.ines) == 1


def test_a_team_of_which_nobody_is_there_is_seen_to_by_the_intake(story: Story, cast: Cast) -> None:
    duty.set_contact(cast.ada, clear_name="Vic", clear_phone="112", account_id=cast.vic.id)
    story.queued(wished="skin")
    assert cast.queues["skin"] not in now_seeing(cast.tom).queue_ids
    away(cast, "sol")
    away(cast, "ines")
    begin_absences()
    assert cast.queues["skin"] in now_seeing(cast.tom).queue_ids
    assert letters(LetterKind.STAFF_ESCALATION, cast.vic) == 2, "once for each team without anybody or with few"
    service.claim(now_seeing(cast.tom), story.question_id)
    assert story.question.where is Status.CLAIMED


def test_whoever_is_on_duty_sees_every_queue(cast: Cast) -> None:
    assert len(now_seeing(cast.sol).queue_ids) == 1
    duty.set_contact(cast.ada, clear_name="Sol", clear_phone="112", account_id=cast.sol.id)
    assert now_seeing(cast.sol).queue_ids == frozenset(cast.queues.values())
    away(cast, "sol", "tom")
    assert now_seeing(cast.tom).queue_ids == frozenset(cast.queues.values())


def test_days_taken_out_count_no_more(cast: Cast) -> None:
    absence_id = away(cast, "sol", "tom")
    absence_service.remove(cast.sol, absence_id)
    assert cast.queues["skin"] not in now_seeing(cast.tom).queue_ids
    assert read().get(Absence, absence_id) is None

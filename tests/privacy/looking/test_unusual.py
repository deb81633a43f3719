"""What stands out in the log is found by the worker, with codes that say why; what is usual is not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry, record
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict
from qa_portal.identity import profile
from qa_portal.identity.reading import ClearProfile
from qa_portal.inquiry import habits, unusual
from qa_portal.inquiry.models import Case, Reason, SameName, Unusual
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service as queueing
from qa_portal.privacy.watch import service as watch
from qa_portal.question.standing import Standing
from tests.support.story import Cast, Someone, Story

DAY = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def found() -> list[tuple[str, list[Reason]]]:
    """Run the round; return who opened what was found unusual, and why."""
    chain.link_all()
    unusual.look()
    read().rollback()
    return [(one.person_id, one.why) for one in read().scalars(select(Unusual).order_by(Unusual.at))]


def opened(story: Story, person: Someone, at: datetime) -> None:
    """Let a clinician open the story's question at a time."""
    clock.set_to(at)
    answering.open_work(person, story.question_id, "en")


def test_a_colleagues_question_opened_at_night_stands_out_and_again_when_nothing_follows(
    story: Story, cast: Cast
) -> None:
    story.claimed()
    opened(story, cast.tom, NIGHT)
    assert found() == [(cast.tom.id, [Reason.UNASSIGNED, Reason.NIGHT])]
    clock.set_to(NIGHT + timedelta(hours=25))
    assert found() == [(cast.tom.id, [Reason.UNASSIGNED, Reason.NIGHT, Reason.NO_ACTION])]


def test_a_colleagues_question_opened_by_day_stands_out_only_when_nothing_follows(story: Story, cast: Cast) -> None:
    story.claimed()
    opened(story, cast.tom, DAY)
    opened(story, cast.uma, DAY)
    answering.note(cast.uma, story.question_id, "I can take it.")
    assert found() == []
    clock.set_to(DAY + timedelta(hours=25))
    assert found() == [(cast.tom.id, [Reason.UNASSIGNED, Reason.NO_ACTION])]


def test_who_has_the_question_or_looks_through_the_list_does_nothing_unusual(story: Story, cast: Cast) -> None:
    story.queued()
    opened(story, cast.tom, DAY)
    clock.set_to(DAY)
    queueing.claim(cast.ines, story.question_id)
    opened(story, cast.ines, NIGHT)
    clock.set_to(NIGHT + timedelta(hours=25))
    assert found() == []


def test_a_shared_surname_stands_out_even_for_who_has_the_question(story: Story, cast: Cast) -> None:
    profile.save(cast.ana, ClearProfile(names=("Ana EXAMPLE",), town="Wexbourne"))
    story.claimed()
    opened(story, cast.ines, DAY)
    assert found() == [(cast.ines.id, [Reason.SURNAME])]
    rows = read().scalars(select(SameName)).all()
    assert [(row.person_id, row.patient_id, row.same) for row in rows] == [(cast.ines.id, cast.ana.id, True)]
    openings = read().scalars(select(AuditEntry).where(AuditEntry.action == Action.PROFILE_OPENED)).all()
    assert [(row.actor_id, '"same_name"' in row.fields) for row in openings] == [(SYSTEM.id, True)]
    opened(story, cast.ines, DAY + timedelta(hours=1))
    assert len(found()) == 2
    # Compared once for each pair: the profile is not opened again.
    assert len(read().scalars(select(AuditEntry).where(AuditEntry.action == Action.PROFILE_OPENED)).all()) == 1


def _many(story: Story, person: Someone, count: int, at: datetime) -> None:
    with transaction() as session:
        for number in range(count):
            clock.set_to(at + timedelta(seconds=number))
            record(
                session,
                Action.QUESTION_OPENED,
                actor=person,
                subject_id=story.question_id if number == count - 1 else f"{number:032x}",
                purpose="answer",
                standing=str(Standing.HELD),
            )


@pytest.mark.parametrize(("count", "why"), [(29, []), (30, [Reason.BULK])])
def test_very_many_within_an_hour_stand_out_once(story: Story, cast: Cast, count: int, why: list[Reason]) -> None:
    story.claimed()
    _many(story, cast.tom, count, DAY)
    assert [reasons for _person, reasons in found()] == ([why] if why else [])
    _many(story, cast.tom, 1, DAY + timedelta(minutes=5))
    assert len(found()) == len([why] if why else [])


def test_the_round_goes_on_where_it_stopped(story: Story, cast: Cast) -> None:
    story.claimed()
    opened(story, cast.tom, NIGHT)
    assert len(found()) == 1
    assert len(found()) == 1
    opened(story, cast.tom, NIGHT + timedelta(minutes=1))
    assert len(found()) == 2


def test_each_is_looked_at_once_and_can_lead_to_a_case(story: Story, cast: Cast) -> None:
    story.claimed()
    opened(story, cast.tom, NIGHT)
    opened(story, cast.uma, NIGHT)
    found()
    first, second = read().scalars(select(Unusual).order_by(Unusual.at)).all()
    assert watch.judge(cast.pia, first.id, "fine") is None
    case_id = watch.judge(cast.pia, second.id, "case")
    read().rollback()
    case = read().get_one(Case, case_id)
    assert (case.person_id, case.entry_id) == (second.person_id, second.entry_id)
    with pytest.raises(Conflict):
        watch.judge(cast.pia, first.id, "case")


def test_habits_stand_beside_the_teams_middle(story: Story, cast: Cast) -> None:
    story.claimed()
    clock.set_to(DAY)
    for name, count in (("ines", 10), ("tom", 12), ("uma", 60)):
        _many(story, cast.people[name], count, DAY)
    opened(story, cast.uma, DAY + timedelta(days=1))
    clock.set_to(DAY + timedelta(days=2))
    habits.count()
    much = habits.baseline(read(), cast.uma.id)
    little = habits.baseline(read(), cast.tom.id)
    assert much is not None
    assert little is not None
    assert (much.habit.openings, much.habit.unassigned, much.habit.busiest_day) == (61, 1, 60)
    assert (much.team_openings, much.team_size, much.is_much, little.is_much) == (12, 3, True, False)
    clock.set_to(DAY + timedelta(days=120))
    habits.count()
    read().rollback()
    assert habits.baseline(read(), cast.uma.id) is None

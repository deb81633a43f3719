"""The ladder: who hears that a promise is near, and when, over every level and every step; always before it breaks."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from qa_portal.clinic.calendar import OFFICE_WEEK, Calendar
from qa_portal.question.ladder import LADDER, Term, Told, next_rung
from qa_portal.text.flags import Level

WEEK = Calendar(OFFICE_WEEK, frozenset({date(2026, 3, 3)}), ZoneInfo("Europe/Madrid"))
"""Open from Monday to Friday, 09:00 to 17:00 in Madrid; closed on Tuesday the third of March."""
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten in the morning there."""
SATURDAY_NIGHT = datetime(2026, 3, 7, 22, 40, tzinfo=UTC)
HOURS = (0.25, 1.0, 4.0, 8.0, 16.0, 40.0)


def term(made: datetime, hours: float) -> Term:
    return Term(WEEK, made, WEEK.add_open_hours(made, hours))


@pytest.mark.parametrize(("level", "climbed"), list(product(Level, range(4))))
def test_every_level_has_somebody_to_tell_at_every_step(level: Level, climbed: int) -> None:
    told, _at = next_rung(level, climbed, term(MONDAY, 8.0))
    assert told is (Told.LEAD, Told.DUTY, Told.PATIENT, Told.PATIENT)[climbed]


@pytest.mark.parametrize(
    ("level", "made", "hours", "held"),
    list(product(Level, (MONDAY, SATURDAY_NIGHT, MONDAY + timedelta(hours=6.9)), HOURS, (False, True))),
)
def test_each_hears_after_the_one_before_and_all_before_the_promise_breaks(
    level: Level, made: datetime, hours: float, held: bool
) -> None:
    promised = term(made, hours)
    times = [next_rung(level, climbed, promised, held=held)[1] for climbed in range(len(LADDER[level]))]
    assert times == sorted(times)
    assert all(made <= at < promised.promised for at in times)


@pytest.mark.parametrize(
    ("level", "lead", "duty", "patient"),
    [
        # Six of the eight hours are over at four on Monday; Tuesday is closed.
        (Level.ROUTINE, "2026-03-02T15:00", "2026-03-04T08:30", "2026-03-04T08:30"),
        (Level.URGENT, "2026-03-02T09:00", "2026-03-02T09:15", "2026-03-04T08:30"),
        (Level.EMERGENCY, "2026-03-02T09:00", "2026-03-02T09:15", "2026-03-04T08:30"),
    ],
)
def test_eight_opening_hours_from_monday_at_ten(level: Level, lead: str, duty: str, patient: str) -> None:
    told = [next_rung(level, climbed, term(MONDAY, 8.0)) for climbed in range(3)]
    assert [at.strftime("%Y-%m-%dT%H:%M") for _who, at in told] == [lead, duty, patient]


def test_only_an_emergency_calls_somebody_while_the_clinic_is_closed() -> None:
    for level in (Level.ROUTINE, Level.URGENT):
        assert WEEK.is_open(next_rung(level, 1, term(SATURDAY_NIGHT, 4.0))[1])
    assert next_rung(Level.EMERGENCY, 1, term(SATURDAY_NIGHT, 1.0))[1] == SATURDAY_NIGHT + timedelta(minutes=15)


def test_the_duty_clinician_is_not_called_while_somebody_holds_it_until_the_end_is_near() -> None:
    promised = term(MONDAY, 1.0)
    assert next_rung(Level.EMERGENCY, 1, promised, held=True) == (Told.DUTY, promised.near_the_end)


def test_a_promise_whose_days_were_all_closed_since_is_seen_to_at_once() -> None:
    none_left = Term(WEEK, SATURDAY_NIGHT, SATURDAY_NIGHT + timedelta(hours=3))
    assert [next_rung(Level.ROUTINE, climbed, none_left)[1] for climbed in range(3)] == [SATURDAY_NIGHT] * 3

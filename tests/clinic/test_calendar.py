"""The opening calendar: hours add up, closed days stay closed, clocks that change lose nothing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.clinic.calendar import OFFICE_WEEK, Calendar, Span, hours_and_minutes, merged

LONDON = ZoneInfo("Europe/London")
ZONES = ("UTC", "Europe/London", "Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
ALWAYS = tuple(Span(day, 0, 1440) for day in range(7))


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture
def office() -> Calendar:
    return Calendar(OFFICE_WEEK, frozenset({date(2026, 12, 25), date(2026, 12, 28)}), LONDON)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T10:00", 3, "2026-11-23T13:00"),
        ("2026-11-23T10:00", 7, "2026-11-23T17:00"),
        ("2026-11-23T10:00", 8, "2026-11-24T10:00"),
        ("2026-11-20T16:00", 2, "2026-11-23T10:00"),
        ("2026-11-21T12:00", 1, "2026-11-23T10:00"),
        ("2026-11-23T17:00", 0, "2026-11-24T09:00"),
        ("2026-11-23T07:00", 0, "2026-11-23T09:00"),
        ("2026-12-24T16:00", 2, "2026-12-29T10:00"),
    ],
)
def test_open_hours_are_added_over_nights_weekends_and_holidays(
    office: Calendar, start: str, hours: float, end: str
) -> None:
    assert office.add_open_hours(london(start), hours) == london(end)


def test_it_is_open_from_the_first_minute_to_before_the_last(office: Calendar) -> None:
    assert not office.is_open(london("2026-11-23T08:59"))
    assert office.is_open(london("2026-11-23T09:00"))
    assert office.is_open(london("2026-11-23T16:59"))
    assert not office.is_open(london("2026-11-23T17:00"))
    assert not office.is_open(london("2026-12-25T10:00"))
    assert not office.is_open(london("2026-11-22T10:00"))


def test_next_opening_is_now_when_open_and_after_the_holidays_when_not(office: Calendar) -> None:
    assert office.next_opening(london("2026-11-23T12:00")) == london("2026-11-23T12:00")
    assert office.next_opening(london("2026-12-24T18:00")) == london("2026-12-29T09:00")


def test_times_come_out_in_utc_whatever_zone_they_went_in(office: Calendar) -> None:
    tokyo = london("2026-11-23T10:00").astimezone(ZoneInfo("Asia/Tokyo"))
    assert office.add_open_hours(tokyo, 1).tzinfo is UTC
    assert office.next_opening(tokyo).tzinfo is UTC


def test_a_day_open_to_midnight_in_front_of_a_closed_one_promises_the_day_itself() -> None:
    calendar = Calendar((Span(4, 20 * 60, 1440),), frozenset(), LONDON)
    end = calendar.add_open_hours(london("2026-11-20T20:00"), 4)
    assert calendar.local_day(end) == date(2026, 11, 20)
    assert london("2026-11-21T00:00") - end < timedelta(seconds=1)


def test_a_night_clinic_is_an_hour_short_when_clocks_go_forward_and_long_when_they_go_back() -> None:
    calendar = Calendar(ALWAYS, frozenset(), LONDON)
    spring, autumn = london("2026-03-29T00:00"), london("2026-10-25T00:00")
    assert calendar.open_hours_between(spring, london("2026-03-30T00:00")) == 23
    assert calendar.open_hours_between(autumn, london("2026-10-26T00:00")) == 25
    assert calendar.add_open_hours(spring, 3) == london("2026-03-29T04:00")
    assert calendar.add_open_hours(autumn, 3) == london("2026-10-25T02:00")


def test_office_hours_are_eight_on_both_sides_of_a_clock_change(office: Calendar) -> None:
    assert office.add_open_hours(london("2026-03-27T16:00"), 2) == london("2026-03-30T10:00")
    assert office.add_open_hours(london("2026-10-23T16:00"), 2) == london("2026-10-26T10:00")
    assert office.open_hours_between(london("2026-03-23T00:00"), london("2026-04-06T00:00")) == 80


def test_a_span_inside_the_hour_that_is_skipped_has_no_length_that_day() -> None:
    calendar = Calendar((Span(6, 70, 110), Span(0, 600, 660)), frozenset(), LONDON)
    assert calendar.open_hours_between(london("2026-03-29T00:00"), london("2026-03-30T00:00")) == pytest.approx(2 / 3)
    around = Calendar((Span(6, 0, 90), Span(6, 120, 180)), frozenset(), LONDON)
    assert around.open_hours_between(london("2026-03-29T00:00"), london("2026-03-30T00:00")) == 2


def test_spans_that_touch_or_overlap_become_one() -> None:
    spans = (Span(0, 720, 1020), Span(0, 540, 720), Span(0, 600, 700), Span(1, 540, 600))
    assert merged(spans) == (Span(0, 540, 1020), Span(1, 540, 600))
    assert Calendar(spans, frozenset(), LONDON).spans == merged(spans)


def test_a_clinic_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="never opens"):
        Calendar((), frozenset(), LONDON)


@pytest.mark.parametrize(("day", "opens", "closes"), [(7, 0, 1), (-1, 0, 1), (0, 60, 60), (0, 60, 30), (0, 0, 1441)])
def test_a_span_that_is_no_time_is_refused(day: int, opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="opening span"):
        Span(day, opens, closes)


def test_words_of_a_span() -> None:
    assert Span(0, 545, 1440).words == ("09:05", "24:00")
    assert hours_and_minutes(0) == "00:00"


spans = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[1] < s[2])
calendars = st.builds(
    lambda spans, days, zone: Calendar(
        tuple(Span(*span) for span in spans),
        frozenset(date(2026, 1, 1) + timedelta(days=day) for day in days),
        ZoneInfo(zone),
    ),
    st.lists(spans, min_size=1, max_size=6).filter(lambda many: any(b - a > 90 for _, a, b in many)),
    st.sets(st.integers(0, 400), max_size=20),
    st.sampled_from(ZONES),
)
moments = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(calendars, moments, st.floats(0, 60))
def test_a_promise_is_never_on_a_closed_day_and_counts_exactly(calendar: Calendar, at: datetime, hours: float) -> None:
    end = calendar.add_open_hours(at, hours)
    assert end >= at
    assert not calendar.is_closed_day(calendar.local_day(end))
    assert calendar.open_hours_between(at, end) == pytest.approx(hours, abs=1e-5)


@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Calendar, at: datetime) -> None:
    opening = calendar.next_opening(at)
    assert calendar.is_open(opening)
    assert opening == at or calendar.open_hours_between(at, opening) == 0
    assert calendar.is_open(at) == (opening == at)


@given(calendars, moments, st.floats(0, 20), st.floats(0, 20))
def test_hours_add_up_and_later_questions_are_never_promised_earlier(
    calendar: Calendar, at: datetime, first: float, then: float
) -> None:
    once = calendar.add_open_hours(at, first + then)
    twice = calendar.add_open_hours(calendar.add_open_hours(at, first), then)
    assert calendar.open_hours_between(at, once) == pytest.approx(calendar.open_hours_between(at, twice), abs=1e-5)
    assert calendar.add_open_hours(at + timedelta(hours=1), first) >= calendar.add_open_hours(at, first)


@given(calendars, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_local_days_are_the_clinics_own(calendar: Calendar, day: date) -> None:
    noon = datetime.combine(day, time(12), tzinfo=calendar.zone)
    assert calendar.local_day(noon) == day

"""Opening hours as pure arithmetic: when is the clinic open, and when are so many open hours over?

All times in and out are UTC-aware. Hours are real elapsed hours, so the day the clocks go forward is
an hour short for a clinic that is open all night.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One stretch of a weekday (Monday is 0) in minutes after midnight, local time; 1440 is its end."""

    weekday: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse a span that is no time at all."""
        if not 0 <= self.weekday <= 6 or not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("an opening span must end after it begins, inside one weekday")

    @property
    def words(self) -> tuple[str, str]:
        """Its two ends as `09:00` and `17:30`."""
        return hours_and_minutes(self.opens), hours_and_minutes(self.closes)


def hours_and_minutes(minutes: int) -> str:
    """Write minutes after midnight as `09:00`; the end of the day is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a clinic is open: weekly spans, days it is closed, and its time zone.

    Raises: ValueError, when it is never open at all, since then nothing could be promised.
    """

    spans: tuple[Span, ...]
    holidays: frozenset[date]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Merge spans that touch or overlap, so that no minute counts twice."""
        if not self.spans:
            raise ValueError("a clinic that never opens can promise nothing")
        object.__setattr__(self, "spans", merged(self.spans))

    def is_open(self, at: datetime) -> bool:
        """Say whether the clinic is open at this moment; the closing minute itself is closed."""
        return any(opens <= at < closes for opens, closes in self._day(self.local_day(at)))

    def is_closed_day(self, day: date) -> bool:
        """Say whether the clinic does not open at all on this local date."""
        return not self._day(day)

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` when the clinic is open then, else the next moment it opens."""
        opens, _ = next(self._stretches(at))
        return max(opens, at.astimezone(UTC))

    def add_open_hours(self, start: datetime, hours: float) -> datetime:
        """Return the moment when so many open hours have passed since `start`.

        Never earlier than the next opening, and never on a day the clinic is closed.
        """
        left = timedelta(hours=max(hours, 0))
        for opens, closes in self._stretches(start):
            begin = max(opens, start.astimezone(UTC))
            if left <= closes - begin:
                return self._inside(begin + left)
            left -= closes - begin
        raise AssertionError("weeks do not end")

    def open_hours_between(self, start: datetime, end: datetime) -> float:
        """Return how many open hours lie between two moments; 0.0 when `end` is not later."""
        total = timedelta()
        for opens, closes in self._stretches(start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        return max(total, timedelta()) / timedelta(hours=1)

    def _inside(self, moment: datetime) -> datetime:
        # An end at midnight already bears the next day's date, on which the clinic may be closed.
        return moment - timedelta(microseconds=1) if self.is_closed_day(self.local_day(moment)) else moment

    def local_day(self, at: datetime) -> date:
        """Return the clinic's own date at this moment."""
        return at.astimezone(self.zone).date()

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every open stretch from `at` on, without end: holidays are finite and weeks are not."""
        day = self.local_day(at)
        while True:
            yield from (stretch for stretch in self._day(day) if stretch[1] > at)
            day += timedelta(days=1)

    def _day(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open stretches of one local date, in UTC.

        A span inside the hour that summer time skips has no length that day and is left out; one that
        ends there may run into the next, so that a minute never counts twice.
        """
        found: list[tuple[datetime, datetime]] = []
        if day in self.holidays:
            return found
        for span in self.spans:
            if span.weekday == day.weekday():
                opens, closes = self._moment(day, span.opens), self._moment(day, span.closes)
                opens = max(opens, found[-1][1]) if found else opens
                if opens < closes:
                    found.append((opens, closes))
        return found

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes == DAY_MINUTES:
            day, minutes = day + timedelta(days=1), 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=self.zone).astimezone(UTC)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, with those that touch or overlap made one."""
    whole: list[Span] = []
    for span in sorted(spans):
        last = whole[-1] if whole else None
        if last and last.weekday == span.weekday and span.opens <= last.closes:
            whole[-1] = Span(last.weekday, last.opens, max(last.closes, span.closes))
        else:
            whole.append(span)
    return tuple(whole)


OFFICE_WEEK = tuple(Span(weekday, 9 * 60, 17 * 60) for weekday in range(5))
"""The week a clinic has until it says otherwise: Monday to Friday, 09:00 to 17:00."""

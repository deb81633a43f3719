"""Times in plain words, in the clinic's zone."""

from datetime import UTC, date, datetime
from math import ceil
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask_babel import get_locale

from qa_portal.clock import now
from qa_portal.web.brand import clinic_facts

PATTERNS = {
    "en": ("EEEE d MMMM, HH:mm", "EEEE d MMMM y, HH:mm"),
    "es": ("EEEE d 'de' MMMM, HH:mm", "EEEE d 'de' MMMM 'de' y, HH:mm"),
}
"""How a language says a time of this year, and of another year."""


def clinic_zone() -> ZoneInfo:
    """The clinic's time zone."""
    return ZoneInfo(clinic_facts().timezone)


def plain_day(day: date) -> str:
    """Say a day shortly: `27 Nov 2027`."""
    locale = get_locale()
    return str(format_date(day, "d MMM y", locale=locale))


def clock_time(moment: datetime) -> str:
    """Say the time of day of a moment to the second, `10:02:30`, in the clinic's zone."""
    return f"{moment.astimezone(clinic_zone()):%H:%M:%S}"


def to_the_second(moment: datetime) -> str:
    """Say a moment with its seconds: `Tuesday 24 November, 12:00:07`."""
    return f"{plain_time(moment)}:{moment:%S}"


def seconds_until(moment: datetime) -> int:
    """Say how many seconds are left until a moment; 0 when it is over."""
    return max(0, ceil((moment - now()).total_seconds()))


def plain_time(moment: datetime) -> str:
    """Say a moment as people do: `Tuesday 24 November, 12:00`; with the year when it is not this one.

    A moment without a zone is taken as UTC.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    local = aware.astimezone(clinic_zone())
    locale = get_locale()
    language = locale.language if locale else "en"
    this_year, other_year = PATTERNS.get(language, PATTERNS["en"])
    pattern = this_year if local.year == now().astimezone(clinic_zone()).year else other_year
    return format_datetime(local, pattern, locale=language)

"""Dates and languages as readers say them, in the language of the page and the clinic's time zone."""

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date

from qa_portal.web.languages import page_language
from qa_portal.web.times import clinic_zone

PATTERNS = {"en": ("d MMMM y", "MMMM y"), "es": ("d 'de' MMMM 'de' y", "MMMM 'de' y")}
"""How a language says a day and a month."""


def plain_date(moment: datetime | date | None) -> str:
    """`3 March 2026`, of a moment the day it was at the clinic; nothing for no date."""
    if moment is None:
        return ""
    return _said(moment.astimezone(clinic_zone()).date() if isinstance(moment, datetime) else moment, 0)


def plain_month(written: str) -> str:
    """A date written as `2026-03` or `2026-03-12`, as people say it; anything else stays as it is."""
    try:
        return (
            _said(date.fromisoformat(f"{written}-01"), 1)
            if len(written) == 7
            else _said(date.fromisoformat(written), 0)
        )
    except ValueError:
        return written


def language_name(code: str) -> str:
    """Name of a language in the language of the page."""
    return str(Locale.parse(page_language()).languages.get(code, code))


def _said(day: date, pattern: int) -> str:
    language = page_language()
    return format_date(day, PATTERNS.get(language, PATTERNS["en"])[pattern], locale=language)

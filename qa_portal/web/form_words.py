"""Plain words for the messages of marshmallow's fields and validators; a room's own messages pass as they are."""

import re
from collections.abc import Callable

from flask_babel import gettext, ngettext

NUMBER = r"(-?\d+(?:\.\d+)?)"
Say = Callable[..., str]


def _at_least(least: str) -> str:
    return str(ngettext("Write at least %(num)s character.", "Write at least %(num)s characters.", int(least)))


def _at_most(most: str) -> str:
    return str(ngettext("Write %(num)s character or fewer.", "Write %(num)s characters or fewer.", int(most)))


def _choose() -> str:
    return str(gettext("Choose one of the options."))


def _empty() -> str:
    return str(gettext("Fill in this box."))


def _tick() -> str:
    return str(gettext("Tick this box to go on."))


WORDS: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern, re.DOTALL), say)
    for pattern, say in (
        (r"Missing data for required field\.|Field may not be null\.", _empty),
        (rf"Shorter than minimum length {NUMBER}\.", _at_least),
        (rf"Longer than maximum length {NUMBER}\.", _at_most),
        (
            rf"Length must be between {NUMBER} and {NUMBER}\.",
            lambda low, high: gettext("Write between %(low)s and %(high)s characters.", low=low, high=high),
        ),
        (rf"Length must be {NUMBER}\.", lambda size: gettext("Write exactly %(size)s characters.", size=size)),
        (
            rf"Must be greater than or equal to {NUMBER} and less than or equal to {NUMBER}\.",
            lambda low, high: gettext("Enter a number from %(low)s to %(high)s.", low=low, high=high),
        ),
        (rf"Must be greater than or equal to {NUMBER}\.", lambda low: gettext("Enter %(low)s or more.", low=low)),
        (rf"Must be greater than {NUMBER}\.", lambda low: gettext("Enter more than %(low)s.", low=low)),
        (rf"Must be less than or equal to {NUMBER}\.", lambda high: gettext("Enter %(high)s or less.", high=high)),
        (rf"Must be less than {NUMBER}\.", lambda high: gettext("Enter less than %(high)s.", high=high)),
        (r"Must be one of: .*|One or more of the choices you made .*|Not a valid list\.|Not a valid UUID\.", _choose),
        (r"Must be equal to .*|Not a valid boolean\.", _tick),
        (
            r"Not a valid email address\.",
            lambda: gettext("Enter an email address, such as name@example.com."),
        ),
        (r"Not a valid URL\.", lambda: gettext("Enter a web address, such as https://example.com.")),
        (r"Not a valid integer\.", lambda: gettext("Enter a whole number.")),
        (r"Not a valid number\.|Number too large\.|Special numeric values .*", lambda: gettext("Enter a number.")),
        (r"Not a valid date\.", lambda: gettext("Enter a date, such as 2026-11-24.")),
        (r"Not a valid time\.", lambda: gettext("Enter a time, such as 09:30.")),
        (r"Not a valid (?:aware |naive )?datetime\.", lambda: gettext("Enter a date and a time.")),
        (
            r"Not a valid .*|Invalid (?:input|value|type)\.|String does not match expected pattern\.",
            lambda: gettext("Check what you wrote here."),
        ),
    )
)


def plain_words(message: str, *, chosen: bool = False, ticked: bool = False) -> str:
    """Say a stock message plainly; `chosen` and `ticked` tell that the box is no box for text."""
    for pattern, say in WORDS:
        found = pattern.fullmatch(message)
        if found is None:
            continue
        if say in (_empty, _at_least) and (chosen or ticked):
            return _tick() if ticked else _choose()
        return say(*found.groups())
    return message

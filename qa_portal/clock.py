"""The only clock of the house; tests and simulations set it."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta


class _Hands:
    """Where the clock stands: None means the real time."""

    fixed: datetime | None = None


def now() -> datetime:
    """Return the present moment, UTC-aware."""
    return _Hands.fixed or datetime.now(UTC)


def set_to(moment: datetime | None) -> None:
    """Stop the clock at a moment (UTC-aware), or let it run again with None.

    Raises: ValueError, when the moment has no time zone.
    """
    if moment is not None and moment.tzinfo is None:
        raise ValueError("the clock takes only times with a zone")
    _Hands.fixed = moment


def advance(by: timedelta) -> datetime:
    """Move the stopped clock (stopping it first) and return the new moment."""
    _Hands.fixed = now() + by
    return _Hands.fixed


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many months later; the last day of a shorter month."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))

"""Who is told that a promise is near, and when: one ladder a level, climbed before the promise breaks.

Opening hours count, so nobody is called on a closed day for what can wait; only an emergency counts real minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qa_portal.clinic.calendar import Calendar
from qa_portal.text.flags import Level

WARN_SHARE = 0.75
"""The lead is told when this share of the promised opening hours has passed."""
END_SHARE = 0.9
END_HOURS = 0.5
"""The end is near when this share has passed, or when so many opening hours are left, whichever is later."""
URGENT_HOURS = 0.25
"""The duty clinician hears of an urgent question nobody took after so many opening hours."""
EMERGENCY_MINUTES = 15
"""The duty clinician hears of an emergency nobody took after so many minutes, open or not."""


class Told(StrEnum):
    """Who hears of it; the patient hears a new time."""

    LEAD = "lead"
    DUTY = "duty"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Term:
    """When a promise was given, and for when."""

    calendar: Calendar
    made: datetime
    promised: datetime

    @property
    def hours(self) -> float:
        """Opening hours from one to the other."""
        return self.calendar.open_hours_between(self.made, self.promised)

    def after(self, hours: float) -> datetime:
        """Return the moment when so many opening hours have passed, at the latest when the promise is due."""
        if hours <= 0:
            return self.made
        return min(self.calendar.add_open_hours(self.made, hours), self.promised)

    @property
    def near_the_end(self) -> datetime:
        """The last moment to give a new promise before this one breaks."""
        return self.after(max(self.hours * END_SHARE, self.hours - END_HOURS))


def at_once(term: Term) -> datetime:
    """When the promise was given."""
    return term.made


def warned(term: Term) -> datetime:
    """When most of the time has passed."""
    return term.after(term.hours * WARN_SHARE)


def urgent(term: Term) -> datetime:
    """When an urgent question was left for too long."""
    return min(term.after(URGENT_HOURS), term.near_the_end)


def emergency(term: Term) -> datetime:
    """When an emergency was left for too long."""
    return min(term.made + timedelta(minutes=EMERGENCY_MINUTES), term.near_the_end)


def ending(term: Term) -> datetime:
    """When the end is near."""
    return term.near_the_end


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder."""

    told: Told
    when: Callable[[Term], datetime]


LADDER: dict[Level, tuple[Rung, ...]] = {
    Level.ROUTINE: (Rung(Told.LEAD, warned), Rung(Told.DUTY, ending), Rung(Told.PATIENT, ending)),
    Level.URGENT: (Rung(Told.LEAD, at_once), Rung(Told.DUTY, urgent), Rung(Told.PATIENT, ending)),
    Level.EMERGENCY: (Rung(Told.LEAD, at_once), Rung(Told.DUTY, emergency), Rung(Told.PATIENT, ending)),
}
"""Its last rung gives a new promise, from which the ladder is climbed anew."""


def next_rung(level: Level, climbed: int, term: Term, *, held: bool = False) -> tuple[Told, datetime]:
    """Return who is told next and when. While somebody holds the question, the duty clinician is called at the end."""
    ladder = LADDER[level]
    rung = ladder[min(climbed, len(ladder) - 1)]
    at = rung.when(term)
    return rung.told, max(at, term.near_the_end) if held and rung.told is Told.DUTY else at

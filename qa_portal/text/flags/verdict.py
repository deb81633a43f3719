"""What a look for red flags says: a level, its categories, the rules that fired, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Level(StrEnum):
    """How soon somebody has to look; text may only ever raise it."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for routine, 2 for emergency: for comparing and sorting."""
        return _RANKS[self]

    @classmethod
    def highest(cls, *levels: Self) -> "Level":
        """The most pressing of these; routine when there is none."""
        return max(levels, key=lambda level: level.rank, default=cls.ROUTINE)


_RANKS = {Level.ROUTINE: 0, Level.URGENT: 1, Level.EMERGENCY: 2}


@dataclass(frozen=True, slots=True)
class Span:
    """Where a rule matched, in characters of the text given. Shown to staff, never logged."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Flags:
    """The verdict on one text. Routine means that no rule fired, not that all is well."""

    level: Level
    categories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    pack_version: str = ""

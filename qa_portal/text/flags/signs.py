"""The structured emergency questions, what ticking them means, and what to do now in plain words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.verdict import Flags, Level

DISCREET = frozenset({"self_harm", "abuse"})
"""Categories whose advice is worded so that somebody looking over a shoulder learns little."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now: a heading and a few lines."""

    category: str
    level: Level
    heading: str
    lines: tuple[str, ...]

    @property
    def is_discreet(self) -> bool:
        """Whether it must not draw other people's eyes."""
        return self.category in DISCREET


@cache
def _table() -> dict[str, Any]:
    text = files(__package__).joinpath("signs.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _lang(lang: str) -> str:
    return "es" if lang.startswith("es") else "en"


def questions(lang: str = "en") -> list[tuple[str, str]]:
    """Return the emergency questions as id and words."""
    return [(row["id"], row[_lang(lang)]) for row in _table()["questions"]]


def of_answers(ticked: Iterable[str]) -> Flags:
    """Return what ticked questions mean; an id that is none of ours means nothing."""
    wanted = set(ticked)
    rows = [row for row in _table()["questions"] if row["id"] in wanted]
    return Flags(
        level=Level.highest(*(Level(row["level"]) for row in rows)),
        categories=tuple(row["category"] for row in rows),
        rules=tuple(f"asked-{row['id']}" for row in rows),
    )


def advice(category: str, level: Level = Level.EMERGENCY, lang: str = "en") -> Advice:
    """Return what to do now for a category; a general text for one that has none of its own."""
    texts = _table()["advice"]
    named = texts.get(category) if level is Level.EMERGENCY or category in DISCREET else None
    heading, lines = (named or texts["emergency" if level is Level.EMERGENCY else "urgent"])[_lang(lang)]
    return Advice(category, level, heading, tuple(lines))


def advices(flags_categories: Iterable[str], level: Level, lang: str = "en") -> list[Advice]:
    """Return the advice for several categories, each text once."""
    found = {one.heading: one for one in (advice(category, level, lang) for category in flags_categories)}
    return list(found.values())

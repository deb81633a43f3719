"""The structured side of red flags: signs to tick before the free text, what ticking means, and what to do now.

The signs and the advice are data beside the rule pack. A tick raises the level; no tick never lowers it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.pack import LANGUAGES, load
from qa_portal.text.flags.verdict import Flags, Level


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now: a heading and a few lines."""

    category: str
    level: Level
    heading: str
    lines: tuple[str, ...]

    @property
    def is_discreet(self) -> bool:
        """Whether it must not draw other people's eyes: a quick exit, and nothing of it in a notice."""
        return is_discreet(self.category)


def is_discreet(category: str) -> bool:
    """Whether a category (self-harm, abuse) must stay out of notices, mails and titles."""
    return load().categories.get(category, False)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("signs.toml").read_text(encoding="utf-8"))


def _lang(lang: str) -> str:
    return lang[:2] if lang[:2] in LANGUAGES else LANGUAGES[0]


def questions(lang: str = "en", topic: str = "") -> list[tuple[str, str]]:
    """Return the signs to tick as id and words: those for everybody, or those of a topic (a queue's slug)."""
    return [(row["id"], row[_lang(lang)]) for row in _table()["sign"] if row.get("topic", "") == topic]


def of_answers(ticked: Iterable[str]) -> Flags:
    """Return what ticked signs mean; an id that is none of ours means nothing."""
    wanted = set(ticked)
    rows = [row for row in _table()["sign"] if row["id"] in wanted]
    return Flags(
        level=Level.highest(*(Level(row["level"]) for row in rows)),
        categories=tuple(dict.fromkeys(row["category"] for row in rows)),
        rules=tuple(f"asked-{row['id']}" for row in rows),
    )


def advice(category: str, level: Level = Level.EMERGENCY, lang: str = "en") -> Advice:
    """Return what to do now for a category; a general text for one that has none of its own."""
    texts = _table()["advice"]
    own = texts.get(category) if level is Level.EMERGENCY or is_discreet(category) else None
    text = own or texts["emergency" if level is Level.EMERGENCY else "urgent"]
    return Advice(category, level, text[f"{_lang(lang)}_heading"], tuple(text[_lang(lang)]))


def advices(flags_categories: Iterable[str], level: Level, lang: str = "en") -> list[Advice]:
    """Return the advice for several categories, each text once."""
    found = {one.heading: one for one in (advice(category, level, lang) for category in flags_categories)}
    return list(found.values())

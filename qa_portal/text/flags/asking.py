"""The structured side of red flags: yes/no questions before the free text, and what to do now.

Questions and advice are data beside the rule pack. An answer of yes raises the level; no never lowers it.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.pack import LANGUAGES, load
from qa_portal.text.flags.verdict import Flags, Level

_FOLDER = files(__package__)


@dataclass(frozen=True, slots=True)
class Question:
    """One yes/no question in one language."""

    id: str
    text: str
    category: str
    level: Level
    topic: str
    """The slug of the queue it belongs to; empty for a question that everybody gets."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now. A discreet one must not show in a notice, a mail or a title, and needs a quick exit."""

    category: str
    text: str
    discreet: bool


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _language(lang: str) -> str:
    return lang if lang in LANGUAGES else LANGUAGES[0]


@cache
def _questions(lang: str) -> tuple[Question, ...]:
    return tuple(
        Question(
            id=entry["id"],
            text=entry[lang],
            category=entry["category"],
            level=Level(entry["level"]),
            topic=entry.get("topic", ""),
        )
        for entry in _read("questions.toml")["question"]
    )


def for_everyone(lang: str = "en") -> tuple[Question, ...]:
    """The questions that every patient gets, whatever the topic."""
    return tuple(question for question in _questions(_language(lang)) if not question.topic)


def for_topic(topic: str, lang: str = "en") -> tuple[Question, ...]:
    """The further questions of one topic (a queue's slug); empty when it has none."""
    return tuple(question for question in _questions(_language(lang)) if topic and question.topic == topic)


def from_answers(yes: Collection[str]) -> Flags:
    """The flags that the questions answered with yes raise; unknown ids are ignored."""
    raised = [question for question in _questions(LANGUAGES[0]) if question.id in yes]
    raised.sort(key=lambda question: -question.level.rank)
    return Flags(
        level=Level.highest(*(question.level for question in raised)),
        categories=tuple(dict.fromkeys(question.category for question in raised)),
        rules=tuple(f"asked.{question.id}" for question in raised),
        pack_version=_read("questions.toml")["version"],
    )


def advice(category: str, lang: str = "en", *, level: Level = Level.EMERGENCY) -> Advice:
    """What to do now for a category; plain general advice where the category has none of its own."""
    read, language = _read("advice.toml"), _language(lang)
    discreet = load().categories.get(category, False)
    own = read["category"].get(category) if discreet or level is Level.EMERGENCY else None
    text: str = (own or read["default"]["urgent" if level is Level.URGENT else "emergency"])[language]
    return Advice(category=category, text=text, discreet=discreet)


def is_discreet(flags: Flags) -> bool:
    """Whether anything found is of a kind that must stay out of notices (self-harm, abuse)."""
    return any(load().categories.get(category, False) for category in flags.categories)


def together(first: Flags, second: Flags) -> Flags:
    """Both verdicts as one: the higher level, every category and rule. Nothing is ever lowered."""
    ordered = sorted((first, second), key=lambda flags: -flags.level.rank)
    return Flags(
        level=ordered[0].level,
        categories=tuple(dict.fromkeys(ordered[0].categories + ordered[1].categories)),
        rules=tuple(dict.fromkeys(ordered[0].rules + ordered[1].rules)),
        spans=first.spans + second.spans,
        pack_version=first.pack_version or second.pack_version,
    )

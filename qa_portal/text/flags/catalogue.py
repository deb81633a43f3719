"""The rules in a form that people can read, so that whoever signs for them has seen them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qa_portal.text.flags.pack import LANGUAGES, load, merged, sources
from qa_portal.text.flags.verdict import Level

ANY = "any"


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One rule: something of each group of phrases has to be said, near the rest."""

    id: str
    level: Level
    groups: tuple[tuple[str, ...], ...]
    at_least: int
    """How many of the groups are enough."""


@cache
def shown_rules(category: str) -> tuple[ShownRule, ...]:
    """Return the rules of a category, the most urgent first; none for a category there is not."""
    read = sources()
    concepts = merged(read, "concept")
    entries = [entry for source in read for entry in source.get("rule", []) if entry["category"] == category]
    made = [_shown(entry, concepts) for entry in entries]
    return tuple(sorted(made, key=lambda rule: (-rule.level.rank, rule.id)))


@cache
def weighed_words(category: str) -> tuple[str, ...]:
    """Return the beginnings of words and the groups of words that point most to a category."""
    told = load().weights.kinds.get(category, {})
    return tuple(term[2:] for term in sorted(told, key=lambda term: (-told[term], term)) if term[0] in "wv")


def _shown(entry: Mapping[str, Any], concepts: Mapping[str, Any]) -> ShownRule:
    near = [
        [phrase for name in names.split("|") for phrase in _phrases(concepts[name])] for names in entry.get("near", ())
    ]
    groups = tuple(map(tuple, near or [list(_phrases(entry))]))
    return ShownRule(entry["id"], Level(entry["level"]), groups, entry.get("at_least", len(groups)))


def _phrases(entry: Mapping[str, Any]) -> Iterator[str]:
    for language in (*LANGUAGES, ANY):
        for pattern in entry.get(language, ()):
            yield pattern.replace("__", "…").replace("_", "…").replace("|", "/")

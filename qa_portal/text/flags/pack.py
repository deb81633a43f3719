"""The rule pack: versioned data, compiled once a process, to which a clinic adds and from which nothing is taken.

Classes are lists of single words, concepts are named lists of patterns, and a rule names patterns of its own or
concepts that must stand near each other.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.patterns import PatternIndex
from qa_portal.text.flags.scopes import PREFIX, Scope, ScopeWords
from qa_portal.text.flags.spelling import Speller
from qa_portal.text.flags.terms import Vocabulary
from qa_portal.text.flags.verdict import Level
from qa_portal.text.flags.weighing import Weights, compiled
from qa_portal.text.flags.weighing import read as read_weights

LANGUAGES = ("en", "es")
_FOLDER = files(__package__) / "pack"
_NEAR_WORDS = 45
"""Concepts of one rule lie at most this many words apart unless the rule says otherwise."""

_OWN_DENIAL = "own_denial"
_ANY_LANGUAGE = "any"


class BadPack(ValueError):
    """A pack or a clinic's addition that does not hold together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to raise the level."""

    id: str
    category: str
    level: Level
    needs: tuple[frozenset[str], ...]
    """Groups of concept names: one of each group must stand near the others."""
    at_least: int
    """How many of the groups are enough."""
    within_words: int
    overlap: bool
    """Whether one match may lie inside another: "hit his head" for a blow and for a head."""
    firm: bool
    """Held back only by a text that is all about an ordinary day: self-harm, abuse, and what says "can't" or "not"."""
    always: bool
    """Holds whatever else the text says: a clinic's own, and a wish to die in so many words."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A compiled rule pack."""

    version: str
    digest: str
    """Of all that ships in it, so that no rule changes unseen."""
    categories: Mapping[str, bool]
    """Every category, and whether its advice has to be shown discreetly."""
    rules: tuple[Rule, ...]
    index: PatternIndex
    immune: Mapping[str, Scope]
    """Concepts that some scopes do not touch."""
    own_denials: frozenset[str]
    """Concepts that are not denied by "no" when the match says "can't", "not" or "won't" itself."""
    negative: frozenset[str]
    partings: frozenset[str]
    """Words behind which a "no" no longer holds: "no fever and eats"."""
    steering: Mapping[str, ScopeWords]
    aliases: Speller
    vocabulary: Vocabulary
    weights: Weights


@dataclass(frozen=True, slots=True)
class Addition:
    """A rule that a clinic adds: patterns only, own id, one of the pack's categories."""

    id: str
    category: str
    level: Level
    patterns: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def sources() -> list[dict[str, Any]]:
    """Return the files of the shipped pack, in their order."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return [_read(name) for name in names]


def merged(files_read: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    """Return one table out of the same table of several files. Raises: BadPack for a name given twice."""
    found: dict[str, Any] = {}
    for one in files_read:
        for name, value in one.get(key, {}).items():
            if name in found:
                raise BadPack(f"{key} {name} is defined twice")
            found[name] = value
    return found


def _scope(names: Sequence[str]) -> Scope:
    scope = Scope.NONE
    for name in names:
        if name != _OWN_DENIAL:
            scope |= Scope[name.upper()]
    return scope


def _groups(entry: Mapping[str, Any], concepts: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    groups = tuple(frozenset(names.split("|")) for names in entry.get("near", ()))
    for name in (name for group in groups for name in group):
        if name not in concepts:
            raise BadPack(f"rule {entry['id']} needs the unknown concept {name}")
    return groups


def _is_firm(entry: Mapping[str, Any], concepts: Mapping[str, Any], categories: Mapping[str, bool]) -> bool:
    """Whether a rule holds against the weighed words unless they say the contrary plainly: no urgent one does."""
    if entry["level"] != Level.EMERGENCY:
        return False
    says_no = any(
        all(_OWN_DENIAL in concepts[name].get("immune", ()) for name in names.split("|"))
        for names in entry.get("near", ())
    )
    return categories[entry["category"]] or bool(entry.get("immune")) or says_no


def _rule(entry: Mapping[str, Any], concepts: Mapping[str, Any], categories: Mapping[str, bool]) -> Rule:
    if entry["category"] not in categories:
        raise BadPack(f"rule {entry['id']} has the unknown category {entry['category']}")
    groups = _groups(entry, concepts)
    own = any(entry.get(language) for language in (*LANGUAGES, _ANY_LANGUAGE))
    if own == bool(groups):
        raise BadPack(f"rule {entry['id']} needs either patterns or concepts")
    return Rule(
        id=entry["id"],
        category=entry["category"],
        level=Level(entry["level"]),
        needs=groups or (frozenset({entry["id"]}),),
        at_least=entry.get("at_least", len(groups) or 1),
        within_words=entry.get("within_words", _NEAR_WORDS),
        overlap=entry.get("overlap", False),
        firm=_is_firm(entry, concepts, categories),
        always=entry.get("always", False),
    )


def _patterns(name: str, entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = [(name, pattern, language) for language in LANGUAGES for pattern in entry.get(language, ())]
    return rows + [(name, pattern, "") for pattern in entry.get(_ANY_LANGUAGE, ())]


def _cues(scopes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"{PREFIX}{language}:{kind}", pattern, language)
        for language, kinds in scopes.items()
        for kind, patterns in kinds.items()
        if kind != "words"
        for pattern in patterns
    ]


def _steering(scopes: Mapping[str, Any]) -> dict[str, ScopeWords]:
    return {
        language: ScopeWords(**{kind: frozenset(words) for kind, words in kinds["words"].items()})
        for language, kinds in scopes.items()
    }


def _added(additions: Sequence[Addition], taken: Iterable[str]) -> list[dict[str, Any]]:
    used = set(taken)
    entries: list[dict[str, Any]] = []
    for addition in additions:
        if addition.id in used:
            raise BadPack(f"rule {addition.id} exists already: a clinic adds, it does not replace")
        used.add(addition.id)
        entries.append(
            {
                "id": addition.id,
                "category": addition.category,
                "level": addition.level,
                "always": True,
                _ANY_LANGUAGE: list(addition.patterns),
            }
        )
    return entries


def _digest(read: list[dict[str, Any]], weights: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([read, weights], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def load(additions: tuple[Addition, ...] = ()) -> Pack:
    """The shipped pack with a clinic's additions. Raises: BadPack, BadPattern."""
    read, weights = sources(), read_weights()
    concepts, scopes = merged(read, "concept"), merged(read, "scope")
    header = merged(read, "pack")
    categories: dict[str, bool] = {name: name in header["discreet"] for name in header["categories"]}
    entries = [entry for source in read for entry in source.get("rule", [])]
    ids = [entry["id"] for entry in entries]
    if len(set(ids)) != len(ids) or set(ids) & set(concepts):
        raise BadPack("every rule and concept needs a name of its own")
    entries += _added(additions, ids)
    rows = [row for name, entry in concepts.items() for row in _patterns(name, entry)]
    rows += [row for entry in entries for row in _patterns(entry["id"], entry)]
    classes = merged(read, "class")
    index = PatternIndex([*rows, *_cues(scopes)], classes)
    spelling = merged(read, "spelling")
    everything = [*concepts.items(), *((entry["id"], entry) for entry in entries)]
    return Pack(
        version=header["version"],
        digest=_digest(read, weights),
        categories=categories,
        rules=tuple(_rule(entry, concepts, categories) for entry in entries),
        index=index,
        immune={name: _scope(entry["immune"]) for name, entry in everything if entry.get("immune")},
        own_denials=frozenset(name for name, entry in everything if _OWN_DENIAL in entry.get("immune", ())),
        negative=frozenset(classes["negative"]),
        partings=frozenset(classes["parting"]),
        steering=_steering(scopes),
        aliases=Speller(spelling["words"], spelling["real"], spelling["aliases"]),
        vocabulary=Vocabulary(merged(read, "vocabulary")),
        weights=compiled(weights),
    )

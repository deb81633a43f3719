"""Words weighed together: many small hints that no rule names, each with a weight learned from texts of our own.

A weight says how much a term speaks for an emergency and for any need at all. The sum may raise a level; it may hold a
rule back that fired on words alone where everything else in the text speaks of an ordinary day.
The weights are built by `bench/flag_weights.py` and are data of the pack, under the same digest and signature.
"""

import json
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.patterns import Hit
from qa_portal.text.flags.scopes import Scope
from qa_portal.text.flags.slots import SlotTable
from qa_portal.text.flags.verdict import Level
from qa_portal.text.flags.words import Words

_FILE = files(__package__) / "weights.json"
_STEM_LETTERS = 6
"""Words are told apart by their first letters, which takes endings off in both languages."""

_PIECE_LETTERS = 4
"""Longer words are also taken in pieces of so many letters, so that a slip of the pen costs a little only."""

FEWEST_TERMS = 32
"""A text of fewer known terms counts as one of so many: two odd words are no ground for an alarm."""

_IDLE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september "
    "october november december think thinks thought said says told name called "
    "lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre creo cree dice dijo".split()
)
"""The day of the week and who thinks so are no sign of anything, whatever the lessons were full of."""

_WORDS_SHOWN = 3


class Vocabulary:
    """Groups of words that mean the same, in all languages of the pack at once."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Build from lists of words and beginnings by group. Raises: BadPattern."""
        table = SlotTable()
        self._names = {table.add("|".join(words), {}): name for name, words in groups.items()}
        table.close()
        self._table = table

    def groups(self, word: str) -> list[str]:
        """The names of the groups a word belongs to."""
        return [self._names[number] for number in self._table.fitting(word)]


@dataclass(frozen=True, slots=True)
class Weights:
    """What every term weighs; `emergency` and `need` are the two scales, in this order."""

    terms: Mapping[str, tuple[float, float]]
    bias: tuple[float, float]
    raise_at: tuple[float, float]
    """From this sum on the words alone raise the level."""
    keep_at: tuple[float, float]
    """Below this sum a rule that is not firm does not reach its level."""
    kinds: Mapping[str, Mapping[str, float]]
    """For every category, the terms that tell it from the others."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The two sums of one text, and the level that the words alone ask for."""

    emergency: float
    need: float
    level: Level


def read() -> dict[str, Any]:
    """Return the shipped weights as they are written."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def compiled(written: Mapping[str, Any]) -> Weights:
    """Return weights ready for use; they are written in hundredths."""
    return Weights(
        terms={term: (emergency / 100, need / 100) for term, (emergency, need) in written["terms"].items()},
        bias=_pair(written["bias"]),
        raise_at=_pair(written["raise_at"]),
        keep_at=_pair(written["keep_at"]),
        kinds={
            kind: {term: weight / 100 for term, weight in terms.items()} for kind, terms in written["kinds"].items()
        },
    )


def _pair(hundredths: Sequence[int]) -> tuple[float, float]:
    return hundredths[0] / 100, hundredths[1] / 100


def terms_of(
    words: Words, scopes: Sequence[Scope], live: Mapping[str, Sequence[Hit]], vocabulary: Vocabulary
) -> list[dict[str, int]]:
    """Return the terms of every paragraph of a text, with the number of the first word they stand at.

    `w:` a stem, `b:` two stems in a row, `g:` a piece of a word, `v:` a group of the vocabulary; `n:` and `m:` a stem
    and a group that a scope silences; `k:` a concept.
    """
    paragraphs: dict[int, dict[str, int]] = defaultdict(dict)
    before = ""
    for place, word in enumerate(words.texts):
        if word in _IDLE:
            before = ""
            continue
        silenced = bool(scopes[place])
        stem = "#" if word[0].isdigit() else word[:_STEM_LETTERS]
        if silenced or (place and words.sentences[place] != words.sentences[place - 1]):
            before = ""
        terms = paragraphs[words.paragraphs[place]]
        for term in _of_word(word, stem, before, silenced, vocabulary):
            terms.setdefault(term, place)
        before = "" if silenced else stem
    for name, hits in live.items():
        for hit in hits:
            paragraphs[words.paragraphs[hit.start]].setdefault(f"k:{name}", hit.start)
    return list(paragraphs.values())


def together(paragraphs: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the terms of a whole text."""
    terms: dict[str, int] = {}
    for paragraph in paragraphs:
        for term, place in paragraph.items():
            terms.setdefault(term, place)
    return terms


def _of_word(word: str, stem: str, before: str, silenced: bool, vocabulary: Vocabulary) -> Iterator[str]:
    """The terms that one word makes, behind the stem before it."""
    mark = "m" if silenced else "v"
    for group in vocabulary.groups(word):
        yield f"{mark}:{group}"
    if silenced:
        yield f"n:{stem}"
        return
    yield f"w:{stem}"
    if before:
        yield f"b:{before}+{stem}"
    yield from _pieces(word)


def _pieces(word: str) -> Iterator[str]:
    if len(word) >= _PIECE_LETTERS:
        whole = f"^{word}$"
        for start in range(len(whole) - _PIECE_LETTERS + 1):
            yield f"g:{whole[start : start + _PIECE_LETTERS]}"


def weigh(paragraphs: Sequence[Mapping[str, int]], weights: Weights) -> Weighing:
    """Weigh a text and each of its paragraphs: what one says is not thinned out by what another one is about."""
    wholes = [*paragraphs, together(paragraphs)] if len(paragraphs) > 1 else paragraphs
    sums = [_sums(terms, weights) for terms in wholes] or [weights.bias]
    emergency, need = (max(scale) for scale in zip(*sums, strict=True))
    level = Level.ROUTINE
    if paragraphs and emergency >= weights.raise_at[0]:
        level = Level.EMERGENCY
    elif paragraphs and need >= weights.raise_at[1]:
        level = Level.URGENT
    return Weighing(emergency, need, level)


def _sums(terms: Iterable[str], weights: Weights) -> tuple[float, float]:
    known = [pair for term in terms if (pair := weights.terms.get(term))]
    share = 1 / math.sqrt(max(len(known), FEWEST_TERMS))
    return (
        weights.bias[0] + share * sum(pair[0] for pair in known),
        weights.bias[1] + share * sum(pair[1] for pair in known),
    )


def heaviest(terms: Mapping[str, int], level: Level, weights: Weights) -> list[int]:
    """The numbers of the words that weigh most towards a level, the heaviest first."""
    scale = 0 if level is Level.EMERGENCY else 1
    by_place: dict[int, float] = defaultdict(float)
    for term, place in terms.items():
        if pair := weights.terms.get(term):
            by_place[place] += pair[scale]
    return sorted(by_place, key=lambda place: (-by_place[place], place))[:_WORDS_SHOWN]


def kind_of(terms: Container[str], weights: Weights) -> str:
    """The category that most of the terms point to."""
    sums = {kind: sum(weight for term, weight in told.items() if term in terms) for kind, told in weights.kinds.items()}
    return max(sums, key=lambda kind: (sums[kind], kind))

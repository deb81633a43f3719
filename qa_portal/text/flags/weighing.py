"""Words weighed together: many small hints that no rule names, each with a weight learned from texts of our own.

A weight says how much a term speaks for an emergency and for any need at all. The sum may raise a level; it may hold a
rule back that fired on words alone where everything else in the text speaks of an ordinary day.
The weights are built by `bench/flag_weights.py` and are data of the pack, under the same digest and signature.
"""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from qa_portal.text.flags.terms import MEANING, together
from qa_portal.text.flags.verdict import Level

_FILE = files(__package__) / "weights.json"

FEWEST_TERMS = 64
"""A text of fewer known terms counts as one of so many: two odd words are no ground for an alarm."""

FEWEST_WORDS = 30
"""The same for words weighed by their meaning."""

_LONG = 3
"""From so many times the fewest on, what is told twice as long does not weigh more."""

_WORDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """What every term weighs; `emergency` and `need` are the two scales, in this order."""

    terms: Mapping[str, tuple[float, float]]
    words: Mapping[str, tuple[float, float]]
    """The same for whole words by what they mean, also words that stood in no text learned from."""
    bias: tuple[float, float]
    raise_at: tuple[float, float]
    """From this sum on the words alone raise the level."""
    keep_at: tuple[float, float]
    """Below this sum a rule that is not firm does not reach its level."""
    firm_at: float
    """Below this sum not even a firm one does, except a clinic's own."""
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
        terms={term: _pair(pair) for term, pair in written["terms"].items()},
        words={term: _pair(pair) for term, pair in written["words"].items()},
        bias=_pair(written["bias"]),
        raise_at=_pair(written["raise_at"]),
        keep_at=_pair(written["keep_at"]),
        firm_at=written["firm_at"] / 100,
        kinds={
            kind: {term: weight / 100 for term, weight in terms.items()} for kind, terms in written["kinds"].items()
        },
    )


def _pair(hundredths: Sequence[int]) -> tuple[float, float]:
    return hundredths[0] / 100, hundredths[1] / 100


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


def _sums(terms: Collection[str], weights: Weights) -> tuple[float, float]:
    terms_said, words_said = weights.terms, weights.words
    known, meant = [], []
    for term in terms:
        if term.startswith(MEANING):
            if pair := words_said.get(term):
                meant.append(pair)
        elif pair := terms_said.get(term):
            known.append(pair)
    share, share_meant = share_of(len(known), FEWEST_TERMS), share_of(len(meant), FEWEST_WORDS)
    return (
        weights.bias[0] + share * sum(pair[0] for pair in known) + share_meant * sum(pair[0] for pair in meant),
        weights.bias[1] + share * sum(pair[1] for pair in known) + share_meant * sum(pair[1] for pair in meant),
    )


def share_of(count: int, fewest: int) -> float:
    """What each of so many terms counts: less the more there are, and in a long text as in a mean of them."""
    return math.sqrt(min(max(count, fewest), _LONG * fewest)) / max(count, fewest)


def heaviest(terms: Mapping[str, int], level: Level, weights: Weights) -> list[int]:
    """The numbers of the words that weigh most towards a level, the heaviest first."""
    scale = 0 if level is Level.EMERGENCY else 1
    by_place: dict[int, float] = defaultdict(float)
    for term, place in terms.items():
        if pair := weights.terms.get(term) or weights.words.get(term):
            by_place[place] += pair[scale]
    return sorted(by_place, key=lambda place: (-by_place[place], place))[:_WORDS_SHOWN]


def kind_of(terms: Container[str], weights: Weights) -> str:
    """The category that most of the terms point to."""
    sums = {kind: sum(weight for term, weight in told.items() if term in terms) for kind, told in weights.kinds.items()}
    return max(sums, key=lambda kind: (sums[kind], kind))

"""What a word of a page weighs, and what an index keeps of a page besides."""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PARTS = (("subject", 3.0, 0.4, 3), ("head", 1.0, 0.4, 12), ("body", 1.0, 0.6, 200))
"""Parts of a page: what a word in it counts, how much length is held against it, and its usual length in words.

A word of the subject stands in the head, the title and the question, as well. The lengths are those of MedQuAD's pages;
they are fixed so that a weight can be worked out when a page is put in, and needs no other page.
"""
SHELF_WEIGHT = 0.3
"""Weight of a page for a word that only the name of its topic says."""
SATURATION = 1.2
WEIGHT_BITS = 5


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents one stem stands in, and its saturated weight in each, 0 to 1; arrays, to stay small."""

    documents: "array[int]"
    weights: "array[float]"

    def __len__(self) -> int:
        return len(self.documents)

    def pairs(self) -> Iterator[tuple[int, float]]:
        """(document, weight), in any order."""
        return zip(self.documents, self.weights, strict=True)


@dataclass(frozen=True, slots=True)
class About:
    """What a page is about: the stems of its subject, and letters of the kinds of question it answers."""

    subject: frozenset[str]
    angles: str


def idf(documents: int, holding: int) -> float:
    """Worth of a word: high for a rare one. Never below zero."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def page_weights(parts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Weight of each stem of a page, from the stems of its parts: how often, where, in how long a text."""
    weights: dict[str, float] = {}
    for name, counts, penalty, usual in PARTS:
        stems = parts[name]
        one = counts / (1 - penalty + penalty * len(stems) / usual)
        for stem in stems:
            weights[stem] = weights.get(stem, 0.0) + one
    return {stem: coarse(weight) for stem, weight in weights.items()}


def coarse(weight: float) -> float:
    """Round to five binary digits: no order of pages hangs on less, and numbers with few digits pack well."""
    share, power = math.frexp(weight)
    return math.ldexp(round(math.ldexp(share, WEIGHT_BITS)), power - WEIGHT_BITS)


def saturate(weight: float) -> float:
    """The tenth mention says less than the first."""
    return weight / (SATURATION + weight)

"""How pages are ranked: BM25 over two fields, a bonus for pages that hold more of what was asked.

Engines hand in the postings of one word; this module never sees an engine.
"""

import heapq
import math
from array import array
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

MAX_TERMS = 8
"""Words of a query that are scored: those of highest IDF. Fewer is faster, and better on long letters."""
NEAR_TERMS = 12
"""Words of a long text by which pages near it are gathered: those of highest IDF."""
HEAD_WEIGHT = 2.5
"""A word in title, question or topic counts this much more than one in the answer."""
HEAD_LENGTH_PENALTY = 0.4
BODY_LENGTH_PENALTY = 0.6
SATURATION = 1.2
COVERAGE_POWER = 1.0
"""How strongly a page that lacks some of the words is held back."""
LEAST_COVERAGE = 0.5
"""Pages with less than this share of what the best page covers are not listed: the total stays honest."""
DUE_FACTOR = 0.8
"""A page past its review date is ranked down by this."""
OWN_LANGUAGE_FACTOR = 1.5
"""Pages in the reader's own language are ranked up by this, where they are the minority."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents one word stands in, and its saturated weight in each, 0 to 1; arrays, to stay small."""

    documents: "array[int]"
    weights: "array[float]"

    def __len__(self) -> int:
        return len(self.documents)

    def pairs(self) -> Iterator[tuple[int, float]]:
        """(document, weight), in any order."""
        return zip(self.documents, self.weights, strict=True)


@dataclass(frozen=True, slots=True)
class Ranked:
    """How many documents match, and the best of them: (score, document)."""

    total: int
    best: list[tuple[float, int]]


def idf(documents: int, holding: int) -> float:
    """Worth of a word: high for a rare one. Never below zero."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def weigh(count: float, length: int, mean_length: float, penalty: float) -> float:
    """How often a word stands in a field, put in proportion to the field's length."""
    return count / (1 - penalty + penalty * length / max(mean_length, 1.0))


def saturate(weight: float) -> float:
    """The tenth mention says less than the first."""
    return weight / (SATURATION + weight)


def gather(terms: Sequence[tuple[float, Postings]], *, depth: int) -> list[int]:
    """Return the documents that hold most of the worth of the terms, however little of the text that is."""
    scores: dict[int, float] = {}
    for worth, postings in terms:
        for document, weight in postings.pairs():
            scores[document] = scores.get(document, 0.0) + worth * weight
    return heapq.nlargest(depth, scores, key=lambda document: (scores[document], -document))


def rank(
    terms: Sequence[tuple[float, Postings]],
    *,
    among: Container[int] | None = None,
    factors: Sequence[tuple[float, Container[int]]] = (),
    depth: int,
) -> Ranked:
    """Rank documents for (idf, postings) pairs, one a word; `among` limits, `factors` multiply scores."""
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    for worth, postings in terms:
        for document, weight in postings.pairs():
            scores[document] = scores.get(document, 0.0) + worth * weight
            covered[document] = covered.get(document, 0.0) + worth
    if among is not None:
        scores = {document: score for document, score in scores.items() if document in among}
    if not scores:
        return Ranked(0, [])
    least = LEAST_COVERAGE * max(covered[document] for document in scores)
    whole = sum(worth for worth, _ in terms) or 1.0
    kept = [
        (score * (covered[document] / whole) ** COVERAGE_POWER, document)
        for document, score in scores.items()
        if covered[document] >= least
    ]
    if factors:
        kept = [(_times(score, document, factors), document) for score, document in kept]
    return Ranked(len(kept), heapq.nsmallest(depth, kept, key=lambda pair: (-pair[0], pair[1])))


def _times(score: float, document: int, factors: Sequence[tuple[float, Container[int]]]) -> float:
    for factor, documents in factors:
        if document in documents:
            score *= factor
    return score

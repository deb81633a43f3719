"""How pages are ranked, in two steps.

First BM25 over subject, head and text for the few things of a question that tell most. Then the best of those again:
a page whose subject is what was asked about comes first, and before its sisters the one that answers what was asked of
it. Engines hand in the postings of stems and the facts of pages; this module never sees an engine.
"""

import heapq
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_portal.index.weights import About, Postings

MAX_TERMS = 10
"""Things of a query that are scored: those that tell most. Fewer is faster, and better on long letters."""
NEAR_TERMS = 12
"""Words of a long text by which pages near it are gathered: those of highest IDF."""
COVERAGE_POWER = 0.7
"""How strongly a page that lacks some of the things is held back."""
LEAST_COVERAGE = 0.5
"""Pages with less than this share of what the best page covers are not listed: the total stays honest."""
LOOKED_AT = 200
"""Pages of the first step that are ranked again."""
SUBJECT_BONUS = 2.5
"""What a thing adds that is the whole subject of a page, beside what it is worth."""
SUBJECT_POWER = 1.0
"""How strongly a subject that says more than was asked loses its bonus."""
QUESTION_POWER = 1.0
"""How strongly a subject that is only a part of what was asked loses its bonus: a description names no illness."""
ANGLE_BONUS = 0.6
"""What answering the kind of question that was asked adds, as a share."""
OVERVIEW_BONUS = 0.1
"""The same for an overview, which answers a little of everything, and for one where nothing special was asked."""
DUE_FACTOR = 0.8
"""A page past its review date is ranked down by this."""
OWN_LANGUAGE_FACTOR = 1.5
"""Pages in the reader's own language are ranked up by this, where they are the minority."""


@dataclass(frozen=True, slots=True)
class Held:
    """One way pages hold a thing: the worth of each of its stems, rarest first, and how surely it means the thing."""

    stems: tuple[tuple[str, float], ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Term:
    """A thing that is looked for, what it is worth, and the ways it is held."""

    worth: float
    ways: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many of the best documents are wanted, among which, and what their scores are multiplied by."""

    depth: int
    among: Container[int] | None = None
    factors: Sequence[tuple[float, Container[int]]] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """How many documents match, and the best of them: (score, document)."""

    total: int
    best: list[tuple[float, int]]
    matched: set[int]
    """All that match, `among` or not."""


class Sources(Protocol):
    """Where an engine keeps what ranking reads."""

    def postings(self, form: str) -> Postings:
        """Documents that hold a stem, with its weight in each."""

    def about(self, document: int) -> About:
        """What a document is about."""

    def idf(self, form: str) -> float:
        """Worth of a stem."""

    def count_ahead(self, stems: Iterable[str]) -> None:
        """Be told whose worth is asked for next."""


def gather(terms: Sequence[tuple[float, Postings]], *, depth: int) -> list[int]:
    """Return the documents that hold most of the worth of the terms, however little of the text that is."""
    scores: dict[int, float] = {}
    for worth, postings in terms:
        for document, weight in postings.pairs():
            scores[document] = scores.get(document, 0.0) + worth * weight
    return heapq.nlargest(depth, scores, key=lambda document: (scores[document], -document))


def rank(terms: Sequence[Term], sources: Sources, angles: Mapping[str, float], wanted: Wanted) -> Ranked:
    """Rank documents for terms; `angles` are shares of what is asked."""
    scores, covered = _first_step(terms, sources.postings)
    matched = _covering(scores, covered, terms)
    if (among := wanted.among) is not None:
        scores = {document: score for document, score in scores.items() if document in among}
    fitting = _covering(scores, covered, terms)
    whole = sum(term.worth for term in terms) or 1.0
    kept = [(scores[document] * (covered[document] / whole) ** COVERAGE_POWER, document) for document in fitting]
    first = heapq.nsmallest(max(wanted.depth, LOOKED_AT), kept, key=lambda pair: (-pair[0], pair[1]))
    about, worth = sources.about, sources.idf
    sources.count_ahead(form for _, document in first for form in about(document).subject)
    fitted = [(_second_step(score, about(document), terms, worth, angles), document) for score, document in first]
    again = [(_times(score, document, wanted.factors), document) for score, document in fitted]
    again.sort(key=lambda pair: (-pair[0], pair[1]))
    return Ranked(len(kept), again[: wanted.depth], matched)


def _covering(scores: Mapping[int, float], covered: Mapping[int, float], terms: Sequence[Term]) -> set[int]:
    """Documents with a fair share of what the best one covers, or with as much as the thing worth most."""
    most = LEAST_COVERAGE * max((covered[document] for document in scores), default=0.0)
    least = min(most, max((term.worth for term in terms), default=0.0))
    return {document for document in scores if covered[document] >= least}


def _first_step(
    terms: Sequence[Term], postings: Callable[[str], Postings]
) -> tuple[dict[int, float], dict[int, float]]:
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    for term in terms:
        values = _values(term.ways[0], postings)
        for way in term.ways[1:]:
            for document, value in _values(way, postings).items():
                if value > values.get(document, 0.0):
                    values[document] = value
        worth = term.worth
        for document, value in values.items():
            scores[document] = scores.get(document, 0.0) + worth * value
            covered[document] = covered.get(document, 0.0) + worth
    return scores, covered


def _values(way: Held, postings: Callable[[str], Postings]) -> dict[int, float]:
    """How well each document holds a way, 0 to 1; one that lacks a stem does not hold it."""
    whole = sum(worth for _, worth in way.stems) or 1.0
    (stem, worth), *rest = way.stems
    share = way.strength * worth / whole
    values = {document: share * weight for document, weight in postings(stem).pairs()}
    for stem, worth in rest:
        share = way.strength * worth / whole
        values = {
            document: values[document] + share * weight
            for document, weight in postings(stem).pairs()
            if document in values
        }
    return values


def _second_step(
    score: float, about: About, terms: Sequence[Term], idf_of: Callable[[str], float], angles: Mapping[str, float]
) -> float:
    met: set[str] = set()
    named = 0.0
    for term in terms:
        best = 0.0
        for way in term.ways:
            stems = [stem for stem, _ in way.stems]
            if about.subject.issuperset(stems):
                best = max(best, way.strength)
                met.update(stems)
        named += term.worth * best
    if named:
        share = sum(map(idf_of, met)) / (sum(map(idf_of, about.subject)) or 1.0)
        whole = sum(term.worth for term in terms) or 1.0
        score += SUBJECT_BONUS * named * share**SUBJECT_POWER * (named / whole) ** QUESTION_POWER
    return score * (1 + _fit(about.angles, angles))


def _fit(answered: str, angles: Mapping[str, float]) -> float:
    if not answered:
        return OVERVIEW_BONUS if angles else ANGLE_BONUS
    return ANGLE_BONUS * max((angles.get(letter, 0.0) for letter in answered), default=0.0)


def _times(score: float, document: int, factors: Sequence[tuple[float, Container[int]]]) -> float:
    for factor, documents in factors:
        if document in documents:
            score *= factor
    return score

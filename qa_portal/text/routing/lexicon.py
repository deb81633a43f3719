"""The terms of one language, compiled: whose each is and what it is worth."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from qa_portal.text.routing.spelling import Spelling
from qa_portal.text.routing.words import everyday, words_of

MAX_TERM_WORDS = 5
MARKS = {"~": 0.45, "+": 1.6, "-": -0.6}
"""A term that begins with one of these is a weak sign, a strong one, or speaks against its queue."""
EVERYDAY = 0.15
"""What an everyday word is worth in a term."""
FLOOR = 0.1

Term = tuple[str, ...]


class Lexicon:
    """The terms for one language: whose they are, what each is worth, and the words they are made of."""

    def __init__(self, lists: Iterable[tuple[str, Sequence[str]]], queues: int) -> None:
        """Compile (slug, terms) pairs of so many queues."""
        self._queues = queues
        self.owners: dict[Term, dict[str, float]] = defaultdict(dict)
        self.shown: dict[Term, str] = {}
        homes: dict[str, set[str]] = defaultdict(set)
        for slug, terms in lists:
            for term in terms:
                mark = MARKS.get(term[:1], 1.0)
                bare = term[1:] if term[:1] in MARKS else term
                key = tuple(sorted(words_of(bare)[:MAX_TERM_WORDS]))
                if key and abs(mark) > abs(self.owners[key].get(slug, 0.0)):
                    self.owners[key][slug] = mark
                    self.shown.setdefault(key, bare)
                    for word in key:
                        homes[word].add(slug)
        self._telling = {
            word: self._share(len(slugs)) * (EVERYDAY if word in everyday() else 1.0) for word, slugs in homes.items()
        }
        self.worth = {term: self._worth(term) for term in self.owners}
        self.words = frozenset(homes)
        self.spelling = Spelling(homes, everyday())

    def _share(self, owners: float) -> float:
        return math.log((1 + self._queues) / max(1.0, owners)) / math.log(1 + self._queues)

    def _worth(self, term: Term) -> float:
        """A term is worth more the fewer queues have it, and the fewer queues have its words."""
        owners = sum(abs(mark) for mark in self.owners[term].values())
        told = sum((FLOOR + (1 - FLOOR) * self._telling[word]) ** 2 for word in term)
        return self._share(owners) * math.sqrt(told)

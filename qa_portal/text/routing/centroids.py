"""What transfers teach: how often a word stood in questions that ended in each queue. Counts only, no text.

The lists stay the router; what was learned has a say only while it has been right oftener than they were, on questions
it had not seen. So a clinic with ways of its own gets them, and noise changes nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from qa_portal.text.routing import background
from qa_portal.text.routing.engine import QueueTerms, Ranking
from qa_portal.text.routing.starter import subject_words
from qa_portal.text.routing.words import plain, words_of

SAY = 0.25
"""Points of what was learned against those of the terms."""
SMOOTH = 5.0
RARE = 5.0
"""A word seen so often has half its say."""
PROOF = 1.3
"""So many standard deviations the learned order must have been right oftener than the lists."""
LED = 3.0
"""So many questions are taken as having stayed where the lists put them, before the first one is seen."""
LEAST_PROOF = 12
"""Fewer questions on which the two orders differed prove nothing."""
FIRST = ">"
"""Marks, beside the words, the queue that the lists put first: some clinics send a whole field elsewhere."""


def known_words(queues: Iterable[QueueTerms]) -> frozenset[str]:
    """Words that may be counted: those of the lists, the clinic's and ours, and of the table of background."""
    listed = {word for queue in queues for term in (*queue.terms, *queue.spanish) for word in words_of(plain(term))}
    return frozenset(listed.union(background.table()[1], subject_words()))


@dataclass(slots=True)
class Centroids:
    """Counts of words by queue. `known` are the words that may be counted: no name of a person gets in."""

    known: frozenset[str]
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    better: int = 0
    worse: int = 0

    def features(self, text: str, ranking: Ranking) -> frozenset[str]:
        """What is counted of a question: its known words, and the queue that the lists put first."""
        words = self.known.intersection(words_of(plain(text)))
        return words | {FIRST + ranking.ranked[0]} if ranking.ranked else words

    def learn(self, text: str, ranking: Ranking, queue: str) -> frozenset[str]:
        """Count a question that ended in a queue, and return what was counted; `ranking` is that of the lists."""
        if self.sizes and ranking.ranked:
            learned, listed = self._order(text, ranking)[0] == queue, ranking.ranked[0] == queue
            self.better += learned and not listed
            self.worse += listed and not learned
        features = self.features(text, ranking)
        self._add(features, queue, 1)
        return features

    def take_off(self, features: Iterable[str], queue: str) -> None:
        """Take what `learn` returned for a queue off again, as if it had never been learned."""
        self._add(features, queue, -1)

    def rank(self, text: str, ranking: Ranking) -> Ranking:
        """Put a ranking in the learned order, when that has proved itself; where the first changes, a person looks."""
        if not self.is_proved or not ranking.ranked:
            return ranking
        order = self._order(text, ranking)
        return replace(ranking, ranked=order, auto=ranking.auto and order[0] == ranking.ranked[0])

    @property
    def is_proved(self) -> bool:
        """Whether what was learned was right clearly oftener than the lists, on questions not yet learned."""
        differed = self.better + self.worse
        return differed >= LEAST_PROOF and self.better - self.worse > PROOF * math.sqrt(differed)

    def as_json(self) -> dict[str, Any]:
        """Everything that is to be stored."""
        counts = {queue: dict(sorted(words.items())) for queue, words in self.counts.items()}
        return {"counts": counts, "sizes": dict(self.sizes), "better": self.better, "worse": self.worse}

    @classmethod
    def from_json(cls, stored: dict[str, Any], known: frozenset[str]) -> "Centroids":
        """Read what `as_json` gave."""
        counts = {queue: Counter(words) for queue, words in stored["counts"].items()}
        totals: Counter[str] = Counter()
        for words in counts.values():
            totals.update(words)
        return cls(known, counts, Counter(stored["sizes"]), totals, stored["better"], stored["worse"])

    def _add(self, features: Iterable[str], queue: str, sign: int) -> None:
        words = self.counts.setdefault(queue, Counter())
        self.sizes[queue] += sign
        for word in features:
            words[word] += sign
            self.totals[word] += sign
            if words[word] <= 0:
                del words[word]
            if self.totals[word] <= 0:
                del self.totals[word]
        if self.sizes[queue] <= 0:
            del self.counts[queue], self.sizes[queue]

    def _order(self, text: str, ranking: Ranking) -> list[str]:
        votes = self._votes(self.features(text, ranking))
        points = {slug: ranking.scores.get(slug, 0.0) + votes.get(slug, 0.0) for slug in ranking.ranked}
        first = ranking.ranked[0]
        sent = self.totals[FIRST + first]
        for queue, words in self.counts.items():
            if queue != first and queue in points:
                moved = max(0.0, ranking.scores.get(first, 0.0)) * words[FIRST + first] / (sent + LED)
                points[queue] += moved
                points[first] -= moved
        return sorted(ranking.ranked, key=lambda slug: -points[slug])

    def _votes(self, features: frozenset[str]) -> dict[str, float]:
        seen = self.sizes.total()
        told = [word for word in features if word[0] != FIRST and self.totals[word] > 1]
        votes = dict.fromkeys(self.sizes, 0.0)
        for word in told:
            often = self.totals[word]
            usual, say = often / seen, often / (often + RARE)
            for queue, size in self.sizes.items():
                share = (self.counts[queue][word] + SMOOTH * usual) / (size + SMOOTH)
                votes[queue] += say * math.log((share + 0.02) / (usual + 0.02))
        strength = SAY * seen / (seen + 100) / math.sqrt(len(told) or 1)
        return {queue: vote * strength for queue, vote in votes.items()}

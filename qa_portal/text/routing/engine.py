"""Routing by term lists: phrases found in the text, weighted by how rare a term is among queues and where it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_portal.text.routing import background, rules, scopes
from qa_portal.text.routing.lexicon import MAX_TERM_WORDS, Lexicon, Term
from qa_portal.text.routing.sureness import is_sure
from qa_portal.text.routing.words import (
    LITTLE,
    MAX_CHARS,
    WORD,
    language_of,
    plain,
    sentences,
    stem,
    words_of,
)

TITLE_WEIGHT = 2.0
"""A term in the title counts so many times one in the text."""
LEAD_WORDS = 30
"""Words at the beginning say what a letter is about; later ones fade."""
LATER = 0.8
AGAIN = 0.25
GAP_SHARES = (0.8, 0.7)
"""What two words of a term count with one, two ... other words between them."""
LEANING = 3
"""So many of the first queues are put in order by the background."""
DENIERS = frozenset({"no", "not", "without", "sin", "cant", "cannot", "never", "nunca", "dont", "wont", "ni"})

READING = re.compile(r"\b(?:9\d|1\d\d|2[0-4]\d)\s?(?:/|over|con|sobre)\s?(?:[4-9]\d|1[0-3]\d)\b")
READING_MEANS = " blood pressure presion arterial "
"""What two such figures are, in the words of the lists."""


@dataclass(frozen=True, slots=True)
class QueueTerms:
    """A queue with the words that lead to it. `slug` is what comes back; `kind` names its field for the rules.

    `terms` are looked for in every text but a Spanish one, where there are `spanish` ones.
    """

    slug: str
    terms: tuple[str, ...]
    kind: str = ""
    spanish: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Queues, best first, and why. `auto` is False when a person should look."""

    ranked: list[str]
    terms: list[str]
    auto: bool
    scores: dict[str, float]


@dataclass(slots=True)
class _Tally:
    scores: dict[str, float]
    found: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, slug: str, shown: str, points: float) -> None:
        self.scores[slug] += points
        self.found[slug][shown] = self.found[slug].get(shown, 0.0) + points


@dataclass(frozen=True, slots=True)
class _Word:
    stem: str
    share: float
    position: int


class Router:
    """A compiled set of queues; make it once for a set of term lists."""

    def __init__(self, queues: Sequence[QueueTerms], *, reads: bool = True) -> None:
        """Compile the term lists; a queue's place in the order breaks ties. `reads`: with the table of background."""
        self._reads = reads
        self._queues = tuple(queues)
        self._lexicons: dict[str, Lexicon] = {}

    def _lexicon(self, language: str) -> Lexicon:
        """The terms to look for in a language, compiled when first needed."""
        if language not in self._lexicons:
            spanish = language == "es"
            lists = [(queue.slug, (queue.spanish if spanish else queue.terms) or queue.terms) for queue in self._queues]
            if not any(queue.spanish for queue in self._queues):
                self._lexicons |= dict.fromkeys(("en", "es"), Lexicon(lists, len(self._queues)))
            else:
                self._lexicons[language] = Lexicon(lists, len(self._queues))
        return self._lexicons[language]

    def _lexicon_for(self, text: str) -> Lexicon:
        """The terms of the language a plain text is in; where that is not plain, those that have more to say."""
        language = language_of(text)
        if language:
            return self._lexicon(language)
        both = self._lexicon("en"), self._lexicon("es")
        return max(both, key=lambda lexicon: sum(lexicon.worth[term] for term, _ in self._hits(lexicon, text)))

    def rank(self, text: str, *, title: str = "", age_band: str | None = None, pregnant: bool | None = None) -> Ranking:
        """Order the queues for one question; without any hint they come in their own order, and `auto` is False."""
        tally = _Tally({queue.slug: 0.0 for queue in self._queues})
        title, text = plain(title[:MAX_CHARS]), plain(text[:MAX_CHARS])
        whole = f"{title}. {text}" if title else text
        lexicon = self._lexicon_for(whole)
        seen: set[Term] = set()
        for part, base in ((title, TITLE_WEIGHT), (text, 1.0)):
            for term, share in self._hits(lexicon, part):
                worth = lexicon.worth[term] * base * share * (AGAIN if term in seen else 1.0)
                seen.add(term)
                for slug, mark in lexicon.owners[term].items():
                    tally.add(slug, lexicon.shown[term], worth * mark if worth > 0 or mark > 0 else 0.0)
        if self._reads:
            self._lean(tally, background.leanings(words_of(whole)))
        self._apply_rules(tally, whole, age_band, pregnant)
        scores = tally.scores
        order = sorted(scores, key=lambda slug: -scores[slug])
        first = order[0] if order else ""
        deciding = tally.found[first]
        terms = sorted((term for term in deciding if deciding[term] > 0), key=lambda term: -deciding[term])[:3]
        return Ranking(order, terms, is_sure(scores, first), scores)

    def _lean(self, tally: _Tally, leanings: Mapping[str, float]) -> None:
        """Let single words order the first few queues among themselves; the rest stay behind."""
        scores = tally.scores
        order = sorted((slug for slug in scores if scores[slug] > 0), key=lambda slug: -scores[slug])
        least = scores[order[LEANING]] if len(order) > LEANING else 0.0
        for queue in self._queues:
            if queue.slug in order[:LEANING]:
                moved = scores[queue.slug] + leanings.get(queue.kind or queue.slug, 0.0)
                scores[queue.slug] = max(moved, least + 0.01 * scores[queue.slug])

    def _hits(self, lexicon: Lexicon, text: str) -> Iterator[tuple[Term, float]]:
        position = 0
        for sentence in sentences(text):
            words: list[_Word] = []
            for piece, share in scopes.spans(sentence):
                for word in WORD.findall(READING.sub(READING_MEANS, piece)):
                    if word not in LITTLE:
                        words.append(_Word(lexicon.spelling.meant(stem(word)), share, position))
                        position += 1
            for found in self._longest(lexicon, words):
                term = tuple(sorted(word.stem for word in found))
                share = found[0].share
                if share == scopes.DENIED and not DENIERS.isdisjoint(term):
                    share = 1.0
                if len(found) > 1 and found[-1].position - found[0].position >= len(found):
                    share *= GAP_SHARES[found[-1].position - found[0].position - 2]
                yield term, share * (1.0 if found[0].position < LEAD_WORDS else LATER)

    def _longest(self, lexicon: Lexicon, words: list[_Word]) -> Iterator[list[_Word]]:
        at = 0
        used: set[int] = set()
        while at < len(words):
            if at in used:
                at += 1
                continue
            found = self._term_at(lexicon, words, at, used)
            if found:
                used.update(found)
                yield [words[place] for place in found]
            at += 1

    def _term_at(self, lexicon: Lexicon, words: list[_Word], at: int, used: set[int]) -> list[int]:
        if words[at].stem not in lexicon.words:
            return []
        run = 1
        while run < MAX_TERM_WORDS and at + run < len(words) and words[at + run].stem in lexicon.words:
            run += 1
        for length in range(run, 1, -1):
            if at + length - 1 not in used and _has(lexicon, words[at : at + length]):
                return list(range(at, at + length))
        for other in range(at + 2, min(at + 2 + len(GAP_SHARES), len(words))):
            if other not in used and _has(lexicon, [words[at], words[other]]):
                return [at, other]
        return [at] if _has(lexicon, [words[at]]) else []

    def _apply_rules(self, tally: _Tally, text: str, age_band: str | None, pregnant: bool | None) -> None:
        """Children first, then pregnancy: each is put in front of whatever the words say."""
        for why, kinds, points in rules.found(text, age_band, pregnant):
            self._add(tally, kinds, why, points)

    def _add(self, tally: _Tally, kinds: Iterable[str], why: str, points: float | None) -> None:
        wanted = set(kinds)
        for queue in self._queues:
            if (queue.kind or queue.slug) in wanted:
                top = max(tally.scores.values())
                gain = points if points is not None else max(rules.LEAST, top - tally.scores[queue.slug] + rules.AHEAD)
                tally.add(queue.slug, why, gain)


def _has(lexicon: Lexicon, words: list[_Word]) -> bool:
    return tuple(sorted(word.stem for word in words)) in lexicon.worth

"""One search in one index: what a stranger meant, which of the things they named are looked for, and the ranking.

An engine hands in its view; everything that makes a search good is here and in `ranking`, the same for all engines.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import log, sqrt
from typing import Protocol

from qa_portal.index.asking import Asked, Thing, read
from qa_portal.index.ranking import MAX_TERMS, NEAR_TERMS, Held, Ranked, Term, Wanted, gather, rank
from qa_portal.index.spelling import (
    MANY_WORDS,
    MAX_TRIES,
    MUCH_COMMONER,
    SELDOM,
    is_repairable,
    letter_slips,
    rewrite,
)
from qa_portal.index.vocabulary import Way, is_known
from qa_portal.index.weights import About, Postings
from qa_portal.index.word_list import slips
from qa_portal.index.words import query_words, words_of
from qa_portal.text.identifiers.lexicon import is_any_given, is_common
from qa_portal.text.identifiers.lexicon import is_known as is_in_dictionary

LEAST_NAMING = 0.35
"""What a word is worth that stands in texts but in the subject of no page; it seldom says what a letter is about."""
MUCH_NAMED = 0.3
"""A word that is in the subject of this share of the pages that hold it has its full worth."""
NAMING_POWER = 0.5
"""Below one, words that are the subject of a few of many pages ("scar", "fever") get more of it."""
REPEATED = 0.3
"""How much more a thing is worth that is named again and again, by the logarithm of how often."""


LEAST_BEGUN = 3
"""Fewer letters begin too many words."""
MOST_ENDINGS = 3
"""Endings of half a word that are looked up."""
QUOTES = '"\u201c\u201d\u00ab\u00bb'


MAX_WAYS = 8
"""Ways to hold a thing that are looked up: the surest, and of those the rarest."""


class View(Protocol):
    """What a search reads of an index. Documents have numbers; stems and words are as `words` makes them."""

    def postings(self, form: str) -> Postings:
        """Documents that hold a stem, with its weight in each."""

    def about(self, document: int) -> About:
        """What a document is about."""

    def holding(self, form: str) -> int:
        """How many documents hold a stem."""

    def naming(self, form: str) -> int:
        """How many documents have a stem in their subject."""

    def idf(self, form: str) -> float:
        """Worth of a stem."""

    def __len__(self) -> int:
        """How many documents there are."""

    def pages_with(self, word: str) -> int:
        """How many pages hold a word exactly as written."""

    def begun_by(self, letters: str) -> list[str]:
        """Words that begin with these letters, the likeliest first."""

    def nearest(self, word: str) -> str | None:
        """See `spelling.nearest`."""

    def count_ahead(self, stems: Iterable[str]) -> None:
        """Be told whose counts are asked for next: an engine that is far away reads them all at once."""

    def read_ahead(self, stems: Iterable[str]) -> None:
        """Be told whose postings are."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, and which words were taken for others: odd word -> the one that was probably meant."""

    ranked: Ranked
    repairs: dict[str, str]


def search(view: View, words: str, lang: str, wanted: Wanted) -> Search:
    """Find documents for a stranger's words."""
    asked, repairs = understand(view, words, lang)
    view.count_ahead(form for thing in asked.things for way in thing.ways for form in way.stems)
    terms = choose(view, asked.things)
    view.read_ahead(form for term in terms for way in term.ways for form, _ in way.stems)
    return Search(rank(terms, view, shares(asked.angles), wanted), repairs)


def suggest(view: View, words: str, lang: str, *, depth: int) -> list[int]:
    """Return documents for words whose last one may be half a word: those for its likeliest endings, in turn."""
    last = deque(words_of(words), maxlen=1)
    endings = [words]
    if last and last[0].end == len(words):
        before, begun = words[: last[0].start], last[0].plain
        whole = view.begun_by(begun)[:MOST_ENDINGS] if len(begun) >= LEAST_BEGUN else []
        endings = [before + word for word in whole] or [before or words]
    ranked = sorted((search(view, ending, lang, Wanted(depth)).ranked.best for ending in endings), reverse=True)
    if len(read(words, lang).things) > 1:
        # The ending that goes best with what stands before it is the one that is meant.
        ranked = ranked[:1]
    in_turn = (row for rows in zip_longest(*ranked) for row in rows if row)
    return list(dict.fromkeys(document for _, document in in_turn))[:depth]


def near(view: View, words: str, lang: str, *, depth: int) -> list[int]:
    """Return the documents that hold most of what is rare in a long text."""
    stems = {word.stems[0] for word in query_words(words, lang)}
    known = sorted(((view.idf(form), form) for form in stems if view.holding(form)), reverse=True)
    return gather([(worth, view.postings(form)) for worth, form in known[:NEAR_TERMS]], depth=depth)


def choose(view: View, things: Sequence[Thing], most: int = MAX_TERMS) -> list[Term]:
    """Return the few things worth most; those that stand in no page are worth nothing."""
    terms = [term for thing in things if (term := _term(view, thing))]
    return sorted(terms, key=lambda term: -term.worth)[:most]


def _term(view: View, thing: Thing) -> Term | None:
    ways = [held for way in thing.ways if (held := _held(view, way))]
    ways = sorted(ways, key=lambda way: (-way.strength, view.holding(way.stems[-1][0])))[:MAX_WAYS]
    if not ways:
        return None
    worth = max(sqrt(sum(idf * idf for _, idf in way.stems)) * _naming(view, way) * way.strength for way in ways)
    worth *= (1 + REPEATED * log(thing.times)) * thing.stress
    return Term(worth, tuple(ways))


def _held(view: View, way: Way) -> Held | None:
    counts = [(view.holding(stem), stem) for stem in way.stems]
    if not counts or not all(count for count, _ in counts):
        return None
    return Held(tuple((stem, view.idf(stem)) for _, stem in sorted(counts)), way.strength)


def _naming(view: View, way: Held) -> float:
    """How much the words of a way are words that pages are about."""
    shares = [min(1.0, view.naming(stem) / max(view.holding(stem), 1) / MUCH_NAMED) for stem, _ in way.stems]
    named: float = max(shares) ** NAMING_POWER
    return LEAST_NAMING + (1 - LEAST_NAMING) * named


def shares(angles: Counter[str]) -> dict[str, float]:
    """How much each kind of question is asked beside the one that is asked most, 0 to 1."""
    most = max(angles.values(), default=1)
    return {letter: count / most for letter, count in angles.items()}


def is_as_typed(words: str) -> bool:
    """Whether somebody put their words between quotation marks: they mean what they typed."""
    bare = words.strip()
    return len(bare) > 2 and bare[0] in QUOTES and bare[-1] in QUOTES


def understand(view: View, words: str, lang: str) -> tuple[Asked, dict[str, str]]:
    """Read a stranger's words, those nobody writes taken for what they seem to mean; return the repairs as well."""
    asked = read(words, lang)
    repairs = {} if is_as_typed(words) else _repairs(view, asked.things)
    if not repairs:
        return asked, repairs
    mended = read(rewrite(words, repairs), lang)
    typed = {better: odd for odd, better in repairs.items()}
    things = [thing.also(typed[thing.plain], lang) if thing.plain in typed else thing for thing in mended.things]
    return Asked(tuple(things), mended.angles), repairs


def _repairs(view: View, things: Sequence[Thing]) -> dict[str, str]:
    is_letter = len(things) > MANY_WORDS
    odd = [word for thing in things if _is_odd(view, word := thing.plain, is_letter)]
    repairs: dict[str, str] = {}
    for word in odd[:MAX_TRIES]:
        better = view.nearest(word)
        is_common = better and view.pages_with(better) >= MUCH_COMMONER * view.pages_with(word)
        if better and is_common and (not is_letter or slips(word, better) <= letter_slips(word)):
            repairs[word] = better
    return repairs


def _is_odd(view: View, word: str, is_letter: bool) -> bool:
    """Whether a word is likely a slip: no or hardly a page holds it, and it is no word of ordinary English."""
    if not is_repairable(word) or is_known(word) or is_common(word):
        return False
    if not is_letter:
        return view.pages_with(word) <= SELDOM
    return not view.pages_with(word) and not is_in_dictionary(word) and not is_any_given(word)

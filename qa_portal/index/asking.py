"""Reads what a stranger typed: the things they name, in every way a page may name them, and what they ask of them.

Nothing in the words is syntax. A thing is one word, or a phrase the vocabulary knows ("heart attack"); a page may hold
it as typed or in another way ("myocardial infarction").
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_portal.index.angles import FRAME, angles_of
from qa_portal.index.backend import MAX_QUERY_CHARS
from qa_portal.index.stop_words import STOP_WORDS
from qa_portal.index.vocabulary import Way, phrase_at
from qa_portal.index.words import MANY_WORDS, MAX_QUERY_WORDS, Word, stem, words_of

LETTER_WORDS = 25
"""A text with more words than this is a letter: what stands in its questions counts more."""
_SENTENCE = re.compile(r"[^.?!\n]*[.?!\n]?")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was named: as typed, every way a page may hold it, how often, and whether in a question."""

    plain: str
    ways: tuple[Way, ...]
    times: int = 1
    in_question: bool = False

    def also(self, other: str, lang: str) -> "Thing":
        """Return the same thing, held in another spelling as well, with all that spelling means."""
        more = tuple(way for thing in read(other, lang).things for way in thing.ways)
        return replace(self, ways=tuple(dict.fromkeys((*self.ways, *more))))


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: things, and kinds of question by letter with how often each is asked."""

    things: tuple[Thing, ...]
    angles: Counter[str]


def read(words: str, lang: str) -> Asked:
    """Read a stranger's words. Those in another language than English also match as English ones."""
    words = words[:MAX_QUERY_CHARS]
    tokens = list(words_of(words))
    asking = _question_ranges(words) if len(tokens) > LETTER_WORDS else []
    found: dict[tuple[Way, ...], Thing] = {}
    for thing, start in _things(words, tokens, lang):
        known = found.get(thing.ways)
        in_question = any(first <= start < last for first, last in asking)
        if known is not None:
            found[thing.ways] = replace(known, times=known.times + 1, in_question=known.in_question or in_question)
        elif len(found) < MAX_QUERY_WORDS:
            found[thing.ways] = replace(thing, in_question=in_question)
    things = list(found.values())
    if len(things) > MANY_WORDS:
        things = [thing for thing in things if not thing.plain.isdigit()] or things
    things = [thing for thing in things if thing.plain not in FRAME] or things
    asked_in = " ".join(words[first:last] for first, last in asking) or words
    return Asked(tuple(things), angles_of(asked_in))


def _things(words: str, tokens: list[Word], lang: str) -> Iterator[tuple[Thing, int]]:
    stops = STOP_WORDS.get(lang, STOP_WORDS["en"])
    at = 0
    while at < len(tokens):
        length, others = phrase_at(words, tokens, at)
        parts = tokens[at : at + max(length, 1)]
        typed = [part.plain for part in parts if part.plain not in stops]
        forms = dict.fromkeys(tuple(stem(word, spoken) for word in typed) for spoken in (lang, "en"))
        ways = {form: Way(form, 1.0) for form in forms if form}
        ways |= {way.stems: way for way in others if way.stems not in ways}
        if ways:
            yield Thing(" ".join(part.plain for part in parts), tuple(ways.values())), parts[0].start
        at += len(parts)


def _question_ranges(words: str) -> list[tuple[int, int]]:
    return [(found.start(), found.end()) for found in _SENTENCE.finditer(words) if found.group().endswith("?")]

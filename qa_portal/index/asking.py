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
from qa_portal.index.vocabulary import SMALL, Way, gist, is_everyday, phrase_at, phrases_near
from qa_portal.index.words import MANY_WORDS, MAX_QUERY_WORDS, Word, stem, words_of

LETTER_WORDS = 25
"""A text with more words than this is a letter: what stands in its heading and its questions counts more."""
IN_HEADING = 2.5
"""How much more a thing counts that stands in the heading of a letter."""
IN_QUESTION = 1.5
"""The same for one that stands in a question."""
EVERYDAY = 0.85
"""The same for a word of everyday life: a letter tells of a house, a school, a night."""
UNITS = frozenset(
    """
year years yr yrs month months week weeks wk wks day days hour hours hr hrs minute minutes min mins time times old mg
mcg ml g kg lb lbs pound pounds cm mm inch inches percent degrees
""".split()
)
PEOPLE = frozenset(
    """
child children kid kids baby babies infant infants newborn newborns toddler toddlers teenager teenagers teen teens boy
boys girl girls woman women man men male female adult adults elderly senior seniors lady guy guys sick ill
illness patient patients
""".split()
)
OF_PEOPLE = 0.5
"""The same for a word that says who is ill, or that somebody is, not with what."""
LOOSELY = 0.9
"""What a phrase is worth whose words stand only near each other."""
HEADING_WORDS = 15
"""A first line with more words than this is no heading."""
LETTERED = frozenset("vitamin vitamins hepatitis hep type group factor protein influenza".split())
"""Words that a single letter or figure belongs to: "hepatitis B", "type 2"."""
_LABEL = re.compile(r"^\s*(?:subject|message|question|re)\s*:", re.IGNORECASE | re.MULTILINE)
_SENTENCE = re.compile(r"[^.?!\n]*[.?!\n]?")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was named: as typed, every way a page may hold it, how often, and how much its place counts."""

    plain: str
    ways: tuple[Way, ...]
    times: int = 1
    stress: float = 1.0

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
    words = _LABEL.sub(lambda label: " " * len(label.group()), words[:MAX_QUERY_CHARS])
    tokens = list(words_of(words))
    places = _places(words) if len(tokens) > LETTER_WORDS else _Places(False, [], (0, 0))
    found: dict[tuple[Way, ...], Thing] = {}
    for thing, start in _things(words, tokens, lang):
        known = found.get(thing.ways)
        stress = places.stress(start) * (_general(thing.plain) if places.is_letter else _of_people(thing.plain))
        if known is not None:
            found[thing.ways] = replace(known, times=known.times + 1, stress=max(known.stress, stress))
        elif len(found) < MAX_QUERY_WORDS:
            found[thing.ways] = replace(thing, stress=stress)
    asked_in = " ".join(words[first:last] for first, last in places.questions if words[last - 1] == "?")
    return Asked(tuple(_telling([*found.values()])), angles_of(asked_in or words))


def _of_people(word: str) -> float:
    return OF_PEOPLE if word in PEOPLE else 1.0


def _general(word: str) -> float:
    return min(_of_people(word), EVERYDAY if is_everyday(word) else 1.0)


def _telling(things: list[Thing]) -> list[Thing]:
    if len(things) > MANY_WORDS:
        after = dict(zip(things[1:], things, strict=False))
        things = [thing for thing in things if _says_something(thing, after.get(thing))] or things
    return [thing for thing in things if thing.plain not in FRAME] or things


def _says_something(thing: Thing, before: Thing | None) -> bool:
    bare = thing.plain.isdigit() or len(thing.plain) == 1
    return not bare or (before is not None and before.plain in LETTERED and len(thing.plain) == 1)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a letter its questions stand, and its heading."""

    is_letter: bool
    questions: list[tuple[int, int]]
    heading: tuple[int, int]

    def stress(self, at: int) -> float:
        if self.heading[0] <= at < self.heading[1]:
            return IN_HEADING
        return IN_QUESTION if any(first <= at < last for first, last in self.questions) else 1.0


def _is_amount(tokens: list[Word], at: int) -> bool:
    """Whether a number counts years, weeks or milligrams; such a one is no part of a name."""
    return tokens[at].plain.isdigit() and at + 1 < len(tokens) and tokens[at + 1].plain in UNITS


def _loose(tokens: list[Word], taken: set[tuple[str, ...]]) -> Iterator[tuple[Thing, int]]:
    """What words lead to that stand near each other, beside what they mean one by one."""
    telling = [token for token in tokens if token.plain not in SMALL]
    for at, phrase, ways in phrases_near([gist(token.plain) for token in telling]):
        if not any(set(phrase) <= set(other) for other in taken):
            weaker = tuple(Way(way.stems, way.strength * LOOSELY) for way in ways)
            yield Thing(" ".join(phrase), weaker), telling[at].start


def _places(words: str) -> _Places:
    asking = [found.span() for found in _SENTENCE.finditer(words) if found.group().endswith("?")]
    first = len(words) - len(words.lstrip())
    end = words.find("\n", first)
    is_heading = end > 0 and words[end:].strip() and len(words[first:end].split()) <= HEADING_WORDS
    return _Places(True, asking, (first, end) if is_heading else (0, 0))


def _is_small(words: str, token: Word, stops: frozenset[str]) -> bool:
    """Whether a word is none of importance in the reader's language; capitals make a name of it, unless all shout."""
    typed = words[token.start : token.end]
    is_name = typed.isupper() and (not words.isupper() or words.strip() == typed)
    return token.plain in stops and not is_name


def _things(words: str, tokens: list[Word], lang: str) -> Iterator[tuple[Thing, int]]:
    stops = STOP_WORDS.get(lang, STOP_WORDS["en"])
    taken: set[tuple[str, ...]] = set()
    at = 0
    while at < len(tokens):
        length, others = phrase_at(words, tokens, at)
        if length == 1 and _is_small(words, tokens[at], stops):
            # "mi" is "my" to a Spanish reader, and a heart attack only in capitals.
            length, others = 0, ()
        parts = tokens[at : at + max(length, 1)]
        typed = [part.plain for part in parts if part.plain not in stops]
        if not others and _is_amount(tokens, at):
            typed = []
        forms = dict.fromkeys(tuple(stem(word, spoken) for word in typed) for spoken in (lang, "en"))
        if lang != "en" and len(forms) > 1:
            # "tos" is a cough, and its English stem is "to".
            forms = dict.fromkeys(form for form in forms if not STOP_WORDS["en"].issuperset(form))
        ways = {form: Way(form, 1.0) for form in forms if form}
        ways |= {way.stems: way for way in others if way.stems not in ways}
        if ways:
            yield Thing(" ".join(part.plain for part in parts), tuple(ways.values())), parts[0].start
        if others and len(parts) > 1:
            taken.add(tuple(gist(part.plain) for part in parts))
        at += len(parts)
    yield from _loose(tokens, taken)

"""What people call an illness, beside what a page may call it: "water pill" and "diuretic", "COPD" and its long name.

`lay_words.txt` is read once. Its lines are of three kinds: `a = b = c`, names of the same thing, each of which finds
all others; `a = b > c, d`, everyday words that lead to c or d and not the other way; and `~ a b c`, words that come to
the same inside a phrase.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa_portal.index.stop_words import STOP_WORDS
from qa_portal.index.words import Word, plain_words, stem
from qa_portal.text.routing.words import everyday
from qa_portal.text.routing.words import stem as everyday_stem

SAME = 0.95
"""What another name of the same thing is worth beside the typed one."""
LEADS_TO = 0.8
"""What a thing is worth that everyday words only lead to."""
MAX_PHRASE_WORDS = 6
SMALL = frozenset(
    "a an the my your his her our their its some any this that of in on at to from with for is are".split()
)
"""Words that a phrase is known with or without."""
LOOSE_WORDS = 3
"""So many other words may stand between the words of a phrase: "peeing a lot of blood"."""
SHORT_NAME = 4
MAX_CAPITALS = 5
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Stems that stand for a thing when a page holds them all, and how surely they do, 0 to 1."""

    stems: tuple[str, ...]
    strength: float


def phrase_at(words: str, tokens: Sequence[Word], at: int) -> tuple[int, tuple[Way, ...]]:
    """Return how many tokens the longest known phrase takes that begins here, and its other ways; 0 for none.

    The order of its words does not matter: ears ring, and there is ringing in the ears.
    """
    known, longest_with = _table()
    typed = words[tokens[at].start : tokens[at].end]
    if typed.isupper() and 1 < len(typed) <= MAX_CAPITALS and (ways := known.get((typed,))) and not words.isupper():
        return 1, ways
    first = gist(tokens[at].plain)
    longest = max(longest_with.get(first, 0), 1)
    key, ends = [first], [at + 1]
    for place in range(at + 1, min(len(tokens), at + 2 * longest)):
        if tokens[place].plain not in SMALL and len(key) < longest:
            key.append(gist(tokens[place].plain))
            ends.append(place + 1)
    for length in range(min(len(key), longest), 0, -1):
        ways = known.get(tuple(sorted(key[:length])) if length > 1 else (_alone(tokens[at].plain),))
        if ways:
            return ends[length - 1] - at, ways
    return 0, ()


def _alone(word: str) -> str:
    """A word as a name by itself: a short one as it is written, since "pots" is an illness and "pot" is not."""
    return word if len(word) <= SHORT_NAME else stem(word, "en")


def gist(word: str) -> str:
    """What a word comes to inside a phrase: "achy", "sore" and "hurts" are all pain."""
    form = stem(word, "en")
    return _gists().get(form, form)


@cache
def _gists() -> dict[str, str]:
    rows = (plain_words(line) for line in _lines() if line.startswith("~"))
    return {stem(word, "en"): stem(row[0], "en") for row in rows for word in row}


@cache
def _lines() -> tuple[str, ...]:
    text = files(__package__).joinpath("lay_words.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def phrases_near(stems: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...], tuple[Way, ...]]]:
    """Find known phrases whose words stand near each other, in any order: where, the phrase, and what it leads to."""
    by_word = _by_word()
    places: dict[str, list[int]] = {}
    for at, form in enumerate(stems):
        places.setdefault(form, []).append(at)
    for form in places:
        for phrase, ways in by_word.get(form, ()):
            if all(other in places for other in phrase):
                reach = len(phrase) + LOOSE_WORDS
                for at in places[form]:
                    if all(any(abs(at - there) <= reach for there in places[other]) for other in phrase):
                        yield at, phrase, ways
                        break


@cache
def _by_word() -> dict[str, list[tuple[tuple[str, ...], tuple[Way, ...]]]]:
    """Phrases of several words by the one of their words that is in the fewest phrases."""
    known, _ = _table()
    phrases = {phrase: ways for phrase, ways in known.items() if len(set(phrase)) > 1}
    often = Counter(form for phrase in phrases for form in set(phrase))
    found: dict[str, list[tuple[tuple[str, ...], tuple[Way, ...]]]] = {}
    for phrase, ways in phrases.items():
        found.setdefault(min(phrase, key=lambda form: (often[form], form)), []).append((phrase, ways))
    return found


def is_everyday(word: str) -> bool:
    """Whether a word is one of everyday life, which says little about what a letter is about."""
    return everyday_stem(word) in everyday()


def is_known(word: str) -> bool:
    """Whether a word stands in the vocabulary by itself, so is no slip."""
    return (_alone(word),) in _table()[0]


@cache
def _table() -> tuple[dict[_Key, tuple[Way, ...]], dict[str, int]]:
    """Ways by phrase, its stems in order of the alphabet, and the length of the longest phrase a stem is in."""
    lines = [line for line in _lines() if not line.startswith("~")]
    same = _joined(pair for line in lines if ">" not in line for pair in _names(line))
    leading = [pair for line in lines if ">" in line for pair in _leads(line)]
    leading += [pair for line in _lines() if line.startswith("~") for pair in _comes_to(line)]
    known = {phrase: dict.fromkeys(ways) for phrase, ways in same.items()}
    for phrase, way in leading:
        further = (Way(other.stems, way.strength * other.strength) for other in same.get(way.stems, {}))
        known.setdefault(phrase, {}).update(dict.fromkeys((way, *further)))
    longest: dict[str, int] = {}
    for phrase in known:
        for form in phrase:
            longest[form] = max(longest.get(form, 0), min(len(phrase), MAX_PHRASE_WORDS))
    return {phrase: _strongest(ways) for phrase, ways in known.items()}, longest


def _joined(pairs: Iterator[tuple[_Key, Way]]) -> dict[_Key, dict[Way, None]]:
    known: dict[_Key, dict[Way, None]] = {}
    for phrase, way in pairs:
        known.setdefault(phrase, {})[way] = None
    return known


def _strongest(ways: dict[Way, None]) -> tuple[Way, ...]:
    best: dict[tuple[str, ...], float] = {}
    for way in ways:
        best[way.stems] = max(way.strength, best.get(way.stems, 0.0))
    return tuple(Way(stems, strength) for stems, strength in best.items())


def _names(line: str) -> Iterator[tuple[_Key, Way]]:
    names = [name.strip() for name in line.split("=")]
    for one in names:
        for other in names:
            if one != other and _is_telling(other):
                yield _key(one), Way(_telling(other), SAME)


def _comes_to(line: str) -> Iterator[tuple[_Key, Way]]:
    head, *others = plain_words(line)
    for word in others:
        if stem(word, "en") != stem(head, "en"):
            yield (_alone(word),), Way((stem(head, "en"),), LEADS_TO)


def _leads(line: str) -> Iterator[tuple[_Key, Way]]:
    left, right = line.split(">")
    for lay in left.split("="):
        for name in right.split(","):
            yield _key(lay.strip()), Way(_telling(name), LEADS_TO)


def _key(phrase: str) -> _Key:
    if phrase.isupper():
        return (phrase,)
    plain = plain_words(phrase)
    if len(plain) == 1:
        return (_alone(plain[0]),)
    return tuple(sorted(gist(word) for at, word in enumerate(plain) if word not in SMALL or at == 0))


def _is_telling(name: str) -> bool:
    """Whether a page that holds a name is about that thing: "pass out" leaves "pass", which may mean anything."""
    return not name.isupper() and (len(plain_words(name)) == 1 or len(_telling(name)) > 1)


def _telling(phrase: str) -> tuple[str, ...]:
    plain = plain_words(phrase)
    return tuple(stem(word, "en") for word in plain if word not in STOP_WORDS["en"]) or _key(phrase)

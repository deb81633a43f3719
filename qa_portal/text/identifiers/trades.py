"""Firms, churches, schools and clinics by the last word of their name: "pink lily nails", "greater hope baptist"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_portal.text.identifiers.bare_places import LENT
from qa_portal.text.identifiers.frames import CARE, ENDS, GENERIC, GOING, JOBS, OPENERS
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_health, is_stop, written
from qa_portal.text.identifiers.reading import BLOCK, Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span

MAX_BEFORE = 4
"""So many words at most stand before the last one."""
REACH = 6
GAPS = frozenset({" ", "-", " & ", "'s ", "’s ", "s' ", "' ", "’ ", " + "})
LINKS = frozenset("and of the n".split())
BEGIN = OPENERS | frozenset(
    "second third one five six seven eight nine ten all every next great better best open high more just our one's "
    "hands sons life house blue up well".split()
)
"""Words of every sentence with which names begin, or that stand in them."""
PREPOSITIONS = frozenset(
    "at from to for with in by via near outside behind visited attend attends attended joined join left called named "
    "too".split()
)
ARTICLES = frozenset("the our their".split())
WORKERS = JOBS | written("workers")
BODY = frozenset("heart eye skin lung kidney spine pain sleep hair nails cancer care vision health air glass".split())
"""Last words that are mostly no firm."""
PLAIN = GENERIC | written("plain_before_trades")
NUMBERED = re.compile(
    r"\b(?P<id>(?:(?:vfw|american legion|legion|eagles|elks|moose|amvets|teamsters|uaw|ibew|seiu|afscme|ironworkers|"
    r"boy scout|girl scout|cub scout|scout)\s)?(?:post|local|troop|lodge|aerie|cub pack|precinct|squadron)\s"
    r"(?:#\s?|no\.?\s)?\d{1,5})\b",
    re.IGNORECASE,
)
THE_Y = re.compile(r"\b(?:at|to|from|in|by)\sthe\s(?P<id>Y|JCC|VFW)(?![\w'’\-])")
DISTRICT = re.compile(r"\b(?P<id>(?:USD|ISD|CUSD|SD|PS|P\.S\.|IS|MS|JHS)\s(?:#\s?|No\.?\s)?\d{1,4})\b")
FORCES = re.compile(
    r"\b(?:in|joined|join|joining|left|leaving|from|for|with)\s(?P<id>the\s(?:u\.?s\.?\s|royal\s|british\s|irish\s)?"
    r"(?:navy|marines|marine corps|army(?! of)|air force|coast guard|national guard|raf))\b",
    re.IGNORECASE,
)


def find_trades(reading: Reading) -> Iterator[Span]:
    """Names told by their last word, lodges and posts told by their number, armed forces."""
    if reading.lang != "en":
        return
    houses, trades = _last_words("house_words"), _last_words("trade_words")
    for index, word in enumerate(reading.words):
        if index and (word.fold in houses or word.fold in trades):
            size, house = _size(reading, index)
            if size:
                yield from _named(reading, index, size, house=house)
    yield from _by_number(reading)


def _last_words(name: str) -> frozenset[str]:
    if name not in _FIRST_PARTS:
        _FIRST_PARTS[name] = frozenset(entry.split()[0] for entry in written(name))
    return _FIRST_PARTS[name]


_FIRST_PARTS: dict[str, frozenset[str]] = {}


def _size(reading: Reading, index: int) -> tuple[int, bool]:
    """How many words from `index` on are the telling last ones, and whether they tell a place on their own."""
    for count in (2, 1):
        phrase = reading.phrase(index, count)
        if phrase in written("house_words"):
            return count, True
    return int(reading.words[index].fold in written("trade_words")), False


def _named(reading: Reading, index: int, size: int, *, house: bool) -> Iterator[Span]:
    words = reading.words
    start = _start(reading, index)
    run = words[start:index]
    if not run or not any(_telling(reading, word) for word in run) or run[-1].fold in LINKS:
        return
    led = _led(reading, start)
    if run[0].fold in BEGIN and is_stop(run[0].fold) and not run[0].cap and not led:
        return
    last = words[index + size - 1]
    if last.fold in BODY and not _said_at(reading, start):
        return
    if last.fold == "practice" and run[-1].fold.endswith("ing"):
        return
    if led or house:
        yield _org(run[0].start, last.end, certain=led == 2 or (house and led == 1))


def _start(reading: Reading, index: int) -> int:
    """The first word of the name whose last one stands at `index`."""
    words = reading.words
    start = index
    while start > 0 and index - start < MAX_BEFORE:
        word, after = words[start - 1], words[start]
        if after.first or after.gap not in GAPS or not _inside(word, linked=start < index):
            break
        start -= 1
    while start < index and words[start].fold in LINKS:
        start += 1
    return start


def _inside(word: Word, *, linked: bool) -> bool:
    fold = word.fold
    if fold in LINKS:
        return linked
    if fold in PREPOSITIONS or fold in written("calendar"):
        return False
    if is_stop(fold) or fold in ENDS:
        return fold in BEGIN or (word.cap and not word.first and fold not in ENDS)
    return not (is_clinical(fold) and not (is_given(fold) or is_common(fold)))


def _telling(reading: Reading, word: Word) -> bool:
    fold = word.fold
    if len(fold) < 3:
        return False
    if fold in written("place_words") and fold not in PLAIN:
        return True
    if fold in PLAIN or fold in LINKS or is_stop(fold) or fold in written("generic_facilities"):
        return False
    return not is_health(fold) or fold in LENT or (word.cap and not word.first)


def _led(reading: Reading, start: int) -> int:
    """2: a word of work, care or going and a preposition, or "at", stands before; 1: a preposition; 0: neither."""
    words = reading.words
    place = start - 1
    if place >= 0 and words[place].fold in ARTICLES and words[start].gap == " ":
        place -= 1
    if place < 0 or words[place + 1].gap not in {" ", ' "', " “"}:
        return 0
    if words[place].fold not in PREPOSITIONS:
        return 2 if words[place].fold in {"work", "works", "working"} else 0
    if words[place + 1].first:
        return 0
    if words[place].fold in {"at", "called", "named"}:
        return 2
    for before in range(place - 1, max(-1, place - REACH), -1):
        if words[before + 1].first or words[before].fold in {"and", "but", "that", "because"}:
            break
        if words[before].fold in WORKERS | CARE | GOING:
            return 2
    return 2 if words[place].gap.endswith(f"{BLOCK} ") else 1


def _said_at(reading: Reading, start: int) -> bool:
    words = reading.words
    return any(word.fold in {"at", "work", "works", "working"} for word in words[max(0, start - 2) : start])


def _by_number(reading: Reading) -> Iterator[Span]:
    if reading.has_digits:
        yield from _ids(reading.each(NUMBERED))
        for match in () if reading.shouted else reading.each(DISTRICT):
            yield _org(_capitals_before(reading, match.start("id")), match.end("id"))
    if not reading.folds.isdisjoint(FORCE_WORDS):
        yield from _ids(reading.each(FORCES))
    if not reading.folds.isdisjoint(LETTERED):
        yield from _ids(reading.each(THE_Y))
    if "va" in reading.folds:
        for before, word in pairwise(reading.words):
            if word.fold == "va" and word.gap == " " and not is_stop(before.fold):
                yield _org(before.start, word.end, certain=before.fold not in GENERIC)


def _ids(matches: Iterator[re.Match[str]]) -> Iterator[Span]:
    return (_org(match.start("id"), match.end("id")) for match in matches)


LETTERED = frozenset("y jcc vfw".split())
FORCE_WORDS = frozenset("navy marines marine army force guard raf".split())


def _capitals_before(reading: Reading, place: int) -> int:
    """Where the capitalised words right before `place` begin."""
    for word in reversed([word for word in reading.words if word.end <= place]):
        if not word.cap or reading.text[word.end : place].strip():
            break
        place = word.start
    return place


def _org(start: int, end: int, *, certain: bool = True) -> Span:
    return Span(start, end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes", certain)

"""Firms, churches, schools and clinics by the last word of their name: "pink lily nails", "greater hope baptist"."""

from collections.abc import Iterator
from functools import cache

from qa_portal.text.identifiers.bare_places import LENT
from qa_portal.text.identifiers.frames import CARE, ENDS, GENERIC, GOING, JOBS, OPENERS
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_health, is_known, is_stop, written
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Span, work_place
from qa_portal.text.identifiers.spelling import is_inflected

MAX_BEFORE = 4
"""So many words at most stand before the last one."""
REACH = 6
GAPS = frozenset({" ", "-", " & ", "'s ", "’s ", "s' ", "' ", "’ ", " + "})
LINKS = frozenset("and of the n".split())
BEGIN = OPENERS | written("inside_names")
"""Words of every sentence with which names begin, or that stand in them."""
PREPOSITIONS = frozenset(
    "at from to for with in by via of near outside behind visited attend attends attended joined join left called "
    "named too".split()
)
ARTICLES = frozenset("the our their".split())
WORKERS = JOBS | written("workers")
COUNTED = frozenset("first second third fourth fifth new".split())
LEADING = WORKERS | CARE | GOING
CONGREGATIONS = frozenset("baptist methodist lutheran presbyterian pentecostal assembly episcopal adventist".split())
"""Churches are told by their number: "first lutheran"."""
BODY = frozenset("heart eye skin lung kidney spine pain sleep hair nails cancer care vision health air glass".split())
"""Last words that are mostly no firm."""
PLAIN = GENERIC | written("plain_before_trades")


def find_trades(reading: Reading) -> Iterator[Span]:
    """Names told by their last word."""
    last_words = _last_words()
    if reading.folds.isdisjoint(last_words):
        return
    for index, word in enumerate(reading.words):
        if word.fold in last_words and index:
            size, house = _size(reading, index)
            if size:
                yield from _named(reading, index, size, house=house)


@cache
def _last_words() -> frozenset[str]:
    """The words that last ones begin with."""
    return frozenset(entry.split()[0] for entry in written("house_words") | written("trade_words"))


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
    led = _led(reading, start) if run else 0
    counted = house and led and len(run) == 1 and run[0].fold in COUNTED and words[index].fold in CONGREGATIONS
    if not run or not (counted or any(_telling(reading, word) for word in run)) or run[-1].fold in LINKS:
        return
    if run[0].fold in BEGIN and is_stop(run[0].fold) and not run[0].cap and not led:
        return
    last = words[index + size - 1]
    if last.fold in BODY and not _said_at(reading, start):
        return
    if last.fold == "practice" and run[-1].fold.endswith("ing"):
        return
    odd = any(is_odd(reading, word) for word in run)
    if led or house:
        yield work_place(run[0].start, last.end, certain=led == 2 or (led == 1 and (house or odd)))


def is_odd(reading: Reading, word: Word) -> bool:
    """Whether no vocabulary has the word, so that it is hardly anything but a name."""
    return len(word.fold) > 3 and not is_known(word.fold) and not is_inflected(word.fold, reading.lang)


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
    if _does(words, place):
        return 2
    person = words[place - 1].fold if place > 0 and not words[place].first else ""
    return 2 if is_given(person) and not is_common(person) else 1


def _does(words: list[Word], place: int) -> bool:
    """Whether a word of work, care or going stands before the preposition, in the same part of the sentence."""
    for before in range(place - 1, max(-1, place - REACH), -1):
        if words[before + 1].first or words[before].fold in {"and", "but", "that", "because"}:
            return False
        if words[before].fold in LEADING:
            return True
    return False


def _said_at(reading: Reading, start: int) -> bool:
    """Whether "at" or "work" stands right before the name, but for an article."""
    words = reading.words
    place = start - 1
    if place > 0 and words[place].fold in ARTICLES:
        place -= 1
    return place >= 0 and words[place].fold in {"at", "work", "works", "working"}

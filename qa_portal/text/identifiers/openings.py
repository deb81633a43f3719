"""With which letters a pattern can begin, read from the pattern itself: where none of them stands, none is tried."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LETTERS = 4
"""So many letters are looked at."""
MOST_WAYS = 800
"""A pattern that can begin in more ways is tried everywhere."""
MOST_GROWN = 120
"""Beginnings grow by another letter only as long as they are no more than these."""
FEW = 5
"""So many capitals are told apart, and so many letters behind any capital."""
MOST_KEYS = 20_000
"""So many beginnings of words are remembered."""
SPACE, DIGIT, CAPITAL = " ", "0", "^"
"""Any blank, any digit, and any capital at the beginning, in the key of a place."""
BEGINNING = "\x02"
"""Stands for the beginning of the text among marks."""
LATIN_ENDS = 0x250
_LIKE = {"ſ": "s", "ı": "i", "İ": "i"}
"""Letters that match another one where case does not count."""
_WHITE = ("CATEGORY_SPACE", "CATEGORY_UNI_SPACE")
_DIGITS = ("CATEGORY_DIGIT", "CATEGORY_UNI_DIGIT")
_WORD, _NO_WORD = ("CATEGORY_WORD", "CATEGORY_UNI_WORD"), ("CATEGORY_NOT_WORD", "CATEGORY_UNI_NOT_WORD")


def _key(char: str) -> str:
    if char.isdecimal():
        return DIGIT
    if char.isspace():
        return SPACE
    return _LIKE.get(char) or char.lower()[:1]


class _Keys(dict[int, str]):
    """The key of a character for `str.translate`; those of Latin writing are remembered."""

    def __missing__(self, place: int) -> str:
        key = _key(chr(place))
        if place < LATIN_ENDS:
            self[place] = key
        return key


KEYS = _Keys()


@dataclass(frozen=True, slots=True)
class _Head:
    """A beginning: its keys, whether more may follow, whether it starts where no letter or digit is before."""

    keys: str
    grows: bool = True
    starts: bool = False


_ASKED: dict[int, tuple[re.Pattern[str], int | None, str | None]] = {}
_BY_KEY: dict[str, list[int]] = {}
"""For each key the numbers of the patterns that can begin so."""


def number_of(pattern: re.Pattern[str]) -> int | None:
    """A small number for a pattern whose every match begins with a known key at the start of a word; None for others.

    Patterns are asked for by constants of modules: what is remembered of each is never given up.
    """
    # By identity: a pattern is hashed over all of its code, which costs more than the look.
    known = _ASKED.get(id(pattern))
    return known[1] if known is not None else _register(pattern)


def marks_of(pattern: re.Pattern[str]) -> str | None:
    """The marks one of which every match of a pattern without a number begins with; None when unknown."""
    if id(pattern) not in _ASKED:
        _register(pattern)
    return _ASKED[id(pattern)][2]


def _register(pattern: re.Pattern[str]) -> int | None:
    keys = openings(pattern)
    number = None if keys is None else len(_ASKED)
    for key in keys or ():
        _BY_KEY.setdefault(key, []).append(len(_ASKED))
    _ASKED[id(pattern)] = (pattern, number, marks(pattern) if keys is None else None)
    NUMBERS.clear()
    return number


def how_many() -> int:
    """How many patterns were asked for so far; their numbers are smaller."""
    return len(_ASKED)


class _Numbers(dict[str, tuple[int, ...]]):
    """Numbers of the patterns that may match where a word begins with a key; `CAPITAL` before it when it has one.

    A pattern that begins with any capital is known by `CAPITAL` and the letters behind.
    """

    def __missing__(self, key: str) -> tuple[int, ...]:
        if len(self) >= MOST_KEYS:
            self.clear()
        # Most keys tell no more than the shorter one does, whose numbers they share.
        if key[0] == CAPITAL:
            known, own = self[key[1:]], [CAPITAL + key[2:end] for end in range(2, len(key) + 1)]
        else:
            known, own = self[key[:-1]] if len(key) > 1 else (), [key]
        more = {number for way in own for number in _BY_KEY.get(way, ())}.difference(known)
        found = self[key] = (*known, *more) if more else known
        return found


NUMBERS = _Numbers()


def _parsed(pattern: re.Pattern[str]) -> Iterable[tuple[Any, Any]]:
    parts: Iterable[tuple[Any, Any]] = re._parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    return parts


def openings(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Keys of a few letters one of which every match begins with, at the start of a word; None when unknown."""
    heads = _grown({_Head("")}, _parsed(pattern), cased=not pattern.flags & re.IGNORECASE)
    if len(heads) > MOST_WAYS or not all(head.starts and head.keys and _may_start(head.keys[0]) for head in heads):
        return None
    return frozenset(head.keys for head in heads)


def marks(pattern: re.Pattern[str]) -> str | None:
    """Marks, no letters, digits or blanks, one of which every match begins with; `BEGINNING` is that of the text."""
    found = None if pattern.flags & re.MULTILINE else _marks(_parsed(pattern))
    told = found is not None and not any(mark.isalnum() or mark in {SPACE, "_"} for mark in found)
    return "".join(sorted(found)) if found and told else None


def _marks(parts: Iterable[tuple[Any, Any]]) -> set[str] | None:
    """The characters with which these parts of a parsed pattern begin."""
    for what, value in parts:
        if str(what) == "LITERAL":
            return {chr(value)}
        if str(what) == "IN" and all(str(sort) == "LITERAL" for sort, _ in value):
            return {chr(item) for _, item in value}
        if str(what) == "SUBPATTERN":
            return _marks(value[3])
        if str(what) == "AT" and str(value) == "AT_BEGINNING":
            return {BEGINNING}
        if str(what) == "BRANCH":
            ways = [_marks(part) for part in value[1]]
            return None if None in ways else set().union(*(way for way in ways if way))
        if str(what) not in {"ASSERT", "ASSERT_NOT"}:
            break
    return None


def _may_start(key: str) -> bool:
    return key.isalnum() or key in {"_", CAPITAL}


def _grown(heads: set[_Head], parts: Iterable[tuple[Any, Any]], *, cased: bool) -> set[_Head]:
    """The beginnings after `parts` of a parsed pattern."""
    for what, value in parts:
        growing = {head for head in heads if head.grows}
        if not growing or len(heads) > MOST_WAYS:
            break
        heads = (heads - growing) | _after(growing, str(what), value, cased=cased)
    return heads


def _after(heads: set[_Head], what: str, value: Any, *, cased: bool) -> set[_Head]:
    if what == "LITERAL":
        return _each(heads, {_key(chr(value))})
    if what == "IN":
        return _each(heads, _choices(value, cased=cased))
    if what == "BRANCH":
        return set().union(*(_grown(heads, part, cased=cased) for part in value[1]))
    if what == "SUBPATTERN":
        return _grown(heads, value[3], cased=cased and not value[1] & re.IGNORECASE)
    if what in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _repeated(heads, value, cased=cased)
    if what in {"AT", "ASSERT", "ASSERT_NOT"}:
        return {_Head("", True, True) if not head.keys else head for head in heads} if _bounds(what, value) else heads
    return _each(heads, set())


def _repeated(heads: set[_Head], value: Any, *, cased: bool) -> set[_Head]:
    least, most, part = value
    found = set(heads) if not least else set()
    now = heads
    for count in range(1, min(most, max(least, LETTERS + 1)) + 1):
        now = _grown(now, part, cased=cased)
        if count >= least:
            found |= now
        if not any(head.grows for head in now):
            return found | now
    return found


def _each(heads: set[_Head], keys: set[str]) -> set[_Head]:
    """Every beginning with every one of `keys` behind it; with none of them it ends here."""
    if not keys or len(heads) * len(keys) > MOST_GROWN or (CAPITAL in keys and any(head.keys for head in heads)):
        return {_Head(head.keys, False, head.starts) for head in heads}
    grown: set[_Head] = set()
    for head in heads:
        if head.keys.startswith(CAPITAL) and len(keys) > FEW:
            grown.add(_Head(head.keys, False, head.starts))
            continue
        for key in keys:
            whole = head.keys + key
            grown.add(_Head(whole, len(whole) < LETTERS, head.starts))
    return grown


def _choices(items: list[tuple[Any, Any]], *, cased: bool) -> set[str]:
    """Keys of a class of letters; none when they cannot be counted."""
    chars: set[str] = set()
    for what, value in items:
        if str(what) == "LITERAL":
            chars.add(chr(value))
        elif str(what) == "RANGE" and value[1] - value[0] < 64:
            chars |= {chr(place) for place in range(value[0], value[1] + 1)}
        elif str(value) in _DIGITS:
            chars.add(DIGIT)
        elif str(value) in _WHITE:
            chars.add(SPACE)
        else:
            return set()
    chars -= {"×", "÷"}  # They lie within the ranges of letters; nobody is called so.
    if cased and len(chars) > FEW and all(char.isupper() for char in chars):
        return {CAPITAL}
    return {_key(char) for char in chars}


def _bounds(what: str, value: Any) -> bool:
    """Whether an assertion lets nothing through behind a letter or digit, when a letter or digit comes next."""
    if what == "AT":
        return str(value) in {"AT_BOUNDARY", "AT_UNI_BOUNDARY"}
    direction, parts = value
    if what != "ASSERT_NOT" or direction > 0 or len(parts) != 1 or str(parts[0][0]) != "IN":
        return False
    items = [(str(sort), item) for sort, item in parts[0][1]]
    if items[0][0] != "NEGATE":
        return any(str(item) in _WORD for _, item in items)
    others = [(sort, item) for sort, item in items[1:] if str(item) not in _NO_WORD]
    return len(others) < len(items) - 1 and all(sort == "LITERAL" and not chr(item).isalnum() for sort, item in others)

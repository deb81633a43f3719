"""Patterns tried only where their matches can begin: much quicker than a look at every character."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from qa_portal.text.identifiers.openings import (
    BEGINNING,
    CAPITAL,
    KEYS,
    LETTERS,
    NUMBERS,
    how_many,
    marks_of,
    number_of,
)

START = re.compile(r"(?<![^\W_])\w")
"""Where a word or number begins."""


@cache
def _class_of(marks: str) -> re.Pattern[str]:
    chars = marks.replace(BEGINNING, "")
    return re.compile(f"[{re.escape(chars)}]" if chars else r"(?!)")


class Searched:
    """A text in which many patterns are looked for."""

    def __init__(self, text: str) -> None:
        """Take the text; nothing is read before the first pattern."""
        self.text = text
        self._begun: dict[int, list[int]] = {}
        self._before: dict[str, list[int]] = {}
        self._marked: dict[str, list[int]] = {}
        self._read_for = 0
        """The patterns with smaller numbers are in `_begun`."""

    def each(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives; it is tried only where a word begins as its matches do."""
        number = number_of(pattern)
        if number is None:
            marks = marks_of(pattern)
            if marks is None:
                return pattern.finditer(self.text)
            places: Sequence[int] = self._places_of(marks)
        else:
            places = self._candidates(number)
        return self.tried(pattern, places) if places else iter(())

    def tried(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """What `pattern` matches at these places, in their order and without overlaps."""
        done = 0
        for place in places:
            if place >= done and (match := pattern.match(self.text, place)):
                done = match.end()
                yield match

    def _places_of(self, marks: str) -> list[int]:
        """Where these marks stand; with `BEGINNING` among them the beginning of the text is such a place."""
        found = self._marked.get(marks)
        if found is None:
            found = [match.start() for match in _class_of(marks).finditer(self.text)]
            if BEGINNING in marks and not (found and found[0] == 0):
                found.insert(0, 0)
            self._marked[marks] = found
        return found

    def before(self, pattern: re.Pattern[str], hearts: re.Pattern[str], reach: int) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives, when every match begins at a word at most `reach` before `hearts`."""
        return self.tried(pattern, self._places_before(hearts, reach))

    def _places_before(self, hearts: re.Pattern[str], reach: int) -> list[int]:
        found = self._before.get(hearts.pattern)
        if found is None:
            text = self.text
            places = {
                place
                for heart in hearts.finditer(text)
                for place in range(max(0, heart.start() - reach), heart.start() + 1)
                if text[place].isalnum() and not text[place - 1 : place].isalnum()
            }
            found = self._before[hearts.pattern] = sorted(places)
        return found

    def around(self, pattern: re.Pattern[str], hearts: Iterable[int], reach: int) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives, when each match begins at most `reach` characters before one of `hearts`."""
        done = 0
        for heart in hearts:
            place = max(done, heart - reach)
            while place <= heart:
                match = pattern.match(self.text, place)
                place += 1
                if match:
                    place = done = match.end()
                    yield match
            done = max(done, heart + 1)

    def first(self, pattern: re.Pattern[str], low: int, high: int) -> re.Match[str] | None:
        """What `pattern.search` gives between two places; it is tried only where a word begins as its matches do."""
        number = number_of(pattern)
        if number is None:
            return pattern.search(self.text, low, high)
        places = self._candidates(number)
        for at in range(bisect_left(places, low), bisect_left(places, high)):
            if match := pattern.match(self.text, places[at], high):
                return match
        return None

    def _candidates(self, number: int) -> Sequence[int]:
        """Places of the words that begin as the matches of the pattern with this number do."""
        if number >= self._read_for:
            self._begun = self._read_beginnings()
        return self._begun.get(number, ())

    def _read_beginnings(self) -> dict[int, list[int]]:
        """For each pattern asked for in this process the places where it may begin."""
        self._read_for = how_many()
        begun: dict[int, list[int]] = defaultdict(list)
        text, keyed = self.text, self.text.translate(KEYS)
        for match in START.finditer(text):
            place = match.start()
            key = keyed[place : place + LETTERS]
            for number in NUMBERS[CAPITAL + key if text[place].isupper() else key]:
                begun[number].append(place)
        return begun

"""Words by kind: which of many slots (words, beginnings, classes, ranges of numbers) a word fits."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_portal.text.flags.words import number

_RANGE = re.compile(r"\{(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\}")
_WORD = re.compile(r"[a-z0-9.]+\*?")
_LONGEST_CLASS_CHAIN = 4
_NOTHING: frozenset[int] = frozenset()


class BadPattern(ValueError):
    """A rule pack that cannot be read: an unknown class, an impossible word or an open-ended pattern."""


def _alternatives(part: str, classes: Mapping[str, Sequence[str]], depth: int = 0) -> Iterator[str]:
    if depth > _LONGEST_CLASS_CHAIN:
        raise BadPattern(f"class {part} refers to itself")
    for word in part.split("|"):
        if word.startswith("<") and word.endswith(">"):
            if word[1:-1] not in classes:
                raise BadPattern(f"unknown class {word}")
            for inner in classes[word[1:-1]]:
                yield from _alternatives(inner, classes, depth + 1)
        elif _WORD.fullmatch(word) or _RANGE.fullmatch(word):
            yield word
        else:
            raise BadPattern(f"{word!r} can never match: plain lower-case words only")


@dataclass(slots=True)
class SlotTable:
    """Which numbers a word fits, by whole word, by beginning and by value."""

    numbers: dict[str, int] = field(default_factory=dict)
    exact: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    beginnings: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ranges: list[tuple[float, float, int]] = field(default_factory=list)
    lengths: tuple[int, ...] = ()
    """How long the beginnings are; to be set by `close` when all slots are in."""

    def close(self) -> None:
        """Take note of the lengths of all beginnings, before any word is looked up."""
        self.lengths = tuple(sorted({len(beginning) for beginning in self.beginnings}))

    def add(self, part: str, classes: Mapping[str, Sequence[str]]) -> int:
        """The number of a slot, new or known. Raises: BadPattern."""
        if part in self.numbers:
            return self.numbers[part]
        new = self.numbers[part] = len(self.numbers)
        for word in _alternatives(part, classes):
            if found := _RANGE.fullmatch(word):
                self.ranges.append((float(found[1]), float(found[2]), new))
            elif word.endswith("*"):
                self.beginnings[word[:-1]].add(new)
            else:
                self.exact[word].add(new)
        return new

    def fitting(self, word: str) -> set[int]:
        """The numbers of all slots that this word fits."""
        fits = set(self.exact.get(word, _NOTHING))
        for length in self.lengths:
            if length > len(word):
                break
            fits |= self.beginnings.get(word[:length], _NOTHING)
        value = number(word)
        if value >= 0:
            fits.update(slot for low, high, slot in self.ranges if low <= value <= high)
        return fits

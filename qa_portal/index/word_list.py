"""The words of an index as they are written, kept so that near ones are found in a millisecond or two."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from functools import lru_cache
from itertools import chain
from sys import intern

_SOUNDS = (
    (r"^(?:pn|kn|gn|mn|ps|pt|wr)", lambda found: found[0][1]),
    (r"^x", "s"), (r"ph", "f"), (r"rh", "r"), (r"sch", "sk"), (r"sc(?=[eiy])", "s"), (r"c(?=[eiy])", "s"),
    (r"ch", "k"), (r"ck|q|c", "k"), (r"gh(?=t)|gh$", ""), (r"g(?=[eiy])", "j"), (r"ts?z|z", "s"), (r"x", "ks"),
    (r"sthm", "sm"), (r"th", "t"), (r"wh", "w"), (r"(?<!^)[aeiouyh]", ""), (r"(.)\1+", r"\1"), (r"^[aeiouy]", "a"),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern), into) for pattern, into in _SOUNDS]


class WordList:
    """Words by first letter and length: a slip is seldom in the first letter, and changes the length little."""

    def __init__(self, words: Iterable[str]) -> None:
        self._shelves: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        self._sounds: defaultdict[str, list[str]] = defaultdict(list)
        for word in set(words):
            self._shelves[word[:1], len(word)].append(word)
            self._sounds[sound_of(word)].append(word)

    def sounding_like(self, word: str) -> list[str]:
        """Words that sound about the same, however they are written."""
        return self._sounds.get(sound_of(word), [])

    def one_slip_from(self, word: str) -> list[str]:
        """Words that differ by one letter added, dropped, changed or swapped with the next."""
        return [other for other in self._alike(word, 1) if is_one_slip(word, other)]

    def two_slips_from(self, word: str) -> list[str]:
        """Words that differ by two slips or fewer and share the first two letters."""
        alike = (other for other in self._alike(word, 2) if other[:2] == word[:2])
        return [other for other in alike if 0 < slips(word, other) <= 2]

    def _alike(self, word: str, longer: int) -> Iterable[str]:
        for length in range(len(word) - longer, len(word) + longer + 1):
            yield from self._shelves.get((word[:1], length), ())


class SegmentWords:
    """The words of each segment of an index. Segments never change, so a later view reads those that are new only."""

    def __init__(self) -> None:
        self._words: dict[str, list[str]] = {}
        self._list: WordList | None = None

    def list_of(self, segments: Set[str], read: Callable[[str], Iterable[bytes]]) -> WordList:
        """Return all words of these segments; `read` gives those of one."""
        if self._list is None or segments != self._words.keys():
            kept = {name: words for name, words in self._words.items() if name in segments}
            for name in segments - kept.keys():
                kept[name] = [intern(word.decode()) for word in read(name)]
            self._words, self._list = kept, WordList(chain.from_iterable(kept.values()))
        return self._list


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    """The consonants of a word as they sound in English, and whether it begins with a vowel."""
    for pattern, into in _PATTERNS:
        word = pattern.sub(into, word)
    return word


def is_one_slip(one: str, other: str) -> bool:
    """Whether two different words are one slip apart."""
    if one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if one[start + 1 :] == other[start + 1 :] or one[start:] == other[start + 1 :] or one[start + 1 :] == other[start:]:
        return True
    swapped = one[start + 1 : start + 2] + one[start : start + 1]
    return swapped == other[start : start + 2] and one[start + 2 :] == other[start + 2 :]


def slips(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with the next (Damerau-Levenshtein, neighbours only)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]

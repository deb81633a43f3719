"""The small language that rule packs are written in, and a matcher whose cost is linear in the text.

A pattern is a row of slots: `chest|breastbone` one of these words, `squeez*` a beginning, `<family>` a class of words,
`{38-43}` a number in a range, a `?` at the end for a slot that may be missing, `_` up to three words between and
`__` up to seven. A pattern never reaches over the end of a sentence.

Every different slot has a number. A text's words are looked up once for the numbers of the slots they fit, so that
matching is a matter of small sets of numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa_portal.text.flags.slots import BadPattern, SlotTable
from qa_portal.text.flags.words import Words

_GAPS = {"_": 3, "__": 7}


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern: words of kind `number`, or a gap of up to `gap` words."""

    number: int = -1
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of slots under a name; `needs` are the numbers that a text must have at all."""

    name: str
    language: str
    slots: tuple[Slot, ...]
    needs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: the name of what was found, and its words [start, end)."""

    name: str
    start: int
    end: int


class PatternIndex:
    """All patterns of a pack, looked up by the number of their first slot."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], classes: Mapping[str, Sequence[str]]) -> None:
        """Build from (name, pattern, language) rows; a row without a language is of all. Raises: BadPattern."""
        self._table = SlotTable()
        self._by_first: dict[int, list[Pattern]] = defaultdict(list)
        for name, written, language in rows:
            pattern = self._parse(name, written, language, classes)
            self._by_first[pattern.slots[0].number].append(pattern)
        self._firsts = frozenset(self._by_first)
        self._table.close()

    def _parse(self, name: str, written: str, language: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
        slots: list[Slot] = []
        for part in written.split():
            if part in _GAPS:
                slots.append(Slot(gap=_GAPS[part]))
            else:
                slot = self._table.add(part.removesuffix("?"), classes)
                slots.append(Slot(slot, optional=part.endswith("?")))
        if not slots or any(slot.gap or slot.optional for slot in (slots[0], slots[-1])):
            raise BadPattern(f"a pattern starts and ends with a word: {written!r}")
        needs = frozenset(slot.number for slot in slots if not slot.gap and not slot.optional)
        return Pattern(name, language, tuple(slots), needs)

    def find(self, words: Words, spoken: Sequence[str] = ()) -> list[Hit]:
        """Every match in reading order (by first word); each name at most once a starting word.

        `spoken` is the language of each sentence, "" where it is not plain: the patterns of another are left out.
        """
        known = {word: self._table.fitting(word) for word in set(words.texts)}
        fits = [known[word] for word in words.texts]
        ends = _sentence_ends(words)
        possible = self._possible(known, set(spoken) or {""})
        hits: list[Hit] = []
        for place, word in enumerate(words.texts):
            seen: set[str] = set()
            language = spoken[words.sentences[place]] if spoken else ""
            for pattern in possible[word]:
                if pattern.name in seen or (language and pattern.language and pattern.language != language):
                    continue
                end = _end(pattern.slots, 1, fits, place + 1, ends[place])
                if end >= 0:
                    seen.add(pattern.name)
                    hits.append(Hit(pattern.name, place, end))
        return hits

    def _possible(self, known: Mapping[str, set[int]], spoken: set[str]) -> dict[str, list[Pattern]]:
        """The patterns by first word that a text of these words in these languages can match at all."""
        present: set[int] = set().union(*known.values())
        wanted = None if "" in spoken else {"", *spoken}
        rows = {
            first: [
                pattern
                for pattern in self._by_first[first]
                if pattern.needs <= present and (wanted is None or pattern.language in wanted)
            ]
            for first in self._firsts & present
        }
        return {
            word: [pattern for first in numbers & self._firsts for pattern in rows[first]]
            for word, numbers in known.items()
        }


def _sentence_ends(words: Words) -> list[int]:
    """For every word the place after the last word of its sentence."""
    ends = [0] * len(words)
    end = len(words)
    for place in range(len(words) - 1, -1, -1):
        if place + 1 < len(words) and words.sentences[place] != words.sentences[place + 1]:
            end = place + 1
        ends[place] = end
    return ends


def _end(slots: tuple[Slot, ...], at: int, fits: list[set[int]], place: int, limit: int) -> int:
    """The place after a match of slots[at:] from `place` on, before `limit`; -1 when there is none."""
    while at < len(slots):
        slot = slots[at]
        at += 1
        if slot.gap:
            for start in range(place, min(place + slot.gap + 1, limit)):
                if not slots[at].optional and slots[at].number not in fits[start]:
                    continue
                if (end := _end(slots, at, fits, start, limit)) >= 0:
                    return end
            return -1
        here = place < limit and slot.number in fits[place]
        if slot.optional:
            if here and (end := _end(slots, at, fits, place + 1, limit)) >= 0:
                return end
        elif here:
            place += 1
        else:
            return -1
    return place

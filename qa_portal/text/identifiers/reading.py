"""A text as the finders see it: its words, where sentences start, what is already a tag."""

import re
from collections.abc import Iterator, KeysView
from functools import cached_property, lru_cache
from typing import NamedTuple

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.searching import Searched

MARKS = "\u0300-\u036f"
WORD = re.compile(rf"[^\W\d_][^\W\d_{MARKS}]*(?:[{MARKS}][^\W\d_]*)*(?:['’ʼ][^\W\d_]+)*")
PLAIN_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
"""The same in a text of ASCII, where it is quicker."""
LETTER = re.compile(r"[^\W\d_]")
UPPER = re.compile(r"[A-ZÀ-ÖØ-ÞĀ]")
DIGIT = re.compile(r"\d")
OFTEN = "etaoi"
"""With more of these than capitals a text is not all in capitals, whatever its other letters are."""
ABBREVIATIONS = frozenset(
    "dr mr mrs ms st mt ft prof sr sra dra srta vs no jr med hosp univ ave rd d dna don col enf enfra lic ing "
    "psic tec aux".split()
)
SENTENCE_END = re.compile(r"[.!?¿¡\n\r…]|[:—–][ \t]|^- ")
SHORT_GAP = 3
"""What so few characters between two words tell is remembered."""
NEAR_GAPS = frozenset({" ", "-", ". ", ".", "  ", "\t"})
BLOCK = "\ue000"
"""Private-use character that stands where a tag or an earlier find was; one for each."""


class Word(NamedTuple):
    """A run of letters; `end` leaves a possessive 's outside.

    `near`: only a space, a hyphen or an abbreviation's dot lies between the word before and this one.
    `first`: it starts a sentence or a line. `cap`: it starts with a capital in a text that is not all capitals.
    """

    start: int
    end: int
    text: str
    fold: str
    gap: str
    first: bool
    cap: bool
    near: bool


@lru_cache(maxsize=1_000)
def _is_end(gap: str) -> bool:
    return SENTENCE_END.search(gap) is not None


def _is_shouted(text: str) -> bool:
    """Whether most letters are capitals."""
    upper = len(UPPER.findall(text))
    if upper <= 2 or sum(map(text.count, OFTEN)) > upper:
        return False
    return upper > 0.6 * len(LETTER.findall(text))


class Reading(Searched):
    """One text, its words and its style."""

    def __init__(self, text: str, lang: str = "en") -> None:
        """Take a text in which tags and earlier finds are already blocks, which no finder reads across."""
        super().__init__(text)
        self.lang = lang
        self.shouted = _is_shouted(text)

    @cached_property
    def folds(self) -> KeysView[str]:
        """The words that occur: a quick look before a slow pattern."""
        return self._by_fold.keys()

    @cached_property
    def _by_fold(self) -> dict[str, list[Word]]:
        by_fold: dict[str, list[Word]] = {}
        for word in self.words:
            by_fold.setdefault(word.fold, []).append(word)
        return by_fold

    def how_often(self, folds: frozenset[str]) -> int:
        """How many of the words are one of these."""
        return sum(len(self._by_fold[fold]) for fold in self.folds & folds)

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is any digit to look at."""
        return DIGIT.search(self.text) is not None

    @cached_property
    def words(self) -> list[Word]:
        """Words in order."""
        words: list[Word] = []
        text, shouted = self.text, self.shouted
        last_end = 0
        for match in (PLAIN_WORD if text.isascii() else WORD).finditer(text):
            start, end = match.span()
            written = match[0]
            if written.isalpha():
                folded = written.lower() if written.isascii() else fold(written)
            else:
                end = self._end_without_possessive(match)
                written = text[start:end]
                folded = fold(written).replace("'", "")
            if start - last_end == 1 and text[last_end] == " " and words:
                gap, first, near = " ", False, True
            else:
                gap = text[last_end:start]
                first = not words or (gap != " " and self._ends_sentence(words[-1], gap))
                near = gap in NEAR_GAPS
            cap = not shouted and written[0].isupper()
            # Quicker than to call Word: there are hundreds in a text.
            words.append(tuple.__new__(Word, (start, end, written, folded, gap, first, cap, near)))
            last_end = end
        return words

    @staticmethod
    def _end_without_possessive(match: re.Match[str]) -> int:
        written = match.group()
        if len(written) > 2 and written[-1] in "sS" and written[-2] in "'’ʼ":
            return match.end() - 2
        return match.end()

    @classmethod
    def _ends_sentence(cls, word: Word, gap: str) -> bool:
        ends = _is_end(gap) if len(gap) <= SHORT_GAP else SENTENCE_END.search(gap) is not None
        return ends and not cls._is_abbreviation(word, gap)

    @staticmethod
    def _is_abbreviation(word: Word, gap: str) -> bool:
        return gap.startswith(".") and "\n" not in gap and (word.fold in ABBREVIATIONS or len(word.text) == 1)

    def matches(self, pattern: re.Pattern[str], leads: frozenset[str]) -> Iterator[re.Match[str]]:
        """Where `pattern` matches from one of the words `leads` on: much quicker than trying it everywhere."""
        found = self.folds & leads
        if not found:
            return iter(())
        return self.tried(pattern, sorted([word.start for lead in found for word in self._by_fold[lead]]))

    def phrase(self, index: int, count: int) -> str | None:
        """`count` neighbouring words from `index` on, folded with one space between, or None."""
        words = self.words
        if index + count > len(words):
            return None
        for place in range(index + 1, index + count):
            if not words[place].near:
                return None
        return words[index].fold if count == 1 else " ".join([word.fold for word in words[index : index + count]])

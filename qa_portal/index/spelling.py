"""Better spellings for words that stand in no page. The reader is shown what was done."""

from collections.abc import Mapping
from typing import Protocol

from qa_portal.index.words import words_of

LEAST_LETTERS = 4
"""Shorter words are left alone: nearly any three letters are near a real word."""
LEAST_LETTERS_FAR = 7
"""Two slips are repaired only in words this long."""
MAX_WORDS = 12
"""In a longer letter a slip matters little, and looking for near words is slow."""
MAX_TRIES = 2
"""Words of one query for which near words are looked up."""
LEAST_PAGES = 2
"""A word that stands in fewer pages may itself be a slip."""
MUCH_COMMONER = 3
"""A repair must stand in this many times as many pages as the word it replaces."""


class Vocabulary(Protocol):
    """The words of an index as they are written."""

    def words_near(self, word: str, distance: int, prefix: int) -> set[str]:
        """Words within so many edits that share the first letters."""

    def pages_with(self, word: str) -> int:
        """How many pages hold this word."""


def is_repairable(word: str) -> bool:
    """Whether a word is of the kind that is looked up."""
    return len(word) >= LEAST_LETTERS and word.isalpha()


def nearest(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the commonest word one slip away, else two slips away in a long word; None when there is none.

    First letters are seldom wrong, and asking for the same ones is what makes the search quick.
    """
    tries = [(1, 2), (1, 1), (2, 2)] if len(word) >= LEAST_LETTERS_FAR else [(1, 2), (1, 1)]
    for distance, prefix in tries:
        near = vocabulary.words_near(word, distance, prefix) - {word}
        common = [(pages, other) for other in near if (pages := vocabulary.pages_with(other)) >= LEAST_PAGES]
        if common:
            return max(common)[1]
    return None


def rewrite(words: str, repairs: Mapping[str, str]) -> str:
    """Put repaired words in the place of the typed ones; the rest stays as it was typed."""
    out, at = [], 0
    for place in words_of(words):
        if place.plain in repairs:
            out.append(words[at : place.start] + repairs[place.plain])
            at = place.end
    return "".join(out) + words[at:]

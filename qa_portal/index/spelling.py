"""Better spellings for words that stand in no page. The reader is shown what was done."""

from collections.abc import Callable, Iterable, Mapping

from qa_portal.index.word_list import WordList
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


def is_repairable(word: str) -> bool:
    """Whether a word is of the kind that is looked up."""
    return len(word) >= LEAST_LETTERS and word.isalpha()


def nearest(word: str, word_list: WordList, pages_with: Callable[[str], int]) -> str | None:
    """Return the commonest word one slip away, else two slips away in a long word; None when there is none."""
    near = _commonest(word_list.one_slip_from(word), pages_with)
    if near is None and len(word) >= LEAST_LETTERS_FAR:
        near = _commonest(word_list.two_slips_from(word), pages_with)
    return near


def _commonest(words: Iterable[str], pages_with: Callable[[str], int]) -> str | None:
    common = [(pages, word) for word in words if (pages := pages_with(word)) >= LEAST_PAGES]
    return max(common)[1] if common else None


def rewrite(words: str, repairs: Mapping[str, str]) -> str:
    """Put repaired words in the place of the typed ones; the rest stays as it was typed."""
    out, at = [], 0
    for place in words_of(words):
        if place.plain in repairs:
            out.append(words[at : place.start] + repairs[place.plain])
            at = place.end
    return "".join(out) + words[at:]

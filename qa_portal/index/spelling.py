"""Better spellings for words that stand in no page, or in next to none. The reader is shown what was done."""

from collections.abc import Callable, Mapping

from qa_portal.index.word_list import WordList, slips
from qa_portal.index.words import words_of

LEAST_LETTERS = 4
"""Shorter words are left alone: nearly any three letters are near a real word."""
LEAST_LETTERS_FAR = 7
"""Two slips are repaired only in words this long."""
MOST_SLIPS_BY_SOUND = 3
"""Words that sound alike may be written this differently: "collestrol"."""
SLIP_COST = 1.5
"""A further slip must be made good by a word this much commoner, in powers of ten."""
MANY_WORDS = 12
"""In a text with more words than this only words that stand in no page are looked up."""
LETTER_LONG = 10
"""In such a text a word may as well be a name: two slips are repaired in words this long, one in others."""
LEAST_NAMED = 0.01
"""A repair is a word that is the subject of this share of the pages that hold it ..."""
EVERYWHERE = 0.03
"""... or one that stands in this share of all pages."""
SHOWN_CHARS = 120
"""Longer texts are not shown again for the sake of a slip."""
MAX_TRIES = 3
"""Words of one query for which near words are looked up."""
LEAST_PAGES = 2
"""A word that stands in fewer pages may itself be a slip."""
NAMED = 5.0
"""A word pages are about is this much more often meant than one that only stands in them."""
SELDOM = 5
"""A word in no more pages than this may be a slip others made too."""
MUCH_COMMONER = 20
"""A repair must stand in this many times as many pages as the word it replaces."""


def is_repairable(word: str) -> bool:
    """Whether a word is of the kind that is looked up."""
    return len(word) >= LEAST_LETTERS and word.isalpha()


def letter_slips(word: str) -> int:
    """Slips that are repaired in a word of a long text."""
    return 2 if len(word) >= LETTER_LONG else 1


def likelihood(pages: int, naming: int, every: int) -> float:
    """How likely a word is meant, out of how many of all pages hold it, and in their subject; 0 for one that is not."""
    if pages < LEAST_PAGES or (naming < LEAST_NAMED * pages and pages < EVERYWHERE * every):
        return 0.0
    return pages * (NAMED if naming else 1.0)


def nearest(word: str, word_list: WordList, telling: Callable[[str], float]) -> str | None:
    """Return the word that was probably meant: telling, few slips away or the same in sound; None for none.

    `telling` gives the `likelihood` of a word.
    """
    near = dict.fromkeys(word_list.one_slip_from(word), 1)
    for other in word_list.sounding_like(word):
        far = slips(word, other)
        if 0 < far <= min(MOST_SLIPS_BY_SOUND, len(word) // 3 + 1):
            near.setdefault(other, far)
    best = _best(near, telling)
    if best is None and len(word) >= LEAST_LETTERS_FAR:
        best = _best(dict.fromkeys(word_list.two_slips_from(word), 2), telling)
    return best


def _best(near: Mapping[str, int], telling: Callable[[str], float]) -> str | None:
    likely = [(worth / 10 ** (SLIP_COST * far), word) for word, far in near.items() if (worth := telling(word))]
    return max(likely)[1] if likely else None


def suggestion(words: str, repairs: Mapping[str, str]) -> str | None:
    """Return the words as they were probably meant, of a long text only those that were not as typed; None for none."""
    if not repairs:
        return None
    return rewrite(words, repairs) if len(words) <= SHOWN_CHARS else ", ".join(repairs.values())


def rewrite(words: str, repairs: Mapping[str, str]) -> str:
    """Put repaired words in the place of the typed ones; the rest stays as it was typed."""
    out, at = [], 0
    for place in words_of(words):
        if place.plain in repairs:
            out.append(words[at : place.start] + repairs[place.plain])
            at = place.end
    return "".join(out) + words[at:]

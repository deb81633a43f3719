"""Words that no list knows: shown to a person, and taken out at once when they are written like a name."""

from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import is_any_surname, is_given, is_known, is_stop, is_surname, is_town, written
from qa_portal.text.identifiers.name_shapes import name_end
from qa_portal.text.identifiers.reading import BLOCK, Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected, is_typo
from qa_portal.text.identifiers.tags import TITLES

MAX_TYPOS_TRIED = 150
"""So many unknown words of a text are tried as misspelt ones; further ones are simply shown."""


PLACE_LEADS = frozenset("in from frm near at en desde".split())
ARTICLES = frozenset("the el la los las".split())
ARTICLE_LEADS = frozenset("at near outside en a desde cerca".split())
"""Before an article only these tell a place: "at the jlp", "en la valvanera"."""


def find_unknown(reading: Reading) -> Iterator[Span]:
    """Words outside the vocabulary, and ordinary words that are names or towns too and stand as such."""
    tried, calendar = 0, written("calendar")
    for index, word in enumerate(reading.words):
        if len(word.fold) < 3 or is_stop(word.fold) or word.fold in calendar:
            continue
        if is_known(word.fold, reading.lang) or is_inflected(word.fold, reading.lang):
            if _doubtful(reading, index):
                yield Span(word.start, word.end, Kind.NAME, Finder.LEXICON, "a word that is a name too", certain=False)
            continue
        if is_guarded(reading, index):
            continue
        tried += 1
        if _stands_as_place(reading, index):
            yield Span(word.start, word.end, Kind.LOCATION, Finder.UNKNOWN, "unknown word with a capital")
        elif _owns(reading, index) or _is_kin_of(reading, index) or _stands_as_name(reading, index):
            end = reading.words[name_end(reading, index) - 1].end
            yield Span(word.start, end, Kind.NAME, Finder.UNKNOWN, "unknown word with a capital")
        elif tried > MAX_TYPOS_TRIED or (word.cap and not word.first) or _has_hump(word) or not _slip(word.fold):
            yield Span(word.start, word.end, Kind.NAME, Finder.UNKNOWN, "unknown word", certain=False)


def _stands_as_place(reading: Reading, index: int) -> bool:
    """An unknown word in small letters, or in a text all in capitals, right behind "in", "from", "en"."""
    word = reading.words[index]
    if word.cap or word.gap != " " or len(word.fold) < 4 or not index or word.first:
        return False
    before = reading.words[index - 1].fold
    if reading.lang == "es" and before == "de" and BLOCK in reading.words[index - 1].gap:
        return True
    if before in ARTICLES and index > 1 and reading.words[index - 2].fold in ARTICLE_LEADS:
        return not _slip(word.fold)
    return before in PLACE_LEADS and not _slip(word.fold)


def _owns(reading: Reading, index: int) -> bool:
    """An unknown word with a capital that owns something, be it the first of its sentence: "Jarrah's ear"."""
    word = reading.words[index]
    return word.cap and not word.text.isupper() and reading.text[word.end : word.end + 2] in {"'s", "’s"}


def _is_kin_of(reading: Reading, index: int) -> bool:
    """Whether what the person is stands behind the word: "bauti, mi nene", "zuzka my neighbour"."""
    following = reading.words[index + 1 : index + 3]
    return (
        len(following) == 2
        and following[0].fold in {"my", "mi", "our", "nuestro", "nuestra"}
        and following[0].gap in {" ", ", ", " (", " - "}
        and following[1].gap == " "
        and following[1].fold in KIN
        and not _slip(reading.words[index].fold)
    )


def _opens(reading: Reading, index: int) -> bool:
    """Whether an ordinary word in small letters goes on from the capital unknown word that opens a sentence."""
    words = reading.words
    following = words[index + 1] if index + 1 < len(words) else None
    return following is not None and following.gap == " " and not following.cap and is_stop(following.fold)


def _stands_as_name(reading: Reading, index: int) -> bool:
    """A capital inside a sentence whose neighbours are not all capitalised."""
    word = reading.words[index]
    if (
        not word.cap
        or (word.first and not _opens(reading, index))
        or word.text.isupper()
        or any(char.isupper() for char in word.text[1:])
    ):
        return False
    if word.fold in written("safe_capitals") or _slip(word.fold):
        return False
    near = [
        other for other in reading.words[max(0, index - 2) : index + 3] if other is not word and len(other.fold) > 3
    ]
    return len(near) < 2 or sum(other.cap for other in near) <= len(near) / 2


def _doubtful(reading: Reading, index: int) -> bool:
    """A dictionary word that is a name or town too, capitalised where no sentence starts."""
    word = reading.words[index]
    if (
        not word.cap
        or word.first
        or word.text.isupper()
        or word.fold in written("safe_capitals")
        or word.fold in TITLES
    ):
        return False
    return (is_given(word.fold) or is_surname(word.fold) or is_town(word.fold)) and not is_guarded(reading, index)


def _has_hump(word: Word) -> bool:
    """Whether a capital stands inside the word, as in the names of firms: "ZoomCare"."""
    return word.cap and not word.text.isupper() and any(char.isupper() for char in word.text[2:])


def _slip(word: str) -> bool:
    """Whether an unknown word that is no name is an everyday word with one slip."""
    return not (is_given(word) or is_any_surname(word) or is_town(word)) and is_typo(word)

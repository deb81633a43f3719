"""A text without capitals, or all in capitals, with the capitals put back where a careful writer would set them.

Most finders go by capitals; such a text has none to go by. Words that could be names get one, ordinary words do not.
"""

from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_known_in_spanish,
    is_stop,
    is_surname,
    is_town,
    written,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spelling import is_inflected, is_typo

MIN_WORDS = 6
SHORT, LONG_ENOUGH = 3, 5
ILLNESS = ("oma", "itis", "osis", "emia", "ectomy", "oscopy", "pathy", "algia", "uria", "plasty", "ectomia", "patia")
"""Endings of illnesses and operations that no list can hold all of."""
MOST_CAPITALS = 0.02
"""A text of which no larger share of the words has a capital inside a sentence is written without."""


def is_uncased(reading: Reading) -> bool:
    """Whether capitals tell nothing in this text."""
    words = reading.words
    if reading.shouted:
        return True
    if len(words) < MIN_WORDS:
        return not any(word.cap for word in words)
    inside = sum(word.cap and not word.first and len(word.text) > 1 for word in words)
    return inside <= MOST_CAPITALS * len(words)


def recased(reading: Reading) -> str:
    """The text in small letters, with capitals for words that could be names; of the same length."""
    small = reading.text.lower()
    if len(small) != len(reading.text):
        return reading.text
    letters = list(small)
    for word in reading.words:
        if word.first or _may_be_name(word, reading.lang) or _is_initial(reading, word):
            letters[word.start] = reading.text[word.start].upper()[:1]
    return "".join(letters)


def _may_be_name(word: Word, lang: str) -> bool:
    fold = word.fold
    if len(fold) < 3 or is_stop(fold) or is_common(fold) or is_clinical(fold) or fold in written("calendar"):
        return False
    if fold.endswith(ILLNESS):
        return False
    if lang == "es" and is_known_in_spanish(fold):
        return is_any_given(fold) or is_surname(fold) or is_town(fold)
    if lang != "es" and is_known(fold, lang):
        return is_given(fold)
    if is_any_given(fold) or (len(fold) > SHORT and is_any_surname(fold)) or is_town(fold):
        return True
    # Shorter ones are mostly abbreviations: tms, rdw, acl.
    return len(fold) >= LONG_ENOUGH and not (is_inflected(fold, lang) or is_typo(fold))


def _is_initial(reading: Reading, word: Word) -> bool:
    return len(word.text) == 1 and reading.text[word.end : word.end + 1] == "."

"""A text without capitals, or all in capitals, with the capitals put back where a careful writer would set them.

Most finders go by capitals; such a text has none to go by. Words that could be names get one, ordinary words do not.
"""

import re

from qa_portal.text.identifiers.facility_words import RUNNING
from qa_portal.text.identifiers.lexicon import (
    built,
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_known_in_spanish,
    is_shared_eponym,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spelling import is_inflected, is_typo
from qa_portal.text.identifiers.tags import TITLES

THINGS_FOLLOW = frozenset(
    "a an the of some any this that these those take takes taking took taken tried try using use uses used on off with "
    "have has had having are is un una el los las tomo toma tomar tomando con tengo tiene son es".split()
)
"""Behind these an unknown word is a thing as often as a name: a drug, an illness, a slip."""
CODE_LETTERS = 4
NUMBER_BEFORE = re.compile(r"\d[\w]{0,6}[ \-·]$")
NUMBER_BEHIND = re.compile(r"[ \-·][a-z]?\d\d", re.IGNORECASE)
WORDS_FOLLOW = frozenset(
    "me te se le les lo la el los las un una mi tu su al del que no ha he han has nos y q ya muy mas otra otro".split()
)
TAKEN = frozenset("tengo tiene tienen tuve tomo toma tomar tomando tomaba hay sin bebo bebe".split())
"""Behind these a thing follows, whatever it is called: "tengo esperanza", "tomo fernet"."""
THINGS = RUNNING | written("spanish_things")
VERB_WITH_PRONOUN = re.compile(r"(?:[aei]r|ndo|dme|d)(?:me|te|se|l[aeo]s?|nos|os)+$")
SHORT, LONG_ENOUGH = 3, 5
ILLNESS = ("oma", "itis", "osis", "emia", "ectomy", "oscopy", "pathy", "algia", "uria", "plasty", "ectomia", "patia")
"""Endings of illnesses and operations that no list can hold all of."""
MOST_CAPITALS = 0.02
"""A text of which no larger share of the words has a capital inside a sentence is written without."""


def is_uncased(reading: Reading) -> bool:
    """Whether capitals tell nothing in this text."""
    if reading.shouted:
        return True
    words = [word for word in reading.words if len(word.text) > 1]
    inside = sum(word.cap and not word.first for word in words)
    opening = [word.cap for word in words if word.first]
    return inside <= MOST_CAPITALS * len(words) and sum(opening) * 2 <= len(opening)


def recased(reading: Reading) -> str:
    """The text in small letters, with capitals for words that could be names; of the same length."""
    small = reading.text.lower()
    if len(small) != len(reading.text):
        return reading.text
    letters = list(small)
    words = reading.words
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        if _is_code(reading, word):
            letters[word.start : word.end] = map(_capital, reading.text[word.start : word.end])
        elif (
            word.first
            or _is_initial(reading, word)
            or _may_be_name(word, before, reading.lang)
            or (before is not None and _names_follow(reading, before, word))
        ):
            letters[word.start] = _capital(reading.text[word.start])
    return "".join(letters)


def _capital(letter: str) -> str:
    """The capital of a letter, when it is one letter: that of "ß" is two, and would move all that stands behind."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter


def _is_code(reading: Reading, word: Word) -> bool:
    """Whether the letters belong to a number: "yk71 xxb", "nj k44-rtb", "ioe 090 112 0458"."""
    if len(word.text) > CODE_LETTERS:
        return False
    before, after = reading.text[word.start - 1 : word.start], reading.text[word.end : word.end + 1]
    if before.isdigit() or after.isdigit():
        return True
    if is_stop(word.fold) or is_known(word.fold, reading.lang):
        return False
    return bool(NUMBER_BEFORE.search(reading.text, max(0, word.start - 8), word.start)) or bool(
        NUMBER_BEHIND.match(reading.text, word.end)
    )


def _names_follow(reading: Reading, before: Word, word: Word) -> bool:
    """Whether a title or an initial stands before the word, which then is a name unless it is a word of every day."""
    if word.gap not in {" ", ". ", "-"} or is_stop(word.fold):
        return False
    if before.fold in TITLES:
        return reading.lang != "es" or not is_known_in_spanish(word.fold) or is_any_surname(word.fold)
    return _is_initial(reading, before) and not is_common(word.fold)


def _may_be_name(word: Word, before: Word | None, lang: str) -> bool:
    fold = word.fold
    if len(fold) <= 2 or is_stop(fold) or is_common(fold) or is_clinical(fold) or fold in written("calendar"):
        return False
    if fold.endswith(ILLNESS) or is_shared_eponym(fold):
        return False
    led = before.fold if before is not None else ""
    if lang == "es":
        return _may_be_spanish_name(fold, led)
    if is_known(fold, lang) or is_given(fold):
        return is_given(fold)
    rare = is_any_given(fold) or (len(fold) > SHORT and is_any_surname(fold))
    if is_town(fold) or (rare and not is_typo(fold)):
        return True
    # Shorter unknown ones are mostly abbreviations: tms, rdw, acl.
    return len(fold) >= LONG_ENOUGH and led not in THINGS_FOLLOW and not (is_inflected(fold, lang) or is_typo(fold))


def _may_be_spanish_name(fold: str, led: str) -> bool:
    if led in TAKEN or VERB_WITH_PRONOUN.search(fold):
        return False
    if is_known_in_spanish(fold):
        verb = fold.endswith("e") and is_known_in_spanish(f"{fold}r")
        return is_given(fold) and not verb and fold not in THINGS and led not in WORDS_FOLLOW
    if is_any_given(fold) or (len(fold) > SHORT and is_any_surname(fold)) or is_town(fold):
        return True
    if len(fold) < LONG_ENOUGH or led in THINGS_FOLLOW | WORDS_FOLLOW:
        return False
    return not (is_inflected(fold, "es") or is_typo(fold) or built("spanish").holds_near(fold))


def _is_initial(reading: Reading, word: Word) -> bool:
    return len(word.text) == 1 and reading.text[word.end : word.end + 1] == "."

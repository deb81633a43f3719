"""A scanned text has digits for letters: "JER0ME", "R1dge". Here the letters are put back, place for place."""

import re

from qa_portal.text.identifiers.lexicon import is_any_surname, is_given, is_known, is_town
from qa_portal.text.identifiers.spans import Kind

TOKEN = re.compile(r"(?<![^\W_])(?=[^\W_]*[01])(?:[^\W\d_]|[01]){4,24}(?![^\W_])")
HINT = re.compile(r"[01](?<=[^\W\d_].)[^\W\d_]")
READ = frozenset({Kind.NAME, Kind.ORG, Kind.LOCATION})
"""Kinds to be looked for in the mended text; numbers are found in the text as it stands."""
MIN_TOKENS = 2
LETTERS_A_DIGIT = 3
GUESSES = (("o", "l"), ("o", "i"))


def letters_for_digits(text: str) -> str:
    """`text` with letters for the digits of misread words, when there are several; of the same length."""
    if not HINT.search(text):
        return text
    found = [match for match in TOKEN.finditer(text) if _is_misread(match.group())]
    if len(found) < MIN_TOKENS:
        return text
    pieces: list[str] = []
    done = 0
    for match in found:
        pieces += [text[done : match.start()], _mended(match.group())]
        done = match.end()
    return "".join([*pieces, text[done:]])


def _is_misread(word: str) -> bool:
    digits = sum(char.isdigit() for char in word)
    return LETTERS_A_DIGIT * digits <= len(word) - digits


def _mended(word: str) -> str:
    guesses = [word.replace("0", zero).replace("1", one) for zero, one in GUESSES]
    known = next((guess for guess in guesses if _listed(guess.lower())), guesses[0])
    letters = [char for char in word if char.isalpha()]
    if all(char.isupper() for char in letters):
        return known.upper()
    return known[0].upper() + known[1:] if word[0].isdigit() else known


def _listed(word: str) -> bool:
    return is_known(word) or is_given(word) or is_any_surname(word) or is_town(word)

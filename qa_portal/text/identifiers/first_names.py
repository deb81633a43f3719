"""The first name before a surname that was found: "Will Hwang", "thanks, oriel wojcik", "my ex sailor quispe"."""

from qa_portal.text.identifiers.cue_words import CUES, KIN, LISTENERS, ROLES
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_stop,
    written,
)
from qa_portal.text.identifiers.name_shapes import HARD
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.tags import TITLES

PEOPLE = KIN | ROLES | LISTENERS | TITLES
LED = frozenset("is was named called es era llama llamado llamada and y e n".split())
"""Behind these an ordinary word with a capital before a surname is a name: "the derm was Will Hwang"."""
NO_LEADS = frozenset("concerned best peace from see saw seeing like ok sorry patient patients".split())
"""Cues behind which an ordinary word in small letters is one: "saw poor wojcik"."""


def is_first(reading: Reading, index: int) -> bool:
    """Whether the word at `index`, right before a name, is its first part."""
    word = reading.words[index]
    fold = word.fold
    if len(fold) < 3 or fold in HARD | PEOPLE or fold in written("safe_capitals") or fold.endswith("ly"):
        return False
    if is_clinical(fold) and not (is_given(fold) and word.cap):
        return False
    led = _lead(reading, index)
    if word.cap and not word.first:
        named = is_any_given(fold) or not is_known(fold, reading.lang)
        return (named and not is_stop(fold)) or (led and (is_given(fold) or not is_common(fold)))
    if is_stop(fold):
        return False
    if is_any_given(fold) and not is_common(fold):
        return not is_known(fold, reading.lang) or led or word.first
    return led and not word.first and not is_common(fold)


def _lead(reading: Reading, index: int) -> bool:
    """Whether a word for a person, a title, a closing word or a comma stands before."""
    words = reading.words
    if not index:
        return False
    gap, before = words[index].gap, words[index - 1].fold
    if words[index].cap and (gap in {", ", " ("} or before in LED):
        return True
    return gap in {" ", ", ", ". ", ": ", "! ", "\n", ",\n"} and before in CUES and before not in NO_LEADS

"""Spanish names after what somebody does: "la preceptora gaby", "el maquinista otxoa dice"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN
from qa_portal.text.identifiers.lexicon import is_any_given, is_any_surname, is_clinical, is_given, is_known, is_stop
from qa_portal.text.identifiers.name_shapes import SPANISH_PET_NAMES, name_end, name_span
from qa_portal.text.identifiers.people import SAYING
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span

AGENT = re.compile(
    r"\w{3,}(?:tora|tor|dora|dor|ista|logo|loga|atra|nera|nero|jera|jero|lera|lero|tera|tero|dera|dero|aria|ario|enta|"
    r"ente|anta|ante|triz|nesa|ora)s?"
)
"""A word that may tell what somebody does; a name must follow it."""
BEFORE = frozenset("el la mi un una su nuestro nuestra esa ese otra otro".split())


def find_agents(reading: Reading) -> Iterator[Span]:
    """A name after a word for who does something."""
    if reading.lang != "es":
        return
    yield from _at_somebodys(reading)
    words = reading.words
    for index in range(1, len(words) - 1):
        if words[index - 1].fold not in BEFORE or words[index].gap != " ":
            continue
        following = words[index + 1]
        if following.gap not in {" ", ", "} or following.first or not AGENT.fullmatch(words[index].fold):
            continue
        if _is_name(reading, index + 1):
            yield name_span(
                reading, index + 1, name_end(reading, index + 1), Finder.CUE, "after a word for what somebody does"
            )


def _is_name(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if is_stop(word.fold) or is_clinical(word.fold) or len(word.fold) < 3:
        return False
    if word.fold in SPANISH_PET_NAMES:
        return word.gap == " "
    if is_known(word.fold, "es"):
        return is_given(word.fold) and _ends_part(reading, word)
    listed = is_any_given(word.fold) or is_any_surname(word.fold)
    following = reading.words[index + 1].fold if index + 1 < len(reading.words) else ""
    return listed or (word.gap == " " and following in SAYING)


def _ends_part(reading: Reading, word: Word) -> bool:
    """Whether the sentence, or what is told of the person, goes on behind the word."""
    rest = reading.text[word.end : word.end + 4]
    return not rest.strip() or rest[0] in ",.;:)" or rest.strip().split(" ")[0] in {"me", "le", "se", "nos", "que", "y"}


def _at_somebodys(reading: Reading) -> Iterator[Span]:
    """ "En lo de carlitos", "va a lo de la tota"."""
    words = reading.words if "lo" in reading.folds else []
    for index in range(1, len(words) - 2):
        if words[index].fold != "lo" or words[index + 1].fold != "de" or words[index - 1].fold not in {"en", "a"}:
            continue
        led = words[index + 2].fold in {"la", "el", "don", "dona"} and index + 3 < len(words)
        word = words[index + 3 if led else index + 2]
        plain = is_stop(word.fold) or is_clinical(word.fold) or word.fold in KIN or word.gap != " "
        if not plain and (is_any_given(word.fold) or not is_known(word.fold, "es")):
            yield Span(
                words[index].start,
                word.end,
                Kind.ORG,
                Finder.ORGANISATION,
                "school, clinic or another place by its name",
            )

"""Names that their place alone tells: behind "Regards," on a line, behind "ta", short ones after a word of kin."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_portal.text.identifiers.cue_words import KIN, LISTENERS, ROLES
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_clinical, is_health, is_known, is_stop
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

THANKED = re.compile(
    r"\b(?:thanks|thank you|thank u|thx|thanx|ta|ty|cheers|regards|love|best|sincerely|bye|from|hugs)[,.!]?\s{1,2}"
    r"(?P<id>[^\W\d_]{3,14})[ \t]*[.!]?[ \t]*x{0,3}\s*\Z",
    re.IGNORECASE,
)
"""A last word behind "thanks", whatever word it is."""
SIGNED_LINE = re.compile(
    r"\b(?:regards|sincerely|thanks|thank you|cheers|best|love|faithfully|truly|warmly|wishes|respectfully)[,.!]?"
    r"[ \t]*\r?\n[ \t]*(?P<id>[A-Z][\w'’.\-]{0,20}(?:[ ][A-Z][\w'’.\-]{0,20}){0,3})[ \t]*(?=\r?\n|$)",
    re.IGNORECASE,
)
EVERYBODY = frozenset("everybody advance much lots bunch million heaps loads anyway bless regards soon".split())
PEOPLE = KIN | ROLES
SHORT_NAMES = frozenset("al bo cy di ed jo lo lu mo ty vi kc jj tj aj dj cj".split())


def find_told_names(reading: Reading) -> Iterator[Span]:
    """Names behind a greeting at the end, and odd ones after a word for a person."""
    if reading.lang != "en":
        return
    if "\n" in reading.text:
        yield from _signed_lines(reading)
    thanked = THANKED.search(reading.text, max(0, len(reading.text) - 40))
    if thanked is not None and not is_stop(fold(thanked["id"])) and fold(thanked["id"]) not in LISTENERS | EVERYBODY:
        yield _name(thanked.start("id"), thanked.end("id"), "signature", certain=False)
    for before, word in pairwise(reading.words):
        if before.fold not in PEOPLE:
            continue
        short = word.gap == " " and len(word.text) == 2 and _is_short_name(word.fold)
        apart = word.gap == ", " and reading.text[word.end : word.end + 1] == "," and _is_told_apart(word.fold)
        if short or apart:
            yield _name(word.start, word.end, "after a word for what somebody does", certain=False)


def _signed_lines(reading: Reading) -> Iterator[Span]:
    """Capitalised words alone on the line behind "Regards,"."""
    for match in reading.each(SIGNED_LINE):
        parts = match["id"].split()
        plain = all(is_stop(fold(part)) or is_clinical(fold(part)) for part in parts) or fold(parts[0]) in LISTENERS
        if all(part[0].isupper() for part in parts) and not plain:
            yield _name(match.start("id"), match.end("id"), "signature")


def _is_short_name(word: str) -> bool:
    return word in SHORT_NAMES or not is_known(word)


def _is_told_apart(word: str) -> bool:
    """Whether a word alone between commas behind a role may be a name: "the midwife, rain,"."""
    plain = is_stop(word) or is_health(word) or word in LISTENERS or word in PEOPLE
    return not plain and len(word) > 3 and not word.endswith(("ly", "ed", "ing"))


def _name(start: int, end: int, reason: str, *, certain: bool = True) -> Span:
    return Span(start, end, Kind.NAME, Finder.CUE, reason, certain)

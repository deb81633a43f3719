"""Names in small letters by where they stand: "the therapist, autumn, quit", "la mujer de paco", a last word."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN, LISTENERS, ROLES
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_any_given, is_clinical, is_common, is_given, is_stop, written
from qa_portal.text.identifiers.lone_names import SURE_VERBS
from qa_portal.text.identifiers.name_shapes import is_odd
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.told_names import find_told_names

SMALL_WORDS = frozenset("will mark may art bill".split())
"""Given names that are the smallest words of a sentence too."""
DONE = re.compile(r"[a-z]{3,12}(?:ed|es)")
LAST = re.compile(r"(?:\n[ \t]*|\ue000[,.]?[ ]|[.!?,][ ])(?P<id>[^\W\d_]{3,14}(?: [^\W\d_]{3,16})?)[ \t]*[.!]?\s*\Z")


def find_small_names(reading: Reading) -> Iterator[Span]:
    """Given names that are ordinary words, where only a name can stand."""
    words = reading.words
    for index in range(len(words) - 1):
        if words[index].fold not in PEOPLE:
            continue
        following = words[index + 1]
        if following.gap == ", " and _may_be(following.fold) and reading.text[following.end : following.end + 1] == ",":
            yield _name(following.start, following.end, "after a word for what somebody does")
        if index + 2 >= len(words) or following.gap != " " or words[index + 2].gap != " ":
            continue
        last = words[index + 2]
        belongs = reading.lang == "es" and following.fold in {"de", "d"} and words[index].fold in KIN
        if belongs and _whose(reading, last):
            yield _name(last.start, last.end, "after a word for family or friends")
        acts = last.fold in SURE_VERBS or (DONE.fullmatch(last.fold) is not None and last.fold != "need")
        if following.fold in SMALL_WORDS and words[index].fold in KIN and acts:
            yield _name(following.start, following.end, "after a word for family or friends", certain=False)
    yield from find_told_names(reading)
    match = LAST.search(reading.text, max(0, len(reading.text) - 60))
    if match is not None:
        yield from _signed(reading, match)


PEOPLE = KIN | ROLES


def _may_be(word: str) -> bool:
    plain = is_stop(word) or is_clinical(word) or word in LISTENERS or word in KIN
    return is_given(word) and not plain and word not in written("safe_capitals")


def _whose(reading: Reading, word: Word) -> bool:
    """Whether a word behind "la mamá de" is a name, be it one that no list has."""
    if _may_be(word.fold):
        return True
    if is_stop(word.fold) or is_clinical(word.fold) or word.fold in KIN or word.fold in NOBODYS:
        return False
    return is_any_given(word.fold) or is_odd(reading, word.fold)


NOBODYS = frozenset("familia dios leche alquiler crianza acogida guarda sangre corazon mentira".split())


def _signed(reading: Reading, match: re.Match[str]) -> Iterator[Span]:
    parts = [fold(part) for part in match["id"].split()]
    if not _may_be(parts[0]) or any(is_stop(part) or is_clinical(part) for part in parts):
        return
    if len(parts) > 1 and is_common(parts[1]):
        return
    certain = match.group()[0] in "\n\ue000" or not is_common(parts[0])
    yield _name(match.start("id"), match.end("id"), "signature", certain=certain)


def _name(start: int, end: int, reason: str, *, certain: bool = True) -> Span:
    return Span(start, end, Kind.NAME, Finder.CUE, reason, certain)

"""Organisations told by a number, by their first word or by where they are: "vfw post 118", "church of the rock"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.frames import GENERIC
from qa_portal.text.identifiers.lexicon import is_health, is_stop, written
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Span, work_place
from qa_portal.text.identifiers.trades import COUNTED, PLAIN

NUMBERED = re.compile(
    r"\b(?P<id>(?:(?:vfw|american legion|legion|eagles|elks|moose|amvets|teamsters|uaw|ibew|seiu|afscme|ironworkers|"
    r"boy scout|girl scout|cub scout|scout)\s)?(?:post|local|troop|lodge|aerie|cub pack|precinct|squadron)\s"
    r"(?:#\s?|no\.?\s)?\d{1,5})\b",
    re.IGNORECASE,
)
THE_Y = re.compile(r"\b(?:at|to|from|in|by)\sthe\s(?P<id>Y|JCC|VFW)(?![\w'’\-])")
DISTRICT = re.compile(r"\b(?P<id>(?:USD|ISD|CUSD|SD|PS|P\.S\.|IS|MS|JHS)\s(?:#\s?|No\.?\s)?\d{1,4})\b")
OF = re.compile(
    r"\b(?P<id>(?:church|temple|chapel|tabernacle|assembly|assemblies|house|university|cathedral|knights|daughters)\s"
    r"of\s(?:the\s|our\s|st\.?\s)?"
    r"[^\W\d_][\w'’\-]{2,20}(?:\s(?:hope|grace|christ|god|faith|life|heart|school))?)\b",
    re.IGNORECASE,
)
"""Names told by their first word: "church of the rock"."""
ON = re.compile(
    r"\b(?P<id>the\s(?:[a-z]{4,12}\s)?(?:walk[- ]in|clinic|surgery|nursery|pharmacy|chemist|church|school|gym|store|"
    r"shop|library|salon|bakery|practice|hospital|daycare|church nursery|urgent care)\s(?:at|on|off)\s"
    r"(?P<of>[^\W\d_][\w'’\-]{2,20}"
    r"(?:\s(?:ave|avenue|road|rd|street|st|lane|boulevard|blvd)\b)?))(?![\w'’])",
    re.IGNORECASE,
)
"""A place told by another: "the free clinic on fifth"."""
FORCES = re.compile(
    r"\b(?:in|joined|join|joining|left|leaving|from|for|with)\s(?P<id>the\s(?:u\.?s\.?\s|royal\s|british\s|irish\s)?"
    r"(?:navy|marines|marine corps|army(?! of)|air force|coast guard|national guard|raf))\b",
    re.IGNORECASE,
)

FORCE_WORDS = frozenset("navy marines marine army force guard raf".split())
NOBODYS = frozenset("cards representatives lords commons fame horrors mirrors ill thought origin".split())
LETTERED = frozenset("y jcc vfw".split())


def find_clubs(reading: Reading) -> Iterator[Span]:
    """Lodges, posts and school districts by number, armed forces, churches "of", places told by another."""
    if reading.has_digits:
        yield from _ids(reading.each(NUMBERED))
        for match in () if reading.shouted else reading.each(DISTRICT):
            yield work_place(_capitals_before(reading, match.start("id")), match.end("id"))
    for pattern, words in ((FORCES, FORCE_WORDS), (THE_Y, LETTERED)):
        if not reading.folds.isdisjoint(words):
            yield from _ids(reading.each(pattern))
    yield from _veterans(reading)
    yield from _told_by_another(reading)


def _ids(matches: Iterator[re.Match[str]]) -> Iterator[Span]:
    return (work_place(match.start("id"), match.end("id")) for match in matches)


def _veterans(reading: Reading) -> Iterator[Span]:
    """ "The Jackson VA"."""
    if "va" not in reading.folds:
        return
    for before, word in pairwise(reading.words):
        if word.fold == "va" and word.gap == " " and not is_stop(before.fold):
            yield work_place(before.start, word.end, certain=before.fold not in GENERIC)


def _told_by_another(reading: Reading) -> Iterator[Span]:
    if "of" in reading.folds:
        for match in reading.each(OF):
            if fold(match["id"]).split()[-1] not in NOBODYS:
                yield work_place(
                    match.start("id"), match.end("id"), certain=not match["id"].lower().startswith("house")
                )
    for match in reading.each(ON):
        word = fold(match["of"]).split()[0]
        if not (is_stop(word) and word not in COUNTED) and word not in PLAIN and word not in written("calendar"):
            yield work_place(match.start("id"), match.end("id"), certain=not is_health(word))


def _capitals_before(reading: Reading, place: int) -> int:
    """Where the capitalised words right before `place` begin."""
    for word in reversed([word for word in reading.words if word.end <= place]):
        if not word.cap or reading.text[word.end : place].strip():
            break
        place = word.start
    return place

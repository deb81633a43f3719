"""A name found once is a name wherever it stands again in the same text."""

from collections.abc import Iterable, Iterator

from qa_portal.text.identifiers.cue_words import PARTICLES
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_known, is_stop
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

CARRIED = frozenset({Kind.NAME, Kind.ORG, Kind.LOCATION})
MIN_LETTERS = 3


def find_repeats(reading: Reading, found: Iterable[Span]) -> Iterator[Span]:
    """Words of certain names that stand elsewhere: with a capital when ordinary, in any case when not."""
    ranges = [(span.start, span.end, span.type) for span in found if span.certain and span.type in CARRIED]
    if not ranges:
        return
    ranges.sort()
    known: dict[str, tuple[Kind, bool]] = {}
    place = 0
    inside: set[int] = set()
    for index, word in enumerate(reading.words):
        while place < len(ranges) and ranges[place][1] <= word.start:
            place += 1
        if place < len(ranges) and ranges[place][0] <= word.start:
            inside.add(index)
            kind = ranges[place][2]
            whole = ranges[place][1] - ranges[place][0] <= len(word.text)
            if (kind is Kind.NAME or whole) and _carries(word.fold):
                before = known.get(word.fold)
                known[word.fold] = (kind, word.cap or (before is not None and before[1]))
    for index, word in enumerate(reading.words):
        told = known.get(word.fold)
        if told is None or index in inside:
            continue
        ordinary = is_known(word.fold, reading.lang)
        if not ordinary or (word.cap and (told[1] and (is_given(word.fold) or not is_common(word.fold)))):
            yield Span(word.start, word.end, told[0], Finder.CUE, "named elsewhere in the text")


def _carries(word: str) -> bool:
    return len(word) >= MIN_LETTERS and not is_stop(word) and not is_clinical(word) and word not in PARTICLES

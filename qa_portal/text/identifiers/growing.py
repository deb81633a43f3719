"""What belongs to a find and stands right beside it: "T. Wojcik", "oriel wojcik", "cascade pain center"."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa_portal.text.identifiers.first_names import PEOPLE, is_first
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_known,
    is_stop,
    written,
)
from qa_portal.text.identifiers.name_shapes import HARD, name_end
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Kind, Span

LETTERED = frozenset("vitamin hepatitis type group grade plan part class stage strep option schedule phase".split())
"""A letter behind these is no initial."""
MOST_PARTS = 3
GAPS = frozenset({" ", "-", "'s ", "’s "})


def find_grown(reading: Reading, found: Iterable[Span]) -> Iterator[Span]:
    """Certain names and organisations that are longer than what was found of them."""
    words = reading.words
    places = {word.start: index for index, word in enumerate(words)}
    for span in found:
        start = places.get(span.start)
        if start is None or not span.certain or span.type not in {Kind.NAME, Kind.ORG}:
            continue
        end = start
        while end < len(words) and words[end].end <= span.end:
            end += 1
        if end == start:
            continue
        low, high = _of_name(reading, start, end) if span.type is Kind.NAME else (start, _of_firm(words, end))
        if (low, high) != (start, end):
            yield replace(span, start=words[low].start, end=max(span.end, words[high - 1].end))


def _of_name(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The words a name really has, when those from `start` up to `end` were found."""
    words = reading.words
    for _ in range(MOST_PARTS):
        if not start or not _begins(reading, start, alone=end == start + 1):
            break
        start -= 1
    if end < len(words) and words[end].gap == "-" and _is_name_part(reading, words[end]):
        end += 1
    elif not words[start].cap and end == start + 1:
        end = max(end, _open_end(reading, start))
    return start, end


def _begins(reading: Reading, start: int, *, alone: bool) -> bool:
    """Whether the word before the one at `start` belongs to the same name."""
    words = reading.words
    before, gap = words[start - 1], words[start].gap
    if len(before.text) == 1:
        lettered = start > 1 and words[start - 2].fold in LETTERED
        return gap in {". ", "."} and not lettered and not before.gap.strip("\"'’").endswith(("'", "’"))
    if gap == "-":
        return _is_name_part(reading, before) and before.fold not in PEOPLE
    if gap == ", " and start > 1:
        field = words[start - 2].fold in {"patient", "name", "pt", "paciente", "nombre"}
        return field and _is_name_part(reading, before)
    return gap == " " and not words[start].first and alone and is_first(reading, start - 1)


def _is_name_part(reading: Reading, word: Word) -> bool:
    if is_stop(word.fold) or is_clinical(word.fold) or word.fold in HARD or len(word.fold) < 2:
        return False
    listed = is_any_given(word.fold) or is_any_surname(word.fold)
    return not is_common(word.fold) and (listed or not is_known(word.fold, reading.lang))


def _open_end(reading: Reading, start: int) -> int:
    """Where a name in small letters ends, if what goes on is a name itself."""
    end = name_end(reading, start)
    run = reading.words[start + 1 : end]
    return end if run and all(len(word.text) > 1 and _is_name_part(reading, word) for word in run) else start + 1


def _of_firm(words: list[Word], end: int) -> int:
    """Where the name of a firm ends: behind the words that tell what it is."""
    tails = written("house_words") | written("facility_suffixes")
    for _ in range(MOST_PARTS):
        if end >= len(words) or words[end].first or words[end].gap not in GAPS:
            break
        if words[end].fold in tails or words[end].fold in {"road", "childrens", "center", "centre"}:
            end += 1
        else:
            break
    return end

"""What a find says of how sure it is, held against the marked texts."""

from collections import Counter

import pytest

from qa_portal.text.identifiers import Kind, find
from qa_portal.text.identifiers.spans import CONFIDENCE, Finder, Span
from tests.text.identifiers.texts import FRESH, OPEN, Sample, read

ENOUGH = 40
"""So many finds of a sort tell its share to within a few hundredths."""


def is_right(found: Span, sample: Sample) -> bool | None:
    """Whether it lies on a mark of an identifier; None on what may go or stay."""
    kinds = {piece.kind for piece in sample.pieces if piece.start < found.end and found.start < piece.end}
    if kinds & set(Kind):
        return True
    return None if "ok" in kinds else False


def test_confidence_is_the_share_of_such_finds_that_are_right() -> None:
    right: Counter[tuple[Finder, bool]] = Counter()
    every: Counter[tuple[Finder, bool]] = Counter()
    for sample in (sample for name in (*OPEN, *FRESH) for sample in read(name)):
        for found in find(sample.text, sample.profile or None, sample.lang):
            verdict = is_right(found, sample)
            if verdict is not None:
                every[found.finder, found.certain] += 1
                right[found.finder, found.certain] += verdict
    told = {sort: right[sort] / count for sort, count in every.items() if count >= ENOUGH}
    assert len(told) >= 6
    assert told == pytest.approx({sort: CONFIDENCE[sort] for sort in told}, abs=0.07)

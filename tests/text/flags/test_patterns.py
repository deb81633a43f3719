"""The pattern language: words, beginnings, classes, numbers, gaps, options, sentences."""

import pytest

from qa_portal.text.flags.patterns import PatternIndex
from qa_portal.text.flags.slots import BadPattern
from qa_portal.text.flags.words import cut

CLASSES = {"child": ["baby", "toddler*"], "young": ["<child>", "teen"]}


def found(pattern: str, text: str) -> list[tuple[int, int]]:
    """Where a pattern matches, in words."""
    return [(hit.start, hit.end) for hit in PatternIndex([("x", pattern, "")], CLASSES).find(cut(text, {}))]


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("chest|rib pain", "My chest pain", [(1, 3)]),
        ("squeez* chest", "squeezing chest", [(0, 2)]),
        ("<young> fell", "The toddlers fell. Teen fell", [(1, 3), (3, 5)]),
        ("sugar {1-3.9}", "sugar 2,4 and sugar 5", [(0, 2)]),
        ("took {6-20} pills", "took ten pills", [(0, 3)]),
        ("chest _ pain", "chest has some bad pain", [(0, 5)]),
        ("chest _ pain", "chest one two three four pain", []),
        ("chest __ pain", "chest one two three four pain", [(0, 6)]),
        ("chest very? tight", "chest tight, chest very tight", [(0, 2), (2, 5)]),
        ("chest _ pain", "my chest. Pain", []),
        ("pain", "painful", []),
    ],
)
def test_a_pattern_matches_where_it_should(pattern: str, text: str, places: list[tuple[int, int]]) -> None:
    assert found(pattern, text) == places


@pytest.mark.parametrize(
    "pattern", ["", "_ chest", "chest _", "chest? pain", "chest pain?", "<unknown>", "Chest", "c-section"]
)
def test_a_pattern_that_could_never_match_or_has_no_end_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        PatternIndex([("x", pattern, "")], CLASSES)


def test_a_class_within_itself_is_refused() -> None:
    with pytest.raises(BadPattern):
        PatternIndex([("x", "<a>", "")], {"a": ["<b>"], "b": ["<a>"]})

"""A pattern tried only where its matches can begin finds what it finds when it is tried everywhere."""

import importlib
import pkgutil
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text import identifiers
from qa_portal.text.identifiers.openings import BEGINNING, marks, openings
from qa_portal.text.identifiers.reading import Reading
from tests.text.identifiers.texts import OPEN, read


def patterns_in(value: Any) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [pattern for item in inside for pattern in patterns_in(item)]


MODULES = [module.name for module in pkgutil.iter_modules(identifiers.__path__) if module.name != "build_vocabulary"]
PATTERNS = {
    pattern
    for name in MODULES
    if name != "openings"
    for value in vars(importlib.import_module(f"{identifiers.__name__}.{name}")).values()
    for pattern in patterns_in(value)
}
LED = sorted((pattern for pattern in PATTERNS if openings(pattern) is not None), key=lambda pattern: pattern.pattern)
MARKED = sorted((pattern for pattern in PATTERNS - {*LED} if marks(pattern)), key=lambda pattern: pattern.pattern)
FRAGMENTS = sorted({bit for pattern in LED + MARKED for bit in re.findall(r"[a-záéíóúñ]{2,}|\d+", pattern.pattern)})
BETWEEN = [
    " ",
    "  ",
    ". ",
    ", ",
    "-",
    "/",
    ":",
    "_",
    "'",
    "\n",
    "",
    "1",
    "12",
    "2019",
    "X",
    "ſ",
    "K",
    "İ",
    "é",
    "９",
    "\u00a0",
]
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(BETWEEN)), max_size=30).map("".join)


def differing(text: str) -> list[str]:
    reading = Reading(text)
    middle = len(text) // 2
    wrong = []
    for pattern in LED + MARKED:
        if [m.span() for m in reading.each(pattern)] != [m.span() for m in pattern.finditer(text)]:
            wrong.append(f"each {pattern.pattern}")
        one, other = reading.first(pattern, 3, middle), pattern.search(text, 3, middle)
        if (one and one.span()) != (other and other.span()):
            wrong.append(f"first {pattern.pattern}")
    return wrong


def test_most_patterns_tell_how_they_begin() -> None:
    assert len(LED) > 100
    assert len(MARKED) > 10


@pytest.mark.parametrize("name", OPEN)
def test_nothing_is_missed_in_our_texts(name: str) -> None:
    assert differing("\n\n".join(sample.text for sample in read(name)[::7])) == []


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from([str, str.upper, str.title]))
def test_nothing_is_missed_in_texts_of_their_own_words(text: str, cased: Any) -> None:
    assert differing(cased(text)) == []


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        (r"\b(?:on|at)\s(?:the\s)?x", {"on t", "on x", "at t", "at x"}),
        (r"(?<![\w.])\d{2}/", {"00/"}),
        (r"(?<!\w)(?:c/|calle)", {"c/", "call"}),
        (r"\b[A-Z][a-z]+", {"^"}),
        (r"\b[A-Z]\.[a-z]", {"^."}),
        (r"\b[NS]\d", {"n0", "s0"}),
        (r"\b(?:a|(?:the )?b)?c", {"ac", "bc", "c", "the "}),
        (r"at the", None),
        (r"(?:^|\n)at", None),
        (r"\b\w+", None),
        (r"(?<!a)at", None),
    ],
)
def test_beginnings_are_read_from_the_pattern(pattern: str, known: set[str] | None) -> None:
    assert openings(re.compile(pattern)) == known


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        (r"(?:^|\n)at", f"{BEGINNING}\n"),
        (r"(?:^|[.?!] )[A-Z]", f"{BEGINNING}!.?"),
        (r"(?<!\w)@\w", "@"),
        (r"(?m)^at", None),
        (r"(?:,|\s)at", None),
        (r"(?:\n|at)", None),
        (r"\n?at", None),
        (r"[^\n]at", None),
    ],
)
def test_marks_are_read_from_the_pattern(pattern: str, known: str | None) -> None:
    assert marks(re.compile(pattern)) == known

"""Medical words: marked once in an answer and said in plain words below it, and all of them on a page of their own.

The list is the one behind the gauge clinicians write with (`text.jargon`): what is marked as hard while an answer is
written is what readers can look up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from qa_portal.clinic.prose import HEADING, Block
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.jargon import LANGUAGES, Entry, entries, jargon

MOST_MARKED = 12
"""Words marked in one answer: more would make it a wood of lines."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `word` when it is the first time an answer says a medical word."""

    text: str
    word: Entry | None = None


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of an answer whose lines are cut into runs."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


@cache
def words(lang: str) -> dict[str, Entry]:
    """Every medical word of a language by each way it is written."""
    return {form: entry for entry in entries(lang) for form in entry.forms}


def marked(blocks: Iterable[Block], lang: str) -> tuple[list[MarkedBlock], list[Entry]]:
    """Cut an answer's blocks at its medical words; return them and the words, by the alphabet. Headings stay whole."""
    met: dict[str, Entry] = {}
    known = words(lang)
    found = [
        MarkedBlock(block.kind, tuple(_runs(line, lang, known, met, block.kind != HEADING) for line in block.lines))
        for block in blocks
    ]
    return found, sorted(met.values(), key=lambda word: fold(word.term))


def _runs(line: str, lang: str, known: dict[str, Entry], met: dict[str, Entry], is_marked: bool) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for hit in jargon(line, lang) if known and is_marked else ():
        word = known[hit.word]
        if word.term in met or len(met) >= MOST_MARKED:
            continue
        met[word.term] = word
        runs += [Run(line[at : hit.start]), Run(line[hit.start : hit.end], word)]
        at = hit.end
    return (*runs, Run(line[at:]))


@cache
def by_letter(lang: str) -> Sequence[tuple[str, tuple[Entry, ...]]]:
    """All words of a language by their first letter; English for a language without a list."""
    in_order = sorted(entries(lang if lang in LANGUAGES else "en"), key=lambda word: fold(word.term))
    return [(letter.upper(), tuple(group)) for letter, group in groupby(in_order, lambda word: fold(word.term)[0])]


def term_set(lang: str, *, url: str, name: str) -> dict[str, Any]:
    """All words as schema.org data, for search engines."""
    terms = [
        {"@type": "DefinedTerm", "name": word.term, "description": word.said}
        for _, group in by_letter(lang)
        for word in group
    ]
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "url": url,
        "name": name,
        "inLanguage": lang,
        "hasDefinedTerm": terms,
    }

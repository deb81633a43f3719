"""Medical words: marked once in an answer and said in plain words below it, and all of them on a page of their own.

The list is the one behind the gauge clinicians write with (`text.jargon`): what is marked as hard while an answer is
written is what readers can look up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from qa_portal.clinic.prose import HEADING, Block
from qa_portal.text import markup
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
    marker = _Marker(lang)
    found = []
    for block in blocks:
        cut = _whole if block.kind == HEADING else marker.cut
        found.append(MarkedBlock(block.kind, tuple(tuple(cut(line)) for line in block.lines)))
    return found, marker.words()


def marked_guide(blocks: Iterable[markup.Block], lang: str) -> tuple[list[markup.Block], list[Entry]]:
    """Do the same for a guide; links stay whole too."""
    marker = _Marker(lang)
    found = []
    for block in blocks:
        if block.kind in {markup.Kind.HEADING, markup.Kind.SUBHEADING}:
            found.append(block)
        else:
            found.append(replace(block, lines=tuple(tuple(_pieces(line, marker)) for line in block.lines)))
    return found, marker.words()


def _pieces(line: markup.Line, marker: "_Marker") -> Iterator[markup.Piece]:
    for piece in line:
        if piece.url:
            yield piece
        else:
            yield from (replace(piece, text=run.text, word=run.word) for run in marker.cut(piece.text) if run.text)


class _Marker:
    """Cuts the texts of one page, each word once."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._known = words(lang)
        self._met: dict[str, Entry] = {}

    def cut(self, text: str) -> Iterator[Run]:
        """Cut a text at the words that were not met before."""
        at = 0
        for hit in jargon(text, self._lang) if self._known else ():
            word = self._known[hit.word]
            if word.term in self._met or len(self._met) >= MOST_MARKED:
                continue
            self._met[word.term] = word
            yield Run(text[at : hit.start])
            yield Run(text[hit.start : hit.end], word)
            at = hit.end
        yield Run(text[at:])

    def words(self) -> list[Entry]:
        """The words met, by the alphabet."""
        return sorted(self._met.values(), key=lambda word: fold(word.term))


def _whole(text: str) -> Iterator[Run]:
    yield Run(text)


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

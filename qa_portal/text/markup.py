"""The small markup of guides: paragraphs, headings, lists, bold words, links. Values come out, never HTML.

    ## A heading            - a point of a list         **bold words**
    ### A smaller one       1. a step of a list         [words of a link](https://example.org)

All else is text as it was typed, for the template to escape. Every pattern is bounded: no text takes long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from qa_portal.text.jargon import Entry
from qa_portal.text.short_names import slug

INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]{1,400})\*\*|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<url>[^\s()<>\"']{1,500})\)",
)
ADDRESS = re.compile(r"https?://[^\s\\]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
"""Where a link may lead: the web, or a path of this site."""
STEP = re.compile(r"\d{1,3}[.)]\s+")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    POINTS = "points"
    STEPS = "steps"
    PARAGRAPH = "paragraph"


MARKS = {"### ": Kind.SUBHEADING, "## ": Kind.HEADING, "- ": Kind.POINTS, "* ": Kind.POINTS}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; a link when it has an address; a medical word where a page explains it below."""

    text: str
    bold: bool = False
    url: str = ""
    word: Entry | None = None


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list. A paragraph has one line; `id` is the anchor of a heading, unique in its text."""

    kind: Kind
    lines: tuple[Line, ...]
    id: str = ""

    @property
    def text(self) -> str:
        """Its words without any mark."""
        return " ".join(_words(line) for line in self.lines)


def read(text: str) -> list[Block]:
    """Cut a text into blocks; an empty line ends a paragraph or a list."""
    found: list[Block] = []
    for kind, group in groupby(map(_marked, text.splitlines()), key=lambda pair: pair[0]):
        lines = [line for _, line in group]
        if kind in {Kind.HEADING, Kind.SUBHEADING}:
            found += [Block(kind, (_pieces(line),)) for line in lines]
        elif kind is Kind.PARAGRAPH:
            found.append(Block(kind, (_pieces(" ".join(lines)),)))
        elif kind is not None:
            found.append(Block(kind, tuple(map(_pieces, lines))))
    return _with_ids(found)


def contents(blocks: list[Block]) -> list[Block]:
    """Return the headings, for a table of contents."""
    return [block for block in blocks if block.kind is Kind.HEADING]


def plain(text: str) -> str:
    """Return a text without its marks, one block or list line a line: for search, excerpts and looking through."""
    return "\n".join(_words(line) for block in read(text) for line in block.lines)


def broken_links(text: str) -> list[str]:
    """Return the addresses of what looks like a link and leads nowhere we allow."""
    return [found["url"] for found in INLINE.finditer(text) if found["url"] and not ADDRESS.fullmatch(found["url"])]


def _marked(line: str) -> tuple[Kind | None, str]:
    bare = line.strip()
    for mark, kind in MARKS.items():
        if bare.startswith(mark):
            return kind, bare.removeprefix(mark).strip()
    step = STEP.match(bare)
    if step:
        return Kind.STEPS, bare[step.end() :].strip()
    return (Kind.PARAGRAPH if bare else None), bare


def _pieces(line: str) -> Line:
    return tuple(_cut(line))


def _cut(line: str) -> Iterator[Piece]:
    end = 0
    for found in INLINE.finditer(line):
        if found["url"] and not ADDRESS.fullmatch(found["url"]):
            # It stays as it was typed, so that its writer sees that it is no link.
            continue
        if found.start() > end:
            yield Piece(line[end : found.start()])
        yield Piece(found["bold"], bold=True) if found["bold"] else Piece(found["words"], url=found["url"])
        end = found.end()
    if end < len(line):
        yield Piece(line[end:])


def _words(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _with_ids(blocks: list[Block]) -> list[Block]:
    taken: set[str] = set()
    found = []
    for block in blocks:
        if block.kind in {Kind.HEADING, Kind.SUBHEADING}:
            # With a beginning of its own, a heading never takes the id of a box or a button of the page.
            name = wanted = f"part-{slug(block.text) or 'text'}"
            number = 1
            while name in taken:
                number += 1
                name = f"{wanted}-{number}"
            taken.add(name)
            found.append(replace(block, id=name))
        else:
            found.append(block)
    return found

"""The clinic's texts as blocks a template can show: paragraphs, headings (`## `) and lists (`- `). No HTML at all."""

from dataclasses import dataclass
from itertools import groupby

HEADING, LIST, PARAGRAPH = "heading", "list", "paragraph"
MARKS = {"## ": HEADING, "- ": LIST}


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, list or paragraph; `lines` are plain text, for the template to escape."""

    kind: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)


def blocks(text: str) -> list[Block]:
    """Cut a text into blocks; an empty line ends a paragraph."""
    kinds = [_kind(line.strip()) for line in text.splitlines()]
    found: list[Block] = []
    for kind, group in groupby(kinds, key=lambda pair: pair[0]):
        lines = tuple(line for _, line in group)
        if kind == HEADING:
            found += [Block(HEADING, (line,)) for line in lines]
        elif kind:
            found.append(Block(kind, lines))
    return found


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return (PARAGRAPH if line else ""), line

"""Findings as the desk shows them: numbered, in both texts, and as a list with the words around each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qa_portal.text.deciding import Draft, Place
from qa_portal.text.findings import Finding

AROUND_CHARS = 45
"""How much of the text is shown on each side of a finding in the list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `finding` when it is one, with its `number` in the list (0: not in the list)."""

    text: str = field(repr=False)
    finding: Finding | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A finding in the list: where it stands first, and what stands around it."""

    number: int
    finding: Finding
    part: str
    before: str = field(repr=False)
    shown: str = field(repr=False)
    after: str = field(repr=False)
    times: int


def cards(draft: Draft) -> list[Card]:
    """Return the findings of a draft as a list, in the order of the page."""
    first: dict[str, tuple[str, int, int]] = {}
    times: dict[str, int] = {}
    for name in draft.texts:
        for start, end, finding in draft.shown(name):
            first.setdefault(finding.id, (name, start, end))
            times[finding.id] = times.get(finding.id, 0) + 1
    made = []
    for number, finding in enumerate(draft.findings, 1):
        name, start, end = first[finding.id]
        text = draft.texts[name]
        before, after = _before(text[:start]), _after(text[end:])
        made.append(Card(number, finding, name, before, text[start:end], after, times[finding.id]))
    return made


def pieces(text: str, places: Iterable[Place], numbers: dict[str, int]) -> list[Piece]:
    """Return a whole text in pieces, findings with their numbers."""
    made: list[Piece] = []
    done = 0
    for start, end, finding in places:
        if start > done:
            made.append(Piece(text[done:start]))
        made.append(Piece(text[start:end], finding, numbers.get(finding.id, 0)))
        done = end
    if done < len(text):
        made.append(Piece(text[done:]))
    return made


def _before(text: str) -> str:
    flat = " ".join(text.split())
    flat += " " if text[-1:].isspace() and flat else ""
    return flat if len(flat) <= AROUND_CHARS else "…" + flat[-AROUND_CHARS:].partition(" ")[2]


def _after(text: str) -> str:
    flat = " ".join(text.split())
    flat = " " + flat if text[:1].isspace() and flat else flat
    return flat if len(flat) <= AROUND_CHARS else flat[:AROUND_CHARS].rpartition(" ")[0] + "…"

"""What changed between the patient's own words and the public words, word by word, nothing lost."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

PIECE = re.compile(r"(?:\[[^\[\]\n]{1,60}\]|\w+(?:['’]\w+)*|[^\w\s])\s*|\s+")
"""A tag, a word or one other character, each with the blanks after it: together they are the whole text."""
WINDOW_PIECES = 2000
"""Longest stretch, both sides together, that is compared at once; longer texts are cut at words both have once."""
MAX_PAIRS = 40_000
"""So many equal pairs a stretch may hold; prose stays far below, and what repeats more is shown as replaced whole."""


class Kind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch: `same` and `removed` ones join to the text before, `same` and `added` ones to the text after."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> list[Change]:
    """The changes from `before` to `after`, in reading order; neighbours of one kind are one change."""
    return _joined(_changes(PIECE.findall(before), PIECE.findall(after)))


def _changes(before: list[str], after: list[str]) -> Iterator[Change]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    yield Change(Kind.SAME, "".join(before[:start]))
    yield from _middle(before[start : len(before) - end], after[start : len(after) - end])
    yield Change(Kind.SAME, "".join(before[len(before) - end :]))


def _common(one: list[str], other: list[str]) -> int:
    """How many pieces both lists begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _middle(before: list[str], after: list[str]) -> Iterator[Change]:
    if len(before) + len(after) <= WINDOW_PIECES:
        yield from _compared(before, after)
        return
    for old, new in _windows(before, after):
        yield from _compared(old, new)


def _windows(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Cut both at pieces that occur once in each and in the same order; what is still too long is cut by length."""
    anchors = _anchors(before, after)
    old = new = 0
    for next_old, next_new in [*anchors, (len(before), len(after))]:
        while next_old - old + next_new - new > WINDOW_PIECES:
            half = WINDOW_PIECES // 2
            yield before[old : min(old + half, next_old)], after[new : min(new + half, next_new)]
            old, new = min(old + half, next_old), min(new + half, next_new)
        if next_old - old + next_new - new > WINDOW_PIECES // 2 or (next_old, next_new) == (len(before), len(after)):
            yield before[old:next_old], after[new:next_new]
            old, new = next_old, next_new


def _anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Places of pieces that stand once in each text, both rising."""
    once_before, once_after = _once(before), _once(after)
    rising: list[tuple[int, int]] = []
    for piece, old in once_before.items():
        new = once_after.get(piece)
        if new is not None and (not rising or new > rising[-1][1]):
            rising.append((old, new))
    return rising


def _once(pieces: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    repeated: set[str] = set()
    for place, piece in enumerate(pieces):
        if piece in places or piece in repeated:
            places.pop(piece, None)
            repeated.add(piece)
        else:
            places[piece] = place
    return places


def _compared(before: list[str], after: list[str]) -> Iterator[Change]:
    counts = Counter(after)
    if sum(counts[piece] for piece in before) > MAX_PAIRS:
        yield from (Change(Kind.REMOVED, "".join(before)), Change(Kind.ADDED, "".join(after)))
        return
    for tag, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(Kind.SAME, "".join(before[old:old_end]))
        else:
            yield Change(Kind.REMOVED, "".join(before[old:old_end]))
            yield Change(Kind.ADDED, "".join(after[new:new_end]))


def _joined(changes: Iterator[Change]) -> list[Change]:
    """Drop empty changes and join neighbours; what is removed stands before what takes its place."""
    joined: list[Change] = []
    removed = added = ""
    for change in changes:
        if change.kind is Kind.SAME and change.text:
            blank = _common_blank(removed, added)
            joined += _pair(removed[: len(removed) - blank], added[: len(added) - blank])
            _add_same(joined, removed[len(removed) - blank :] + change.text)
            removed = added = ""
        elif change.kind is Kind.REMOVED:
            removed += change.text
        elif change.kind is Kind.ADDED:
            added += change.text
    return joined + _pair(removed, added)


def _add_same(joined: list[Change], same: str) -> None:
    if joined and joined[-1].kind is Kind.SAME:
        joined[-1] = Change(Kind.SAME, joined[-1].text + same)
    else:
        joined.append(Change(Kind.SAME, same))


def _common_blank(removed: str, added: str) -> int:
    """How many blanks both end with."""
    left, right = removed[len(removed.rstrip()) :], added[len(added.rstrip()) :]
    return _common(list(reversed(left)), list(reversed(right)))


def _pair(removed: str, added: str) -> list[Change]:
    return [change for change in (Change(Kind.REMOVED, removed), Change(Kind.ADDED, added)) if change.text]

"""What single words of medical reading lean to: a small table that tells apart queues whose terms weigh the same.

The table is counted from the answers of MedQuAD (NIH, CC BY 4.0), each given to the queue its own terms lead to. It
holds words and figures only, and knows the queues that ship by their kind.
"""

import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

STRENGTH = 0.35
"""What the table adds, against the points of the terms."""


def leanings(words: Iterable[str]) -> dict[str, float]:
    """Points for each kind of queue from the stems of a text."""
    kinds, rows = table()
    known = [rows[word] for word in set(words) if word in rows]
    share = STRENGTH / (10 * math.sqrt(len(known))) if known else 0.0
    return {kind: sum(tenths) * share for kind, tenths in zip(kinds, zip(*known, strict=True), strict=False)}


@cache
def table() -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    """The kinds of queue, and of each stem its tenths in their order."""
    text = files(__package__).joinpath("background.tsv").read_text(encoding="utf-8")
    heading, *lines = text.splitlines()
    rows: dict[str, tuple[int, ...]] = {}
    for line in lines:
        word, *figures = line.split("\t")
        rows[word] = tuple(int(figure or 0) for figure in figures)
    return tuple(heading.split("\t")[1:]), rows

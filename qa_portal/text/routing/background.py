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
    known = [table()[word] for word in set(words) if word in table()]
    points: dict[str, float] = {}
    for row in known:
        for kind, tenths in row.items():
            points[kind] = points.get(kind, 0.0) + tenths
    share = STRENGTH / (10 * math.sqrt(len(known))) if known else 0.0
    return {kind: tenths * share for kind, tenths in points.items()}


@cache
def table() -> dict[str, dict[str, int]]:
    """Stem to kind of queue to tenths; what is not there is nought."""
    text = files(__package__).joinpath("background.tsv").read_text(encoding="utf-8")
    kinds, *lines = text.splitlines()
    names = kinds.split("\t")[1:]
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        word, *figures = line.split("\t")
        found[word] = {name: int(figure) for name, figure in zip(names, figures, strict=True) if figure}
    return found

"""The linear machine of the red flags: squared hinge loss, trained by dual coordinate descent with a fixed seed.

Source of the method: Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008.
"""

import random
from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

_COST = 1.5
_EPOCHS = 40


class Row(NamedTuple):
    """One text: the places of its terms, which all count `value`, and where its words stand by meaning."""

    places: list[int]
    value: float
    meaning: list[float]


class Machine(NamedTuple):
    """What was learned: a weight for each place, one for each direction of meaning, and where the sum starts."""

    weights: list[float]
    meaning: list[float]
    bias: float


def train(rows: Sequence[Row], wanted: Sequence[bool], size: int) -> Machine:
    """Return the machine that tells the wanted rows from the others, both sides counting alike."""
    share = sum(wanted) / len(wanted)
    slacks = [(share if want else 1 - share) / _COST for want in wanted]
    squares = [row.value**2 * len(row.places) + sum(part * part for part in row.meaning) + 1 for row in rows]
    weights, meaning, bias = [0.0] * size, [0.0] * len(rows[0].meaning), 0.0
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    draw = random.Random(1)  # noqa: S311 - a fixed order, nothing secret
    for _ in range(_EPOCHS):
        draw.shuffle(order)
        for number in order:
            row, sign, slack = rows[number], 1.0 if wanted[number] else -1.0, slacks[number]
            found = bias + row.value * sum(weights[place] for place in row.places) + sum(map(mul, meaning, row.meaning))
            margin = sign * found - 1 + alphas[number] * slack
            new = max(alphas[number] - margin / (squares[number] + slack), 0.0)
            step = (new - alphas[number]) * sign
            if not step:
                continue
            alphas[number] = new
            bias += step
            for place in row.places:
                weights[place] += step * row.value
            meaning = [old + step * part for old, part in zip(meaning, row.meaning, strict=True)]
    return Machine(weights, meaning, bias)

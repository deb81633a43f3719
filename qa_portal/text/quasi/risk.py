"""How much the quasi-identifiers left in a text tell together, and when one editor is not enough."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_portal.text.quasi.kinds import HINT, Quasi, QuasiKind

NEEDS_SECOND = 3
"""Score from which a second person reads before release.

One usual class weighs 1, a telling one (a prison term, a nun) 2, a rare disease 3. So a rare disease alone
needs a second reader, and so do three usual classes, or a telling class beside a usual one. Two usual classes do not:
on the published texts of one well-known service 46 % carry two or more, nearly always age and sex or age and weight,
which tens of thousands of people share in any region; asking twice for half of all texts teaches people to click.
With three (age, place and job) a town of fifty thousand has about one person left.
"""


@dataclass(frozen=True, slots=True)
class Risk:
    """The sum over classes of the most telling find of each, and the classes that count, in a fixed order."""

    score: int
    classes: tuple[QuasiKind, ...]


def residual_risk(quasis: Iterable[Quasi]) -> Risk:
    """Return the risk of what is still in a text; hints count nothing, however many there are."""
    most: dict[QuasiKind, int] = {}
    for quasi in quasis:
        if quasi.weight > HINT:
            most[quasi.kind] = max(quasi.weight, most.get(quasi.kind, HINT))
    return Risk(sum(most.values()), tuple(kind for kind in QuasiKind if kind in most))


def needs_second_reader(risk: Risk) -> bool:
    """Whether one editor is not enough."""
    return risk.score >= NEEDS_SECOND

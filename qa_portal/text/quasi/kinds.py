"""What points to a person without naming them: its sorts, and how much one of them tells."""

from dataclasses import dataclass
from enum import StrEnum


class QuasiKind(StrEnum):
    """Class of a quasi-identifier; two of different classes tell far more than two of one."""

    AGE = "AGE"
    BODY = "BODY"
    FAMILY = "FAMILY"
    JOB = "JOB"
    PLACE = "PLACE"
    TIME = "TIME"
    DISEASE = "DISEASE"
    EVENT = "EVENT"
    ORIGIN = "ORIGIN"
    PERSON = "PERSON"


HINT, USUAL, TELLING, ALONE = 0, 1, 2, 3
"""Weights. A hint is worth a look and adds nothing; many people share a usual one (an age), few a telling one (a prison
term); one that stands alone (a rare disease) may be known in a whole region."""


@dataclass(frozen=True, slots=True)
class Quasi:
    """`text[start:end]` with wider words to put in its place; an empty suggestion means: leave it out."""

    start: int
    end: int
    kind: QuasiKind
    suggestion: str
    weight: int = USUAL

"""What points to a person without naming them: found, said more widely, and weighed."""

from qa_portal.text.quasi.finding import find_quasi, generalised, put_in
from qa_portal.text.quasi.kinds import HINT, Quasi, QuasiKind
from qa_portal.text.quasi.risk import NEEDS_SECOND, Risk, needs_second_reader, residual_risk

__all__ = [
    "HINT",
    "NEEDS_SECOND",
    "Quasi",
    "QuasiKind",
    "Risk",
    "find_quasi",
    "generalised",
    "needs_second_reader",
    "put_in",
    "residual_risk",
]

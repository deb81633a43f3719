"""How easily somebody who knows a person could tell that public words are about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_portal.text.deciding import Draft
from qa_portal.text.findings import Choice, is_identifier
from qa_portal.text.quasi import QuasiKind, find_quasi, needs_second_reader, residual_risk


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` is what the telling facts weigh together, `classes` which sorts of fact there are.

    `needs_second`: two clinicians read the words instead of one.
    """

    score: int
    classes: tuple[QuasiKind, ...]
    needs_second: bool


def own_risk(texts: Iterable[str], lang: str) -> Risk:
    """Return the risk of the patient's own words, were they public as they are."""
    found = residual_risk([one for text in texts for one in find_quasi(text, lang)])
    return Risk(found.score, found.classes, needs_second_reader(found))


def risk_of(draft: Draft, lang: str) -> Risk:
    """Return the risk of a draft. A sure identifier that the editor keeps (a town) always needs two readers."""
    soft = own_risk(draft.texts.values(), lang)
    kept = [one for one in draft.findings if one.choice is Choice.KEPT and one.certain and is_identifier(one.type)]
    return Risk(soft.score + KEPT_WEIGHT * len(kept), soft.classes, soft.needs_second or bool(kept))


KEPT_WEIGHT = 3
"""What a sure identifier that stays in the words adds to the score."""

"""What stands right beside a find and belongs to it: first names, initials, second surnames, what a firm is."""

from collections.abc import Callable

import pytest

from qa_portal.text.identifiers import find

WHOLE = [
    ("en", "What should I do? Thanks, oriel wojcik", "oriel wojcik"),
    ("en", "so thanks for reading all this. t. wojcik", "t. wojcik"),
    ("en", "patient okonkwo, ifeoma has mild pain", "okonkwo, ifeoma"),
    ("en", "pt oyelaran folake has pain in her hip", "oyelaran folake"),
    ("en", "has anyone at cascade pain center had trouble", "cascade pain center"),
    ("en", "Guidelines for a 60-year-old male, Oriel L., last seen for gout", "Oriel L."),
    ("en", "Guidelines for a 60yo female, Grace I., with gout", "Grace I."),
    ("en", "chronic pancreatitis in a 47-year-old man, Hemi Trelawny, with pain", "Hemi Trelawny"),
    ("en", "a clot in a 60yo male, Will Covarrubias, with gout", "Will Covarrubias"),
    ("en", "She was admitted to Deaconess with a clot", "Deaconess"),
    ("en", "i went to fast pace and got a boot", "fast pace"),
    ("en", "got my lips done at skin deep by a nurse", "skin deep"),
    ("en", "the nursing home (whispering pines, upstairs) called", "whispering pines"),
    ("es", "¿Hay peligro?\n\nxoán fernández-pita", "xoán fernández-pita"),
]
STAYS = [
    "Is it true that a 40-year-old man, Type II Diabetes, gets it?",
    "i had vitamin d. walking hurts",
    "we went to urgent care and then home",
    "HOW LONG WILL I BE IN HOSPITAL FOR OR CAN IT BE A DAY CASE",
]
SPANISH_STAYS = [
    "tengo esperanza, pero los viernes tomo fernet y me duele",
    "desde ayer trae calentura y en abril le toca densitometría",
    "vivimos en la sierra y hace frío",
    "EN EL CENTRO DE SALUD ME DIJERON QUE BAJE LA SAL",
]


@pytest.mark.parametrize(("lang", "text", "name"), WHOLE, ids=[name for _, _, name in WHOLE])
def test_all_of_a_name_is_shown(lang: str, text: str, name: str) -> None:
    start = text.index(name)
    hidden = {place for span in find(text, None, lang) for place in range(span.start, span.end)}
    assert [char for place, char in enumerate(name, start) if char.isalnum() and place not in hidden] == []


@pytest.mark.parametrize("text", STAYS)
def test_what_only_stands_like_a_name_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text) if span.certain] == []


@pytest.mark.parametrize("written", [str, str.upper], ids=["small", "capitals"])
@pytest.mark.parametrize("text", SPANISH_STAYS)
def test_spanish_things_and_plans_stay(text: str, written: Callable[[str], str]) -> None:
    shown = written(text)
    assert [shown[span.start : span.end] for span in find(shown, None, "es") if span.certain] == []

"""The rules that come before the words, in the whole router: children, pregnancies, and both at once."""

from functools import cache

import pytest

from qa_portal.text.routing import Router, starter

RASH = "There is an itchy rash on the arm."


@cache
def router() -> Router:
    """The queues that ship."""
    return Router(starter.queues())


def first(text: str, age_band: str | None = None, pregnant: bool | None = None) -> str:
    """The queue that a text comes to."""
    return router().rank(text, age_band=age_band, pregnant=pregnant).ranked[0]


@pytest.mark.parametrize("band", ["under_1", "1_4", "5_11", "12_17"])
def test_a_child_by_age_band_comes_to_the_children_however_clear_the_words(band: str) -> None:
    assert first("Asthma, eczema, an itchy rash, psoriasis, hives and a mole on the skin.", band) == "paediatrics"


@pytest.mark.parametrize(
    "text",
    [
        "my 4 year old has an itchy rash",
        "My 10-month-old has an itchy rash.",
        "Our newborn has an itchy rash.",
        "I'm 15 and have an itchy rash",
        "my son has an itchy rash, his teacher noticed it at school",
        "mi hijo de 6 años tiene ronchas",
        "tengo 14 años y me salen granos",
        "la bebé tiene una erupción en la piel",
    ],
)
def test_a_child_by_text_comes_to_the_children(text: str) -> None:
    assert first(text) == "paediatrics"


@pytest.mark.parametrize(
    "text",
    [
        "I have an itchy rash. I caught it from my 4 year old, and I scratch myself all night, I look awful.",
        "I have a 4 year old scar that is itchy, a rash on my skin",
        "my daughter is 34 years old and has an itchy rash",
        "tengo 10 años con ronchas y picazón",
    ],
)
def test_a_child_who_is_only_mentioned_changes_nothing(text: str) -> None:
    assert first(text) == "dermatology"


@pytest.mark.parametrize(
    "text", ["I am 20 weeks pregnant with a rash", "estoy embarazada y tengo ronchas", "my wife is pregnant and itchy"]
)
def test_a_pregnancy_by_text_comes_to_the_maternity_side(text: str) -> None:
    assert first(text) == "ob_gyn"


@pytest.mark.parametrize(
    "text",
    [
        "I am not pregnant. An itchy rash on my skin.",
        "I had an itchy rash when I was pregnant ten years ago, and here is the rash on my skin again, psoriasis?",
        "no estoy embarazada, tengo ronchas y picazón en la piel",
    ],
)
def test_no_pregnancy_or_a_past_one_is_no_rule(text: str) -> None:
    assert first(text) == "dermatology"


@pytest.mark.parametrize("band", ["under_1", "1_4", "5_11"])
def test_a_small_child_is_never_the_pregnant_one(band: str) -> None:
    assert first("I am pregnant and my daughter has a rash.", band) == "paediatrics"
    assert first(RASH, band, pregnant=True) == "paediatrics"


def test_a_pregnant_teenager_comes_to_the_maternity_side_then_to_the_children() -> None:
    ranking = router().rank("I am 20 weeks pregnant and have a rash", age_band="12_17")
    assert ranking.ranked[:2] == ["ob_gyn", "paediatrics"]


def test_a_pregnant_grown_up_does_not_come_to_the_children() -> None:
    assert first("I am pregnant and have a rash", "18_39") == "ob_gyn"


@pytest.mark.parametrize(
    "text",
    [
        "Can I take ibuprofen with my blood pressure tablets?",
        "I missed a dose of my antidepressant tablet yesterday, do I double up?",
        "My insulin was left out of the fridge, is it still good?",
        "¿Puedo tomar ibuprofeno junto con la pastilla de la presión?",
    ],
)
def test_how_to_take_a_medicine_is_for_the_pharmacy(text: str) -> None:
    assert "pharmacy" in router().rank(text).ranked[:2]

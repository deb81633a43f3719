"""When one editor is not enough."""

import pytest

from qa_portal.text.quasi import find_quasi, generalised, needs_second_reader, residual_risk


def needs(text: str) -> bool:
    return needs_second_reader(residual_risk(find_quasi(text)))


@pytest.mark.parametrize(
    "text",
    [
        "I have Gaucher disease and my spleen is large.",
        "I am 34, a nurse, and live in Ohio.",
        "I am a nun of 34 years old, and my knee hurts.",
        "I am 34 years old and got out of prison.",
    ],
)
def test_a_rare_disease_three_classes_or_a_telling_one_beside_another_need_a_second_reader(text: str) -> None:
    assert needs(text)
    assert not needs(generalised(text))


@pytest.mark.parametrize(
    "text",
    ["My knee hurts.", "I am 34 and my knee hurts.", "I am a 34 year old nurse with asthma.", "My husband snores."],
)
def test_one_or_two_usual_classes_do_not(text: str) -> None:
    assert not needs(text)


def test_many_finds_of_one_class_count_once() -> None:
    ages = residual_risk(find_quasi("I am 34 years old. My son is 3 years old. My mother is 67 years old."))
    assert (ages.score, len(ages.classes)) == (1, 1)


def test_a_hint_counts_nothing() -> None:
    assert residual_risk(find_quasi("My husband snores.")).score == 0

"""Which ages a text is about."""

import pytest

from qa_portal.text.ages import AGES, ages_of

LONG = "The heart pumps blood through the body, and doctors listen to it with care. " * 40


@pytest.mark.parametrize(
    ("head", "ages"),
    [
        ("Fever in babies", ("babies",)),
        ("My newborn does not drink", ("babies",)),
        ("Asthma in children and teenagers", ("children", "teenagers")),
        ("PAEDIATRIC migraine", ("children",)),
        ("Falls in older people", ("older-people",)),
        ("Exercise for adults over the age of 65", ("older-people",)),
        ("Fiebre en bebés", ("babies",)),
        ("Mi niña tiene tos", ("children",)),
        ("Caídas en personas mayores", ("older-people",)),
        ("Acné en la adolescencia", ("teenagers",)),
        ("Childish Gambino's kidney", ()),
        ("High blood pressure", ()),
        ("", ()),
    ],
)
def test_a_title_says_whom_it_is_about(head: str, ages: tuple[str, ...]) -> None:
    assert ages_of(head, LONG) == ages


def test_a_text_is_about_an_age_it_speaks_of_again_and_again() -> None:
    once = "Most adults get well. Children may take longer. " + LONG
    often = "Children cough at night. The child wheezes. Keep children warm. A child needs rest. " + LONG[:400]
    assert ages_of("Croup", once) == ()
    assert ages_of("Croup", often) == ("children",)
    assert ages_of("Croup", often + LONG * 3) == ()


def test_ages_are_known_ones_in_order() -> None:
    assert ages_of("Elderly, teens, kids, infants", "") == AGES

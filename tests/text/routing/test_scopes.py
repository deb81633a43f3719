"""What is said about a word: denied, cleared, a relative's or long ago counts less, or against."""

from functools import cache

import pytest

from qa_portal.text.routing import Router, starter


@cache
def router() -> Router:
    """The queues that ship."""
    return Router(starter.queues())


@pytest.mark.parametrize(
    ("plain", "qualified", "queue"),
    [
        ("I have palpitations.", "I have no palpitations.", "cardiology"),
        ("My heart is odd.", "The cardiologist said my heart is fine.", "cardiology"),
        ("I have asthma.", "My father had asthma.", "pulmonology"),
        ("I have asthma.", "I had asthma twenty years ago.", "pulmonology"),
        ("Tengo tos.", "No tengo tos.", "pulmonology"),
        ("Tengo palpitaciones.", "El cardiólogo dijo que el corazón está bien.", "cardiology"),
    ],
)
def test_what_is_said_about_a_word_lowers_it(plain: str, qualified: str, queue: str) -> None:
    assert router().rank(qualified).scores[queue] < router().rank(plain).scores[queue]


def test_what_was_cleared_speaks_against_its_queue() -> None:
    text = "The heart specialist says my heart is fine and the ECG was normal, but I panic in shops, it is anxiety."
    assert router().rank(text).ranked[0] == "mental_health"
    assert router().rank(text).scores["cardiology"] < 0


def test_asking_whether_something_is_normal_clears_nothing() -> None:
    assert router().rank("Is it normal that my doctor hears a heart murmur?").ranked[0] == "cardiology"


def test_a_slip_in_a_long_word_is_forgiven_and_a_right_word_is_left_alone() -> None:
    assert router().rank("my astma and diarhea").scores["gastroenterology"] > 0
    assert router().rank("I am suffering though").terms == []


def test_words_may_stand_apart_and_in_another_order() -> None:
    assert router().rank("there was blood in my stool").ranked[0] == "gastroenterology"
    assert router().rank("my knee is really swollen").ranked[0] == "orthopaedics"


def test_a_blood_pressure_reading_is_read() -> None:
    assert router().rank("this week 158/94, 162/99 and 149/97").ranked[0] == "cardiology"


def test_spanish_texts_are_read_by_spanish_words() -> None:
    assert router().rank("me late fuerte el corazón y me mareo").ranked[0] == "cardiology"
    assert "cardiology" not in router().rank("I am always late for work and I lose my keys").ranked[:1]

"""Long runs of sentences become readable, and no word is lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from qa_portal.library.catalogue import starter_topics, topic_of
from qa_portal.library.medquad import readable
from qa_portal.library.reflow import reflow, sentences


def test_paragraphs_hold_a_few_sentences() -> None:
    text = "This is a sentence of about fifty characters, more. " * 30
    paragraphs = reflow(text).split("\n\n")
    assert 3 <= len(paragraphs) <= 5


def test_a_text_with_lines_keeps_them() -> None:
    assert reflow("One.\n\n- two\n- three\n") == "One.\n\n- two\n- three"


def test_dashes_become_a_list_and_the_text_goes_on() -> None:
    text = "You may feel - bone pain - stiff joints - headaches These symptoms can come and go."
    assert reflow(text) == "You may feel\n\n- bone pain\n- stiff joints\n- headaches\n\nThese symptoms can come and go."


def test_a_title_does_not_end_a_sentence() -> None:
    assert sentences("Ask Dr. Smith. He knows.") == ["Ask Dr. Smith.", "He knows."]


@given(st.lists(st.sampled_from(["Alpha", "beta.", "gamma", "-", "Delta?", "e.g.", "Zeta"]), max_size=80))
def test_no_word_is_lost_or_moved(words: list[str]) -> None:
    text = " ".join(words)
    once = re.findall(r"[A-Za-z.?]+", reflow(text))
    plain = re.findall(r"[A-Za-z.?]+", text)
    if plain != once:  # a list said again right after itself is left out
        assert len(once) < len(plain)


def test_topics_are_known_and_conditions_find_theirs() -> None:
    known = {topic["slug"] for topic in starter_topics()}
    names = {
        "Lung Cancer": "cancer",
        "High Blood Pressure": "heart-and-blood-pressure",
        "Early-onset glaucoma": "eyes",
        "Down syndrome": "childrens-health",
        "Usher syndrome": "rare-and-inherited",
        "Diabetic Retinopathy": "diabetes",
        "Fluoride": "staying-well",
    }
    for name, slug in names.items():
        assert topic_of(name, otherwise="staying-well") == slug
    assert set(names.values()) <= known


def test_what_is_left_of_a_link_above_the_text_goes() -> None:
    assert readable("Espaol Asthma is a chronic lung disease.") == "Asthma is a chronic lung disease."
    assert readable("Espaoles have asthma too.") == "Espaoles have asthma too."

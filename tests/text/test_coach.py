"""Help for who writes: what is hard is named with something easier, and an easy text is left alone."""

import pytest

from qa_portal.text.coach import MOST, advise

EASY = "Rest your arm for two days. Put something cold on it. Write to us if it gets worse."
HARD = "Administration of analgesics is contraindicated in patients with uncontrolled hypertension and tachycardia."


def test_an_easy_text_gets_no_advice() -> None:
    found = advise(EASY, "en")
    assert 1 <= found.grade <= 8
    assert (found.sentences, found.words) == ([], [])


def test_hard_words_are_named_as_written_with_plainer_ones() -> None:
    found = advise(HARD, "en")
    assert not found.is_easy
    assert {"hypertension", "tachycardia"} <= {one.word for one in found.words}
    assert all(one.plain for one in found.words)


def test_a_word_used_often_is_named_once() -> None:
    assert [one.word for one in advise("Hypertension, and again hypertension.", "en").words] == ["Hypertension"]


def test_of_many_long_sentences_only_the_first_few_are_named() -> None:
    assert len(advise(f"{'word ' * 30}. " * 12, "en").sentences) == MOST


@pytest.mark.parametrize("text", ["", "   ", "Yes.", "12/8"])
def test_a_text_too_short_to_tell_gets_no_grade(text: str) -> None:
    assert advise(text, "en").is_empty


def test_a_text_is_read_in_its_language() -> None:
    assert "presión" in " ".join(one.plain for one in advise("Usted tiene hipertensión arterial.", "es").words)

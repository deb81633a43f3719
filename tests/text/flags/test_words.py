"""Cutting a text into plain words that know their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.text.flags.words import cut, number, plain


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("Can't", "cant"),
        ("can\u2019t", "cant"),
        ("Ni\u00f1o", "nino"),
        ("HEEELP", "help"),
        ("respiraci\u00f3n", "respiracion"),
    ],
)
def test_a_word_is_made_plain(written: str, word: str) -> None:
    assert plain(written) == word


@pytest.mark.parametrize(
    ("written", "value"), [("38.4", 38.4), ("38,4", 38.4), ("six", 6), ("doce", 12), ("chest", -1), ("9" * 20, -1)]
)
def test_figures_and_small_number_words_have_a_value(written: str, value: float) -> None:
    assert number(written) == value


def test_not_joins_the_verb_before_it() -> None:
    words = cut("I can not sleep. Not now", {})
    assert words.texts == ["i", "cant", "sleep", "not", "now"]


def test_figures_part_from_units_and_sentences_are_counted() -> None:
    words = cut("Temp 38.5c, 6wk old.\nFever\ngoes on", {})
    assert words.texts == ["temp", "38.5", "c", "6", "wk", "old", "fever", "goes", "on"]
    assert words.sentences[5] != words.sentences[6]
    assert words.sentences[6] == words.sentences[7]
    assert words.pauses[3]


def test_aliases_stand_in_for_the_word_written() -> None:
    assert cut("temp high", {"temp": "temperature"}).texts == ["temperature", "high"]


@given(st.text(max_size=200))
def test_every_word_lies_in_the_text_in_order(text: str) -> None:
    words = cut(text, {})
    assert len(words.texts) == len(words.starts) == len(words.ends) == len(words.sentences) == len(words.pauses)
    assert all(start < end for start, end in zip(words.starts, words.ends, strict=True))
    assert words.starts == sorted(words.starts)
    assert all(words.texts)

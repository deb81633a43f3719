"""How words are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.index.spelling import rewrite
from qa_portal.index.word_list import WordList, is_one_slip, slips
from qa_portal.index.words import MAX_QUERY_WORDS, plain, query_words, stem, words_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [("Ménière’s", "meniere"), ("don't", "dont"), ("COVID", "covid"), ("niños", "ninos"), ("Crohn's", "crohn")],
)
def test_a_word_is_read_plainly(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_stems_join_forms_of_a_word_in_each_language() -> None:
    assert stem("headaches", "en") == stem("headache", "en")
    assert stem("pastillas", "es") == stem("pastilla", "es")
    assert stem("b12", "en") == "b12"


def test_a_letter_is_read_as_its_illness() -> None:
    letter = "Hello doctor, I am a 34 year old woman. I have had chest pain for two weeks, please help. Thank you"
    assert [word.plain for word in query_words(letter, "en")] == ["woman", "chest", "pain", "two"]


def test_a_bare_number_counts_in_a_short_query_only() -> None:
    assert [word.plain for word in query_words("hepatitis 2", "en")] == ["hepatitis", "2"]


def test_a_query_has_a_limit() -> None:
    assert len(query_words(" ".join(f"w{number}" for number in range(900)), "en")) <= MAX_QUERY_WORDS


def test_a_repair_leaves_the_rest_as_typed() -> None:
    assert rewrite("My  MIGRANE, again!", {"migrane": "migraine"}) == "My  migraine, again!"


@given(st.text(max_size=300))
def test_words_stand_where_they_say(text: str) -> None:
    for word in words_of(text):
        assert plain(text[word.start : word.end]) == word.plain


letters = st.text("abc", min_size=1, max_size=6)


@given(letters, letters)
def test_one_slip_is_a_distance_of_one(one: str, other: str) -> None:
    assert is_one_slip(one, other) == (slips(one, other) == 1)


def test_near_words_are_found_by_first_letters() -> None:
    near = WordList(["asthma", "asthmas", "anthem", "plasma", "asthenia"])
    assert near.one_slip_from("astma") == ["asthma"]
    assert sorted(near.two_slips_from("asthma")) == ["asthmas"]

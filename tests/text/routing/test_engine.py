"""Routing by words: what decides, the rules that come first, and when nobody is sure."""

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.routing import QueueTerms, Router, starter

_ROWS = [
    line.split("\t") for line in Path(__file__).with_name("texts.tsv").read_text(encoding="utf-8").splitlines() if line
]


@cache
def router() -> Router:
    """The queues that ship."""
    return Router(starter.queues())


@pytest.mark.parametrize(("queue", "text"), _ROWS)
def test_a_plain_question_finds_its_queue_among_the_first_three(queue: str, text: str) -> None:
    assert queue in router().rank(text).ranked[:3]


def test_most_plain_questions_find_their_queue_first() -> None:
    right = [router().rank(text).ranked[0] == queue for queue, text in _ROWS]
    assert sum(right) / len(right) >= 0.9


def test_what_is_taken_without_asking_is_seldom_wrong() -> None:
    rankings = [(queue, router().rank(text)) for queue, text in _ROWS]
    taken = [ranking.ranked[0] == queue for queue, ranking in rankings if ranking.auto]
    assert len(taken) / len(rankings) >= 0.7
    assert sum(taken) / len(taken) >= 0.92


def test_every_queue_is_ranked_once_and_at_most_three_terms_decide() -> None:
    ranking = router().rank("knee pain, asthma, heart, migraine, eczema, tooth")
    assert sorted(ranking.ranked) == sorted(queue.slug for queue in starter.queues())
    assert 1 <= len(ranking.terms) <= 3


def test_the_deciding_terms_stand_in_the_text() -> None:
    assert router().rank("my psoriasis is worse").terms == ["psoriasis"]


def test_without_any_hint_the_intake_is_first_and_nobody_is_sure() -> None:
    ranking = router().rank("Hello, I have a question for you.")
    assert (ranking.ranked[0], ranking.auto, ranking.terms) == (starter.intake(), False, [])


@pytest.mark.parametrize("band", ["under_1", "1_4", "5_11", "12_17", "child", "0-17", "<1"])
def test_a_child_goes_to_the_children_first(band: str) -> None:
    assert router().rank("a rash on the arm", age_band=band).ranked[0] == "paediatrics"


@pytest.mark.parametrize("band", ["18_39", "80_plus", "65+"])
def test_an_adult_does_not(band: str) -> None:
    assert router().rank("a rash on the arm", age_band=band).ranked[0] == "dermatology"


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("my daughter is 9 years old and has a rash", True),
        ("my son (14 months old) has a rash", True),
        ("mi hija de 7 a\u00f1os tiene ronchas", True),
        ("my son is 34 years old and has a rash", False),
        ("I am 9 years in this job and have a rash", False),
    ],
)
def test_a_childs_age_is_read_from_the_text(text: str, child: bool) -> None:
    assert (router().rank(text).ranked[0] == "paediatrics") is child


def test_pregnancy_comes_first_unless_it_is_said_not_to_be() -> None:
    assert router().rank("a cold sore", pregnant=True).ranked[0] == "ob_gyn"
    assert router().rank("I am pregnant and have a cough").ranked[0] == "ob_gyn"
    assert (
        router().rank("pregnancy scare over, but the cough and asthma stay", pregnant=False).ranked[0] == "pulmonology"
    )


def test_the_title_counts_more_than_the_text() -> None:
    queues = (QueueTerms("a", ("knee",)), QueueTerms("b", ("ear",)))
    assert Router(queues).rank("knee", title="ear").ranked == ["b", "a"]


def test_a_phrase_outweighs_its_words_and_a_weak_sign_weighs_less() -> None:
    queues = (QueueTerms("a", ("chest",)), QueueTerms("b", ("chest infection",)), QueueTerms("c", ("~cough",)))
    assert Router(queues).rank("a chest infection").ranked[0] == "b"
    ranking = Router(queues).rank("cough and chest")
    assert ranking.ranked[0] == "a"
    assert Router(queues).rank("cough").terms == ["cough"]


def test_a_kind_stands_for_the_field_when_the_slug_is_an_id() -> None:
    queues = (QueueTerms("id-1", ("rash",), "dermatology"), QueueTerms("id-2", ("baby",), "paediatrics"))
    assert Router(queues).rank("rash", age_band="1_4").ranked[0] == "id-2"


def test_no_queues_is_no_answer() -> None:
    ranking = Router(()).rank("knee")
    assert (ranking.ranked, ranking.terms, ranking.auto) == ([], [], False)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_is_ranked(text: str, title: str) -> None:
    assert len(router().rank(text, title=title).ranked) == 21


@pytest.mark.parametrize("piece", ["a ", "knee ", "blood in ", "9 months ", "\u0301", "1 year old "])
def test_hostile_length_costs_little(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    router().rank(text)
    assert time.process_time() - begun < 0.5

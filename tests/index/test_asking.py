"""What a stranger's words are taken to mean."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.index.angles import angles_of, page_angles, subject_words
from qa_portal.index.asking import read
from qa_portal.index.vocabulary import MAX_PHRASE_WORDS
from qa_portal.index.words import stem, words_of


def stems(name: str) -> tuple[str, ...]:
    return tuple(stem(word.plain, "en") for word in words_of(name))


def ways(words: str) -> set[tuple[str, ...]]:
    return {way.stems for thing in read(words, "en").things for way in thing.ways}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("heart attack", "myocardial infarction"),
        ("what is sugar disease?", "diabetes"),
        ("my water pills", "diuretic"),
        ("ringing in the ears", "tinnitus"),
        ("blood in my pee", "hematuria"),
        ("UTI", "urinary tract infection"),
        ("copd", "chronic obstructive pulmonary disease"),
        ("hypertension", "high blood pressure"),
        ("my ears keep ringing", "ringing"),
        ("ears are ringing", "tinnitus"),
        ("achy joints", "arthritis"),
    ],
)
def test_everyday_words_and_short_names_find_the_medical_name(typed: str, meant: str) -> None:
    assert stems(meant) in ways(typed)
    assert stems(typed)[-1] in {form for way in ways(typed) for form in way}


def test_what_only_leads_to_an_illness_does_not_follow_from_it() -> None:
    assert stems("sleep apnea") in ways("snoring")
    assert ("snore",) not in ways("sleep apnea")


def test_a_name_that_is_a_common_word_by_itself_stands_for_nothing() -> None:
    assert stems("syncope") in ways("I pass out")
    assert ("pass",) not in ways("syncope")


def test_who_is_ill_counts_less_than_with_what() -> None:
    stress = {thing.plain: thing.stress for thing in read("fever in a toddler", "en").things}
    assert stress["fever"] > stress["toddler"]


def test_an_age_or_a_dose_is_no_name() -> None:
    assert {thing.plain for thing in read("ataxia 15 years", "en").things} == {"ataxia"}
    assert "15" in {thing.plain for thing in read("ataxia type 15", "en").things}


def test_words_that_stand_near_each_other_lead_to_what_they_mean_together() -> None:
    assert stems("animal bites") in ways("my dog, a terrier, bit me")
    assert stems("animal bites") not in ways(
        "my dog is well. Yesterday while I was out walking in the rain a tick bit me"
    )


def test_a_short_name_that_is_a_common_word_counts_in_capitals_only() -> None:
    assert stems("acute lymphoblastic leukemia") in ways("ALL in children")
    assert stems("acute lymphoblastic leukemia") not in ways("all children")
    assert stems("acute lymphoblastic leukemia") not in ways("ALL CHILDREN WITH FEVER")


def test_a_thing_is_counted_and_its_place_in_a_question_noted() -> None:
    letter = (
        "Hello doctor, my son has eczema since he was a baby and we tried many creams from the pharmacy but nothing"
        " works for long and he scratches all night. Will the eczema ever go away? Thank you."
    )
    thing = next(thing for thing in read(letter, "en").things if thing.plain == "eczema")
    assert thing.times == 2
    assert thing.stress > 1


def test_what_stands_in_the_heading_of_a_letter_counts_most() -> None:
    letter = (
        "Subject: Scoliosis\nMessage: My girlfriend cries at night and cannot get any rest, she has been to a doctor"
        " but he told her that surgery is a risk. She has insomnia too. What else is there for her?"
    )
    stress = {thing.plain: thing.stress for thing in read(letter, "en").things}
    assert stress["scoliosis"] > stress["insomnia"] > stress["night"]
    assert not {"subject", "message"} & stress.keys()


def test_single_letters_count_only_beside_what_they_belong_to() -> None:
    assert "k" in {thing.plain for thing in read("vitamin K shots, newborn sisters, brain bleeding", "en").things}
    names = {thing.plain for thing in read("my 5 sisters living at 3 w street with a bad rash", "en").things}
    assert not {"w", "5", "3"} & names


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ("how do you know if you have gout", "s"),
        ("what can be done about sciatica", "t"),
        ("is there a cure for vitiligo", "t"),
        ("why do I get hives", "c"),
        ("how long can you live with ALS", "o"),
        ("does it run in the family", "h"),
        ("how can I keep from getting the flu", "p"),
        ("is scabies contagious", "u"),
        ("which blood tests find celiac disease", "x"),
        ("what should I eat", "n"),
    ],
)
def test_it_is_seen_what_is_asked_of_an_illness(words: str, letter: str) -> None:
    assert angles_of(words)[letter]


@pytest.mark.parametrize(
    ("title", "question", "letters", "subject"),
    [
        ("Gout: symptoms", "What are the symptoms of gout?", "s", ["gout"]),
        ("What are the treatments for Gout ?", "What are the treatments for Gout ?", "t", ["gout"]),
        ("Gout", "What is gout?", "", ["gout"]),
        ("Who is at risk for Skin Cancer? ?", "Who is at risk for Skin Cancer? ?", "u", ["skin", "cancer"]),
        ("Rett syndrome: genetic causes", "What are the genetic changes related to it?", "g", ["rett", "syndrome"]),
        ("Treatment", "x" * 500, "t", ["treatment"]),
    ],
)
def test_a_title_is_read_as_subject_and_kind(title: str, question: str, letters: str, subject: list[str]) -> None:
    assert page_angles(title, question) == letters
    assert list(subject_words(title, "en")) == subject


def test_the_vocabulary_is_well_formed() -> None:
    lines = files("qa_portal.index").joinpath("lay_words.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line or line[0] in "#~":
            continue
        assert line.count(">") <= 1, line
        names = [name.strip() for name in line.replace(">", "=").replace(",", "=").split("=")]
        assert len(names) >= 2, line
        assert all(0 < len(stems(name)) <= MAX_PHRASE_WORDS + 1 for name in names), line


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for thing in read(text, "en").things:
        assert thing.ways
        assert all(way.stems for way in thing.ways)

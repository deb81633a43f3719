"""Grades against the published formula with syllables counted by hand, and what counts as a sentence."""

import pytest

from qa_portal.text.readability import ease, grade, long_sentences, sentences, syllables, words

COUNTED = {
    1: "cat walked you young tongue I",
    2: (
        "water doctor people headache breathing needed table muscle patient science asthma cancer "
        "treatment minutes vaccine stomach swollen rhythm isn't"
    ),
    3: "medicine area infection inhaler surgery autism",
    4: "diabetes emergency spontaneous",
    5: "antibiotic",
    6: "cardiovascular",
}
SPANISH = {
    "día": 2,
    "medicina": 4,
    "guerra": 2,
    "cuando": 2,
    "paciente": 3,
    "qué": 1,
    "corazón": 3,
    "leer": 2,
    "y": 1,
    "hoy": 1,
    "país": 2,
}
TEXTS = [
    ("Take one pill a day. Drink water with it. Call us if you feel sick.", 3, 15, 16),
    ("The doctor will look at your knee. You may need an X-ray. It does not hurt.", 3, 17, 18),
    ("Antibiotics do not help with a cold. Most people get better in about ten days without any medicine.", 2, 18, 29),
]
"""Texts with their sentences, words and syllables: looked up word by word in a pronouncing dictionary, by hand where it
has no entry; none of it was counted by the code under test."""
SPLIT_BY_HAND = (
    "hi-per-ten-sión dí-a rí-o a-ho-ra bú-ho le-er ciu-dad viu-da rui-do cons-trui-do muy ve-hí-cu-lo lí-ne-a a-é-re-o "
    "pin-güi-no a-ve-ri-güe yen-do hier-ba al-co-hol co-o-pe-rar co-ra-zón in-fec-ción res-pi-ra-to-rio pa-cien-te "
    "a-ten-ción mé-di-co o-í-do san-gre ries-go a-gua gue-rra quie-ro a-ve-ri-guar es-tó-ma-go in-fla-ma-ción "
    "diag-nós-ti-co "
    "tra-ta-mien-to ser-vi-cio pro-hi-bir ca-í-da ba-úl pei-ne au-to rey es-toy cuer-po pie trein-ta ma-íz te-o-rí-a "
    "en-fer-me-rí-a far-ma-cia dia-rre-a"
)


@pytest.mark.parametrize(("word", "count"), [(word, n) for n, listed in COUNTED.items() for word in listed.split()])
def test_syllables_of_english_words(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("word", "count"), SPANISH.items())
def test_syllables_of_spanish_words(word: str, count: int) -> None:
    assert syllables(word, "es") == count


@pytest.mark.parametrize("split", SPLIT_BY_HAND.split())
def test_syllables_of_spanish_words_split_by_hand(split: str) -> None:
    assert syllables(split.replace("-", ""), "es") == split.count("-") + 1


@pytest.mark.parametrize(("text", "sentence_count", "word_count", "syllable_count"), TEXTS)
def test_the_grade_is_that_of_the_published_formula(
    text: str, sentence_count: int, word_count: int, syllable_count: int
) -> None:
    assert (len(sentences(text)), len(words(text))) == (sentence_count, word_count)
    published = 0.39 * word_count / sentence_count + 11.8 * syllable_count / word_count - 15.59
    assert abs(grade(text) - published) <= 0.3


def test_a_harder_text_has_a_higher_grade_in_both_languages() -> None:
    assert grade("The cat sat. It was hot.") < grade(
        "Immunosuppressive medication necessitates careful haematological monitoring."
    )
    easy, hard = (
        "El gato come pan. Es muy rico.",
        "La inmunodeficiencia adquirida requiere tratamiento farmacológico continuado.",
    )
    assert grade(easy, "es") < grade(hard, "es")
    assert ease(easy, "es") > ease(hard, "es")


def test_an_abbreviation_a_decimal_and_an_address_end_no_sentence() -> None:
    assert len(sentences("Dr. Ruiz saw me at 3.30 p.m. on Monday. She gave me 2.5 mg, e.g. at night! Why?")) == 3


def test_a_line_is_a_sentence() -> None:
    assert sentences("Rest\nDrink water\r\n\n- Call us") == ["Rest", "Drink water", "- Call us"]


def test_only_long_sentences_are_told() -> None:
    long = "word " * 26
    assert long_sentences(f"Short one. {long.strip()}. Another.") == [long.strip() + "."]
    assert long_sentences("one two three.", max_words=2) == ["one two three."]


def test_no_words_have_no_grade() -> None:
    assert (grade(""), grade("12 34!"), grade("", "es"), ease("")) == (0.0, 0.0, 0.0, 100.0)

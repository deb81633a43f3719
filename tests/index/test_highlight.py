"""Marking words in text from the database."""

from hypothesis import given
from hypothesis import strategies as st

from qa_portal.index.highlight import SNIPPET_CHARS, Piece, highlight, marks_of, snippet

TEXT = "Rest first. " * 60 + "Blood pressure tablets and ibuprofen do not go well together. " + "Drink water. " * 60


def test_all_forms_of_a_word_are_marked() -> None:
    assert highlight("One headache, many headaches.", "headache") == [
        Piece("One "),
        Piece("headache", hit=True),
        Piece(", many "),
        Piece("headaches", hit=True),
        Piece("."),
    ]


def test_other_names_of_the_same_thing_are_marked() -> None:
    pieces = highlight("After a myocardial infarction, rest.", marks_of("heart attack"))
    assert [piece.text for piece in pieces if piece.hit] == ["myocardial", "infarction"]


def test_a_snippet_shows_the_place_where_the_words_stand() -> None:
    pieces = snippet(TEXT, "ibuprofen with blood pressure")
    assert {piece.text for piece in pieces if piece.hit} == {"Blood", "pressure", "ibuprofen"}
    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")
    assert sum(len(piece.text) for piece in pieces) <= SNIPPET_CHARS + 8


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("Drink water.", "fever") == [Piece("Drink water.")]


def test_markup_stays_text() -> None:
    assert highlight("<b>fever</b>", "fever") == [Piece("<b>"), Piece("fever", hit=True), Piece("</b>")]


@given(st.text(max_size=400), st.text(max_size=60))
def test_nothing_is_lost_or_added(text: str, words: str) -> None:
    assert "".join(piece.text for piece in highlight(text, words)) == text


@given(st.text(max_size=2000), st.text(max_size=60))
def test_a_snippet_is_part_of_the_text(text: str, words: str) -> None:
    shown = "".join(piece.text for piece in snippet(text, words)).removeprefix("… ").removesuffix(" …")
    assert shown in " ".join(text.split())

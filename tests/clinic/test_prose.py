"""The clinic's texts as blocks."""

import pytest

from qa_portal.clinic import defaults
from qa_portal.clinic.prose import Block, blocks


def test_paragraphs_headings_and_lists_are_told_apart() -> None:
    text = "One\ntwo\n\n## Head\nThree\n- a\n- b\n\n\nFour"
    assert blocks(text) == [
        Block("paragraph", ("One", "two")),
        Block("heading", ("Head",)),
        Block("paragraph", ("Three",)),
        Block("list", ("a", "b")),
        Block("paragraph", ("Four",)),
    ]


def test_nothing_is_lost_and_nothing_is_made_html() -> None:
    (block,) = blocks("<b>5 < 6</b> & more\r\nnext")
    assert block.text == "<b>5 < 6</b> & more next"


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks("") == []
    assert blocks(" \n\n") == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "kind", ["privacy", "terms", "accessibility", "about", "stop", "consent_ask", "consent_publish"]
)
def test_every_text_ships_in_every_language(kind: str, language: str) -> None:
    assert len(defaults.text(kind, language)) > 50
    assert blocks(defaults.text(kind, language))

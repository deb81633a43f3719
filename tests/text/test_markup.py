"""The markup of guides: what it makes, what it leaves alone, and that no text can get past it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.text.markup import Kind, broken_links, contents, plain, read
from qa_portal.text.short_names import free, slug


def test_headings_lists_bold_and_links_come_out_as_values() -> None:
    blocks = read(
        "First line\nof one paragraph.\n\n## What helps\n- rest\n* **plenty** of water\n\n"
        "1. Sit down.\n2) Wait.\n### More\nSee [the advice](https://example.org/a) or [ours](/topics/skin)."
    )
    kinds = [block.kind for block in blocks]
    steps = [Kind.STEPS, Kind.SUBHEADING, Kind.PARAGRAPH]
    assert kinds == [Kind.PARAGRAPH, Kind.HEADING, Kind.POINTS, *steps]
    assert blocks[0].text == "First line of one paragraph."
    assert [block.text for block in contents(blocks)] == ["What helps"]
    assert [piece.bold for piece in blocks[2].lines[1]] == [True, False]
    assert [piece.url for piece in blocks[5].lines[0] if piece.url] == ["https://example.org/a", "/topics/skin"]
    assert plain("## A **b**\n- [c](https://d.example)") == "A b\nc"


def test_each_heading_has_an_anchor_of_its_own() -> None:
    blocks = read("## Help\n## Help\n## ¡Ayuda, niño!\n## ???")
    assert [block.id for block in blocks] == ["part-help", "part-help-2", "part-ayuda-nino", "part-text"]
    assert slug("Looking after a child's fever") == "looking-after-a-childs-fever"


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free("skin", {"skin", "skin-2"}.__contains__) == "skin-3"
    assert free("skin", set().__contains__) == "skin"
    assert free(slug("Skin & hair", "_"), {"skin_hair"}.__contains__, "_") == "skin_hair_2"


@given(st.text(alphabet="<>\"'&#*[]()-.1 \n/\\:javscripthtops", max_size=200))
def test_no_text_makes_an_address_that_runs(text: str) -> None:
    for block in read(text):
        for piece in (piece for line in block.lines for piece in line):
            assert not piece.url or re.match(r"https?://|/(?![/\\])", piece.url)
    assert "".join(plain(text).split()) in "".join(text.split()) or plain(text) != text


def test_a_link_that_leads_nowhere_is_named_and_stays_as_typed() -> None:
    text = "[a](javascript:alert) and [b](https://b.example) and [c](www.c.example)"
    assert broken_links(text) == ["javascript:alert", "www.c.example"]
    assert "[a](javascript:alert)" in plain(text)


@pytest.mark.parametrize("text", ["*" * 30_000, "[" * 30_000, "[a](" * 8_000, "**a" * 10_000, "- \n" * 10_000])
def test_no_text_takes_long(text: str) -> None:
    begin = time.perf_counter()
    read(text)
    assert time.perf_counter() - begin < 2

"""Whatever signs people type, no engine that reads their words may fail: it would take the page down with it."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.diff import word_diff
from qa_portal.text.flags import find as find_flags
from qa_portal.text.identifiers import Profile
from qa_portal.text.identifiers import find as find_identifiers
from qa_portal.text.readability import grade
from qa_portal.text.routing import QueueTerms, Router

ROUTER = Router([QueueTerms("a", ("rash", "blood pressure")), QueueTerms("b", ("½ tablet", "fever"))])
PROFILE = Profile(names=("Ana María Ñandú",), relatives=("Zoë",), phone=("01632 960144",), town=("Łódź",))
LANGUAGES = ("en", "es")


def _read(text: str) -> None:
    find_flags(text)
    ROUTER.rank(text, title=text)
    word_diff(text, text[::-1])
    for language in LANGUAGES:
        find_identifiers(text, PROFILE, language)
        grade(text, language)


def _signs(*categories: str) -> Iterator[str]:
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in categories:
            yield chr(code)


@pytest.mark.parametrize("category", ["Nd", "No", "Nl", "Sc", "Sm", "Pd", "Lm"])
def test_every_figure_and_sign_can_stand_anywhere(category: str) -> None:
    signs = list(_signs(category))
    for start in range(0, len(signs), 40):
        some = signs[start : start + 40]
        _read(" ".join(f"I am 3{sign} and {sign} {sign}9 on 1{sign}2 {sign}{sign}" for sign in some))


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_no_text_breaks_an_engine(text: str) -> None:
    _read(text)

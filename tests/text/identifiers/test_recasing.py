"""Texts without capitals, or all in capitals: what a reader still takes for a name goes, what is none stays."""

import pytest

from qa_portal.text.identifiers import find
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.recasing import is_uncased, recased

LETTER = (
    "hello doctor, my name is oriel vancamp and i live in tucumcari. "
    "nurse tansy said the metoprolol is fine but wren thinks not. reg yk71 xxb. "
    "my cholesterol is high and the lipoma came back. thanks, t. wojcik"
)


def gone(text: str, lang: str = "en") -> str:
    return " ".join(text[span.start : span.end] for span in find(text, None, lang) if span.certain)


@pytest.mark.parametrize("written", [LETTER, LETTER.upper()], ids=["small", "capitals"])
@pytest.mark.parametrize("name", ["oriel vancamp", "tucumcari", "tansy", "yk71 xxb", "t. wojcik"])
def test_names_go_whatever_the_case(written: str, name: str) -> None:
    assert name in gone(written).lower()


@pytest.mark.parametrize("written", [LETTER, LETTER.upper()], ids=["small", "capitals"])
def test_ordinary_and_clinical_words_stay(written: str) -> None:
    assert not {"metoprolol", "cholesterol", "lipoma", "fine", "thinks"} & set(gone(written).lower().split())


def test_a_text_with_capitals_is_read_as_it_is() -> None:
    assert not is_uncased(Reading("My son Rhys has a cough. We live in Ely, far from help. Can he go to school?"))
    assert is_uncased(Reading("my son rhys has a cough. we live in ely, far from help. can he go to school?"))
    assert is_uncased(Reading("MY SON RHYS HAS A COUGH."))


WIDE = [
    "my doctor is dr. ßmith and i hurt",
    "i saw mr ŉkomo and he left",
    "ǰane is here",
    "reg yk71 ßxb now",
    "ŉ is mine",
]
"""Their capitals are two letters."""


@pytest.mark.parametrize("text", [LETTER, LETTER.upper(), "straße in köln, İzmir ve ﬁ", "", "a", *WIDE])
def test_every_letter_keeps_its_place(text: str) -> None:
    again = recased(Reading(text))
    assert len(again) == len(text)
    assert again.lower() == text.lower()

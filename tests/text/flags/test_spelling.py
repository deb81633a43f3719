"""One slip in a word that matters is mended; true words stay."""

import pytest

from qa_portal.text.flags import load


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("brething", "breathing"),
        ("siezure", "seizure"),
        ("unconcious", "unconscious"),
        ("bleedng", "bleeding"),
        ("cnt", "cant"),
    ],
)
def test_a_slip_is_mended(written: str, meant: str) -> None:
    assert load().aliases.get(written, written) == meant


@pytest.mark.parametrize(
    "word", ["breeding", "several", "fewer", "strike", "painting", "bleeding", "xylophone", "chat"]
)
def test_a_true_word_stays(word: str) -> None:
    assert load().aliases.get(word, word) == word

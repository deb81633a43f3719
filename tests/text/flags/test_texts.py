"""The texts the red flags are measured with: two halves, alike in kind, nothing in both."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import pytest

from qa_portal.text.flags import Level, find


class Text(TypedDict):
    """One line of a file."""

    id: str
    text: str
    label: str
    category: str
    tags: list[str]
    lang: str


_FIELDS = set(Text.__annotations__)
_LABELS = {"emergency", "urgent", "routine"}
_LANGUAGES = {"en", "es"}
_TAGS = {
    *("plain", "lay", "indirect", "neg", "hist", "hypo", "idiom", "negmix", "histmix", "hypomix", "double", "long"),
    *("third", "teen", "elder", "nonnative", "formal", "terse", "typo", "caps"),
    *("es", "es-ES", "mx", "carib", "ar", "cl"),
}
_FOLDER = Path(__file__).with_name("texts")
_CONTACT = re.compile(r"\S@\S|www\.|https?:|(?:\d[ .()-]?){7,}")
"""An e-mail address, a page, or digits enough for a telephone number."""

_MOST_WORDS_SHARED = 0.3
"""Of all the words of a pair; two people's wordings of one thing share fewer."""


def _read(name: str) -> list[Text]:
    """All texts of one file."""
    lines = _FOLDER.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


_OPEN = _read("open")
_KEPT = _read("kept")
_FRESH = [text for path in sorted(_FOLDER.glob("fresh*.jsonl")) for text in _read(path.stem)]
"""Later sets, each written before anything was mended by it."""
_VIGNETTES = _read("vignettes")
_ASIDE = [text for path in sorted(_FOLDER.glob("kept[0-9]*.jsonl")) for text in _read(path.stem)]
"""Later sets of which nothing is taught."""
_ALL = _OPEN + _KEPT + _FRESH + _ASIDE + _VIGNETTES


def _plain(text: str) -> str:
    """The text without case, marks and runs of spaces."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _kinds(texts: Iterable[Text]) -> Counter[tuple[str, str]]:
    """How many there are of each label in each language."""
    return Counter((text["label"], text["lang"]) for text in texts)


@pytest.mark.parametrize("text", _ALL, ids=lambda text: text["id"])
def test_every_field_is_there_and_known(text: Text) -> None:
    assert set(text) == _FIELDS
    assert text["label"] in _LABELS
    assert text["lang"] in _LANGUAGES
    assert re.fullmatch("[a-z]+", text["category"])
    assert text["text"] == text["text"].strip() != ""
    assert text["tags"]
    assert set(text["tags"]) <= _TAGS
    assert ("es" in text["tags"]) == (text["lang"] == "es")


def test_each_half_has_texts_enough() -> None:
    assert len(_OPEN) >= 200
    assert len(_KEPT) >= 200


def test_ids_are_given_once() -> None:
    assert len({text["id"] for text in _ALL}) == len(_ALL)


def test_no_text_stands_twice_nor_in_both_halves() -> None:
    assert len({_plain(text["text"]) for text in _ALL}) == len(_ALL)


def test_the_halves_are_alike_in_label_and_language() -> None:
    ours, theirs = _kinds(_OPEN), _kinds(_KEPT)
    assert ours.keys() == theirs.keys() == {(label, lang) for label in _LABELS for lang in _LANGUAGES}
    assert max(abs(ours[kind] - theirs[kind]) for kind in ours) <= 2


def test_no_text_is_a_near_copy_of_its_partner() -> None:
    for ours, theirs in zip(_OPEN, _KEPT, strict=True):
        one, other = set(_plain(ours["text"]).split()), set(_plain(theirs["text"]).split())
        assert len(one & other) <= _MOST_WORDS_SHARED * len(one | other), (ours["id"], theirs["id"])


_KNOWN = _OPEN + _FRESH


def _share(label: str, wanted: set[Level], lang: str = "") -> float:
    """Of the texts with a label that have been looked at, how many get one of the levels wanted."""
    ours = [text for text in _KNOWN if text["label"] == label and lang in {"", text["lang"]}]
    return sum(find(text["text"]).level in wanted for text in ours) / len(ours)


def test_what_was_learned_stays_learned() -> None:
    assert _share("emergency", {Level.EMERGENCY}) >= 0.97
    assert _share("emergency", {Level.EMERGENCY}, "es") >= 0.95
    assert _share("emergency", {Level.EMERGENCY, Level.URGENT}) >= 0.98
    assert _share("urgent", {Level.EMERGENCY, Level.URGENT}) >= 0.9
    assert _share("routine", {Level.ROUTINE, Level.URGENT}) >= 0.97


def test_short_case_histories_are_sorted_as_doctors_sort_them() -> None:
    found = Counter((text["label"], find(text["text"]).level) for text in _VIGNETTES)
    assert sum(count for (label, _), count in found.items() if label == "emergency") == 15
    assert found["emergency", Level.EMERGENCY] >= 12
    assert found["routine", Level.EMERGENCY] <= 1


def test_no_text_holds_a_way_to_reach_somebody() -> None:
    assert [text["id"] for text in _ALL if _CONTACT.search(text["text"])] == []

"""The marked texts themselves: offsets, nothing left unmarked, two halves that share nothing, enough of every kind."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from qa_portal.text.identifiers import Kind
from tests.text.identifiers.texts import FRESH, KEPT, MARK, OPEN, Piece, Sample, read, unmark, write

FILES = OPEN + FRESH + KEPT
SAMPLES = {name: read(name) for name in FILES}
EVERY = [sample for name in FILES for sample in SAMPLES[name]]
PARTICLES = frozenset("del los las mac san and the abd".split())
CONTACT = re.compile(r"(?<!\w)@\w+|\w@\w[\w.]*\.\w|www\.|https?:|\d[\d \-./]{6,}\d")
"""What looks like an address or a long number, marked or not."""


def folded(text: str) -> str:
    """Small letters without accents, and digits."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def told(samples: Iterable[Sample]) -> set[str]:
    """What tells a person or a place: names word by word, everything else whole; ages and bare months are anybody's."""
    found = set()
    for span in (span for sample in samples for span in sample.spans):
        if span.kind == Kind.NAME:
            words = re.split(r"[\s\-.,'’()\"]+", span.text)
            found |= {folded(word) for word in words if len(word) > 2} - PARTICLES
        elif span.kind != Kind.AGE and not (span.kind == Kind.DATE and span.text.isalpha()):
            found.add(folded(span.text))
    return found - {""}


def unmarked(sample: Sample) -> list[str]:
    """Words of a marked identifier, and address-like things, that stand elsewhere without a mark."""
    bare = list(sample.text)
    for piece in sample.pieces:
        bare[piece.start : piece.end] = "\x00" * (piece.end - piece.start)
    rest = "".join(bare)
    names = {word for span in sample.spans if span.kind == Kind.NAME for word in re.findall(r"\w{3,}", span.text)}
    whole = {span.text for span in sample.spans if span.kind not in (Kind.NAME, Kind.AGE) and len(span.text) > 2}
    again = [word for word in (names | whole) - PARTICLES if re.search(rf"(?i)\b{re.escape(word)}\b", rest)]
    return again + CONTACT.findall(rest)


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_marks_stand_where_they_say(sample: Sample) -> None:
    assert all(sample.text[piece.start : piece.end] == piece.text.strip() for piece in sample.pieces)
    ends = [0, *(place for piece in sample.pieces for place in (piece.start, piece.end))]
    assert ends == sorted(ends)


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_nothing_is_left_unmarked(sample: Sample) -> None:
    assert not re.search(r"\{[A-Za-z_/]+:", sample.text)
    assert unmarked(sample) == []


def test_a_brace_that_marks_nothing_is_text() -> None:
    text, pieces = unmark('{hi} {"a": {NAME:Zoë}} {NAME} {ORG/school:X 🙂} {ok:Ohio}')
    assert text == '{hi} {"a": Zoë} {NAME} X 🙂 Ohio'
    assert pieces == (
        Piece(11, 14, "NAME", "", "Zoë"),
        Piece(23, 26, "ORG", "school", "X 🙂"),
        Piece(27, 31, "ok", "", "Ohio"),
    )


def test_the_marks_of_a_file_are_all_read() -> None:
    for name in FILES:
        marked = Path(__file__).with_name("texts").joinpath(f"{name}.txt").read_text(encoding="utf-8")
        assert len(MARK.findall(marked)) == sum(len(sample.pieces) for sample in SAMPLES[name])


def test_line_ends_and_taken_apart_accents_count() -> None:
    windows = [sample for sample in EVERY if "crlf" in sample.styles]
    apart = [sample for sample in EVERY if "combining" in sample.styles]
    assert len(windows) >= 6
    assert all("\r\n" in sample.text and not re.search(r"(?<!\r)\n", sample.text) for sample in windows)
    assert len(apart) >= 4
    assert all(unicodedata.normalize("NFC", sample.text) != sample.text for sample in apart)


def test_the_halves_share_no_person_no_place_and_no_number() -> None:
    both = [told(sample for name in half for sample in SAMPLES[name]) for half in (OPEN, KEPT)]
    assert both[0] & both[1] == set()


def test_the_halves_are_of_the_same_kinds_and_equally_hard() -> None:
    for ours, theirs in zip(OPEN, KEPT, strict=True):
        one, other = SAMPLES[ours], SAMPLES[theirs]
        assert len(one) == len(other)
        assert [sample.styles[0] for sample in one] == [sample.styles[0] for sample in other]
        spans = [sum(len(sample.spans) for sample in half) for half in (one, other)]
        assert max(spans) <= 1.08 * min(spans)


def test_there_is_enough_of_every_kind() -> None:
    kinds = Counter(span.kind for sample in EVERY for span in sample.spans)
    assert set(kinds) == set(Kind)
    assert min(kinds.values()) >= 4
    assert kinds["ORG"] >= 120
    assert sum(sample.lang == "en" and bool(sample.spans) for sample in EVERY) >= 190
    assert sum(sample.lang == "es" and bool(sample.spans) for sample in EVERY) >= 90
    assert sum(not sample.spans for sample in EVERY) >= 60
    assert sum(sample.lang == "en" and bool(sample.profile) for sample in EVERY) >= 60


def test_clean_texts_hold_no_identifier() -> None:
    clean = [sample for name in FILES if name.startswith("clean") for sample in SAMPLES[name]]
    assert [sample.name for sample in clean if sample.spans] == []


def test_a_profile_is_one_the_engine_reads() -> None:
    for sample in EVERY:
        profile = sample.as_profile()
        assert all(getattr(profile, key) == tuple(values) for key, values in sample.profile.items())


def test_the_written_lines_are_what_a_scorer_reads(tmp_path: Path) -> None:
    write(EVERY, tmp_path / "gold.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").split("\n") if line]
    assert [row["id"] for row in rows] == [sample.name for sample in EVERY]
    for row in rows:
        for span in [*row["spans"], *row["ok"], *row["neg"]]:
            assert row["text"][span["start"] : span["end"]] == span["text"]

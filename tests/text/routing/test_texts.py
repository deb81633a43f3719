"""The texts for measuring the routing themselves: their fields, enough of them, two halves alike that share nothing."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa_portal.question.status import AgeBand
from qa_portal.text.routing import starter

FOLDER = Path(__file__).with_name("texts")
HALVES = ("open", "kept")
REQUIRED = {"id", "text", "lang", "acceptable", "tags"}
LEVELS = {"plain", "hard", "vague"}
TAGS = LEVELS | {"lay", "several", "child", "pregnant", "long", "typo"}
CHILD_BANDS = {AgeBand.UNDER_1, AgeBand.FROM_1, AgeBand.FROM_5, AgeBand.FROM_12}
MOST_ACCEPTABLE = 4
LEAST_TEXTS = 200
LEAST_PER_QUEUE = 9
LONG_WORDS = 120
MOST_WORDS = 220


def read(half: str) -> list[dict[str, Any]]:
    """The rows of one half."""
    return [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


ROWS = {half: read(half) for half in HALVES}
EVERY = [row for half in HALVES for row in ROWS[half]]


def folded(text: str) -> str:
    """A text without case, spaces and punctuation, to find the same one twice."""
    return "".join(c for c in text.casefold() if c.isalnum())


def firsts(half: str, *fields: str) -> Counter[tuple[str, ...]]:
    """How often a best queue stands in a half, by further fields when asked."""
    return Counter((row["acceptable"][0], *(row[field] for field in fields)) for row in ROWS[half])


def test_every_row_has_valid_fields() -> None:
    for row in EVERY:
        words = len(row["text"].split())
        assert set(row) - {"age_band"} == REQUIRED, row["id"]
        assert row["text"] == row["text"].strip(), row["id"]
        assert 1 < words <= MOST_WORDS, row["id"]
        assert row["lang"] in {"en", "es"}, row["id"]
        assert row.get("age_band", AgeBand.FROM_18) in set(AgeBand), row["id"]
        assert set(row["tags"]) <= TAGS, row["id"]
        assert len(row["tags"]) == len(set(row["tags"])), row["id"]
        assert len(LEVELS & set(row["tags"])) == 1, row["id"]
        assert ("long" in row["tags"]) == (words >= LONG_WORDS), row["id"]


def test_acceptable_queues_are_known_and_follow_the_rules() -> None:
    known = {queue.slug for queue in starter.queues()}
    for row in EVERY:
        acceptable = row["acceptable"]
        assert set(acceptable) <= known, row["id"]
        assert len(acceptable) == len(set(acceptable)), row["id"]
        assert 1 <= len(acceptable) <= MOST_ACCEPTABLE, row["id"]
        is_child = row.get("age_band") in CHILD_BANDS
        assert is_child == ("child" in row["tags"]) == (acceptable[0] == "paediatrics"), row["id"]
        assert "pregnant" not in row["tags"] or acceptable[0] == "ob_gyn", row["id"]


def test_ids_and_texts_are_there_once() -> None:
    assert len({row["id"] for row in EVERY}) == len(EVERY)
    assert len({folded(row["text"]) for row in EVERY}) == len(EVERY)


@pytest.mark.parametrize("half", HALVES)
def test_a_half_has_enough_of_every_queue(half: str) -> None:
    assert len(ROWS[half]) >= LEAST_TEXTS
    counts = firsts(half)
    assert min(counts[queue.slug,] for queue in starter.queues()) >= LEAST_PER_QUEUE


def test_the_halves_are_alike() -> None:
    for fields in ((), ("lang",)):
        of_open, of_kept = (firsts(half, *fields) for half in HALVES)
        assert all(abs(of_open[key] - of_kept[key]) <= 2 for key in of_open | of_kept)
    levels = [Counter(tag for row in ROWS[half] for tag in row["tags"] if tag in LEVELS) for half in HALVES]
    assert levels[0] == levels[1]


def test_of_a_pair_one_is_in_each_half() -> None:
    assert [row["id"][:-1] for row in ROWS["open"]] == [row["id"][:-1] for row in ROWS["kept"]]

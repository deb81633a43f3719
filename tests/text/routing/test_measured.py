"""How often the routing is right on the texts written for it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qa_portal.text.routing import Ranking, Router, starter

FOLDER = Path(__file__).with_name("texts")


@cache
def measured(name: str, *, with_band: bool) -> list[tuple[dict[str, Any], Ranking]]:
    """Each row of a file with its ranking."""
    router = Router(starter.queues())
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row, router.rank(row["text"], age_band=row.get("age_band") if with_band else None)) for row in rows]


def share(hits: list[bool]) -> float:
    """Per cent of true ones."""
    return 100 * sum(hits) / len(hits)


@pytest.mark.parametrize("name", ["open", "fresh1", "fresh2"])
@pytest.mark.parametrize("with_band", [True, False])
def test_an_acceptable_queue_is_first_or_among_three(name: str, with_band: bool) -> None:
    found = measured(name, with_band=with_band)
    assert share([ranking.ranked[0] in row["acceptable"] for row, ranking in found]) >= 88
    assert share([bool(set(ranking.ranked[:3]) & set(row["acceptable"])) for row, ranking in found]) >= 95


@pytest.mark.parametrize("name", ["open", "fresh1", "fresh2"])
def test_most_go_without_asking_and_few_of_those_go_wrong(name: str) -> None:
    found = measured(name, with_band=False)
    taken = [ranking.ranked[0] in row["acceptable"] for row, ranking in found if ranking.auto]
    assert 100 * len(taken) / len(found) >= 70
    assert share(taken) >= 92

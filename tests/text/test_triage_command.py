"""`qa-portal triage`: JSON lines in, JSON lines out, in order, and bad lines told by their number."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qa_portal.cli.triage import triage


def run(command: str, *lines: str) -> tuple[Result, list[dict[str, Any]]]:
    """Run a command over lines."""
    result = CliRunner().invoke(triage, [command], input="\n".join(lines) + "\n")
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_flags_answers_each_line_in_order() -> None:
    result, rows = run(
        "flags", '{"id": "a", "text": "I am vomiting blood", "x": 1}', '{"id": 2, "text": "My nails are brittle"}'
    )
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == ["a", 2]
    assert (rows[0]["level"], rows[0]["categories"][0]) == ("emergency", "bleeding")
    assert rows[1] == {"id": 2, "level": "routine", "categories": [], "rules": []}


def test_route_answers_with_the_queues_that_ship() -> None:
    result, rows = run("route", '{"id": 1, "text": "it hurts", "title": "toothache", "age_band": "18_39"}')
    assert result.exit_code == 0
    assert rows[0]["ranked"][0] == "dental"
    assert len(rows[0]["ranked"]) == 21
    assert (rows[0]["terms"], rows[0]["auto"]) == (["toothache"], True)


def test_the_title_is_read_too() -> None:
    _, rows = run("flags", '{"id": 1, "title": "I want to die", "text": "please help"}')
    assert rows[0]["level"] == "emergency"


@pytest.mark.parametrize("command", ["route", "flags"])
def test_bad_lines_are_told_and_the_others_done(command: str) -> None:
    result, rows = run(
        command, '{"id": 1, "text": "knee"}', "secret words", '{"id": 3}', "[1]", '{"id": 4, "text": "ear"}'
    )
    assert result.exit_code == 1
    assert [row["id"] for row in rows] == [1, 4]
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["line 2", "line 3", "line 4"]
    assert "secret" not in result.stderr


def test_a_title_or_hint_of_a_wrong_kind_is_ignored() -> None:
    result, rows = run("route", '{"id": 1, "text": "knee", "title": 4, "age_band": 7, "pregnant": "x"}')
    assert (result.exit_code, rows[0]["ranked"][0]) == (0, "orthopaedics")


def test_half_a_character_does_not_stop_the_run() -> None:
    result, rows = run("flags", '{"id": "\\ud83d", "text": "knee \\ud83d"}', '{"id": 2, "text": "ear"}')
    assert (result.exit_code, len(rows)) == (0, 2)

"""The command `deid spans`: JSON lines in, JSON lines out, nothing else on standard output."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from qa_portal.cli.deid import deid
from tests.text.identifiers.texts import OPEN, read

MOST_MEGABYTES = 80
ALONE = """
import pathlib, re, socket, sys

def refuse(*given, **named):
    raise AssertionError("a command that only computes opened a socket")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from qa_portal.cli import main

main(sys.argv[1:], standalone_mode=False)
kilobytes = re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())
peak = int(kilobytes[1]) // 1024
print(peak, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""
"""A command in a process of its own that may open no socket; it tells the megabytes it took and what it loaded."""


def run(*lines: str | bytes, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, object]], str]:
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    result = CliRunner().invoke(deid, ["spans", *options], input=raw)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_each_line_is_answered_in_order_with_offsets_in_characters() -> None:
    code, rows, told = run(
        json.dumps({"id": "b", "text": "😀 my son Ravi", "shoe": 1}, ensure_ascii=False),
        json.dumps({"id": 7, "text": "vivo en Lugo", "lang": "es", "profile": {"town": ["Lugo"]}}),
        json.dumps({"id": "c", "text": ""}),
        options=("--no-ner",),
    )
    assert (code, told) == (0, "")
    assert rows == [
        {"id": "b", "spans": [{"start": 9, "end": 13, "type": "NAME", "finder": "cue"}]},
        {"id": 7, "spans": [{"start": 8, "end": 12, "type": "LOCATION", "finder": rows[1]["spans"][0]["finder"]}]},  # type: ignore[index]
        {"id": "c", "spans": []},
    ]


def test_a_bad_line_is_told_without_its_text_and_the_others_are_done() -> None:
    code, rows, told = run('{"id": 1, "text": "ok"}', "secret", b"\xff\xfe", '{"id": 2}', '{"id": 3, "text": "ok"}')
    assert code == 1
    assert [row["id"] for row in rows] == [1, 3]
    assert [line.split(":")[0] for line in told.splitlines()] == ["line 2", "line 3", "line 4"]
    assert "secret" not in told


def test_a_profile_of_the_wrong_shape_is_a_bad_line() -> None:
    code, rows, told = run(
        '{"id": 1, "text": "ok", "profile": "Ana"}', '{"id": 2, "text": "ok", "profile": {"dob": 3.5}}'
    )
    assert (code, rows, len(told.splitlines())) == (1, [], 2)


def test_undecided_spans_are_written_when_asked_for() -> None:
    line = json.dumps({"id": 1, "text": "what is a flurbinoxtrel please"})
    assert run(line)[1] == [{"id": 1, "spans": []}]
    (row,) = run(line, options=("--undecided",))[1]
    waits = {"start": 10, "end": 23, "type": "NAME", "finder": "unknown", "certain": False, "confidence": 0.1}
    assert row["spans"] == [waits]


@pytest.mark.parametrize("command", ["deid spans", "triage flags", "triage route"])
def test_a_command_that_only_computes_is_small_and_loads_neither_web_nor_store_nor_keys(command: str) -> None:
    samples = [sample.as_gold() for name in OPEN for sample in read(name)]
    lines = "\n".join(json.dumps(sample) for sample in samples)
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *command.split()], input=lines, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == len(samples) > 190
    megabytes, *loaded = done.stderr.split()
    assert {"flask", "sqlalchemy", "cryptography", "werkzeug", "jinja2", "structlog"} & set(loaded) == set()
    assert int(megabytes) <= MOST_MEGABYTES

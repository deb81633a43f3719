"""Every command the README and docs/operations.md name is there, and does what it says on a fresh installation."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.support import commands
from tests.support.server import ROOT

PAGES = (ROOT / "README.md", ROOT / "docs" / "operations.md")
NAMED = re.compile(r"(?:^|`)(qa-portal [^`\n]+?)(?:`|$)", re.MULTILINE)
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)(?:`|$)", re.MULTILINE)
ANOTHER_TEST = {"serve": "tests/deploy and tests/safety run it"}
LINES = {"deid": '{"id": 1, "text": "call 020 7946 0142"}\n', "triage": '{"id": 1, "text": "my knee hurts"}\n'}


def documented() -> list[str]:
    """Return each command once: `init` first, which the others need, then a backup; the index last."""
    found = {match for page in PAGES for match in NAMED.findall(page.read_text(encoding="utf-8"))}
    first = ("qa-portal init", "qa-portal backup")
    wanted = sorted(found, key=lambda command: ("index" in command, "check" in command))
    return [*(command for command in first if command in found), *(one for one in wanted if one not in first)]


def test_there_are_commands_to_check() -> None:
    assert "qa-portal init" in documented()
    assert len(documented()) >= 12


def test_every_make_target_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {target for page in PAGES for target in TARGET.findall(page.read_text(encoding="utf-8"))}
    assert {"run", "test"} <= named
    assert not [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


def test_every_command_named_does_its_work(tmp_path: Path) -> None:
    pages = tmp_path / "FILE.jsonl"
    pages.write_text(json.dumps({"id": "a", "question": "What is a cold?", "answer": "A mild infection."}) + "\n")
    environment = {
        "QA_DATA_DIR": str(tmp_path / "data"),
        "QA_KEYS_DIR": str(tmp_path / "keys"),
        "PATH": "/usr/bin:/bin",
    }
    for command in documented():
        copies = sorted(tmp_path.glob("backup/main/*.qab"))
        named = {"FILE.jsonl": pages, "MAIN.qab": copies[-1] if copies else "", "NEWDIR": tmp_path / "restored"}
        words = [str(named.get(word, word)) for word in shlex.split(command)[1:]]
        if words[0] in ANOTHER_TEST:
            continue
        done = commands.run(words, environment, tmp_path, LINES.get(words[0], ""))
        assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]

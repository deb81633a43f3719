"""The commands `library import` and `index`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa_portal.cli import main
from qa_portal.index.whoosh import WhooshBackend
from qa_portal.settings import Settings


@pytest.fixture
def portal_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("QA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("QA_KEYS_DIR", str(settings.keys_dir))
    return settings


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def file_of(folder: Path, *lines: object) -> str:
    path = folder / "in.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return str(path)


def test_import_waits_until_all_is_found_though_no_worker_runs(portal_folder: Settings, tmp_path: Path) -> None:
    rows = [{"id": number, "question": "Why do I sneeze?", "answer": "Pollen."} for number in range(3)]
    done = call("library", "import", file_of(tmp_path, *rows), "--wait")
    assert done.exit_code == 0, done.output
    assert "3 lines: 3 taken, 0 unchanged, 0 bad" in done.output
    assert WhooshBackend(portal_folder.index_dir).find("sneeze").total == 3
    assert call("index", "check").exit_code == 0


def test_bad_lines_are_told_and_end_with_one(portal_folder: Settings, tmp_path: Path) -> None:
    good = {"id": "a", "question": "Why?", "answer": "So."}
    done = call("library", "import", file_of(tmp_path, good, "{"), "--wait")
    assert done.exit_code == 1
    assert "line 2: the line is not JSON" in done.output
    assert "1 taken" in done.output


def test_a_missing_file_is_refused(portal_folder: Settings) -> None:
    assert call("library", "import", "/nowhere.jsonl").exit_code == 2


def test_check_says_what_is_wrong_and_rebuild_mends_it(portal_folder: Settings, tmp_path: Path) -> None:
    call("library", "import", file_of(tmp_path, {"id": "a", "question": "Why?", "answer": "So."}))
    assert call("index", "check").exit_code == 1
    assert "1 pages" in call("index", "rebuild").output
    assert call("index", "check").exit_code == 0

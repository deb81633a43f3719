"""What a process leaves where others look: files only their owner reads, no core dump, no secret in `ps` or `repr`."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.crypto.keyring import keyring
from qa_portal.settings import Settings
from tests.house.single_places import clear_text
from tests.house.tree import Tree
from tests.safety.hospital import at_ease, office
from tests.support import server
from tests.support.server import ROOT, Portal, environment
from tests.walks.browser_of_lines import Visitor

OTHERS = 0o077


@pytest.fixture
def portal(settings: Settings, tmp_path: Path) -> Iterator[Portal]:
    """A portal that was started by somebody with a careless umask, and has had visitors."""
    settings = at_ease(settings, settings.data_dir / "mails")
    before = os.umask(0o022)
    try:
        with server.running(settings, tmp_path) as running:
            visitor = Visitor(running.url)
            for number in range(2):
                form = {"email": f"mode{number}@story.example", "password": "seven quiet herons wade", "user": "own"}
                assert visitor.send("/sign-up", **form).status == 200
            visitor.close()
            yield running
    finally:
        os.umask(before)


def _secrets(settings: Settings) -> list[str]:
    whole = json.loads((settings.keys_dir / "root.json").read_text(encoding="utf-8"))
    made = [key["secret"] for key in whole["keys"]]
    return made + [base64.b64decode(secret).hex() for secret in made]


def _processes(portal: Portal) -> list[Path]:
    groups = set(portal.groups())
    return [path for path in Path("/proc").iterdir() if path.name.isdigit() and _group(path) in groups]


def _group(path: Path) -> int:
    try:
        return os.getpgid(int(path.name))
    except ProcessLookupError:
        return 0


def test_nothing_that_is_written_can_be_read_by_others(portal: Portal) -> None:
    settings = portal.settings
    files = [path for folder in (settings.data_dir, settings.keys_dir) for path in (folder, *folder.rglob("*"))]
    opened = {str(path): oct(path.stat().st_mode) for path in files if path.exists() and path.stat().st_mode & OTHERS}
    assert len(files) > 6
    # A file in a folder nobody else may enter cannot be opened, whatever its own mode says.
    shut = [folder for folder in (settings.data_dir, settings.keys_dir) if not folder.stat().st_mode & OTHERS]
    loose = {
        path: mode for path, mode in opened.items() if not any(Path(path).is_relative_to(folder) for folder in shut)
    }
    assert loose == {}


def test_no_process_dumps_its_memory_or_shows_a_secret(portal: Portal) -> None:
    running = _processes(portal)
    assert len(running) >= 4
    for process in running:
        limits = (process / "limits").read_text(encoding="utf-8")
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"], process
        told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        assert [secret for secret in _secrets(portal.settings) if secret.encode() in told] == []


def test_no_object_prints_a_key(settings: Settings) -> None:
    with office(settings) as app:
        ring = keyring()
        told = " ".join(map(repr, (ring, ring.active, vars(app), app.config, app.extensions, settings)))
        keys = [secret for secret in _secrets(settings) if secret in told]
        assert keys == []
        assert repr(app.config["WTF_CSRF_SECRET_KEY"]) not in repr((ring, settings))


def test_a_refused_start_shows_no_secret(settings: Settings) -> None:
    secrets = _secrets(settings)
    path = settings.keys_dir / "root.json"
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "qa_portal", "serve"],
        env=environment(settings),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 78
    assert [secret for secret in secrets if secret in told] == []
    assert "Traceback" not in told


@pytest.mark.parametrize("line", ["log.info('asked', body=clear_body)", "log.error(clear_body)", "flash(clear_name)"])
def test_clear_text_that_somebody_logs_is_found_in_the_source(tmp_path: Path, line: str) -> None:
    source = (ROOT / "qa_portal" / "question" / "writing.py").read_text(encoding="utf-8")
    place = tmp_path / "qa_portal" / "question"
    place.mkdir(parents=True)
    (place / "writing.py").write_text(source, encoding="utf-8")
    assert clear_text(Tree(tmp_path)) == []
    (place / "writing.py").write_text(f"{source}\n\ndef leak(clear_body, clear_name):\n    {line}\n", encoding="utf-8")
    assert clear_text(Tree(tmp_path))

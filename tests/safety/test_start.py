"""Without the right key file nothing starts: code 78, one clear line, within five seconds, nothing written."""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_portal.crypto.keyring import new_root_key
from qa_portal.crypto.sources import write_key_file
from qa_portal.settings import Settings
from tests.support.server import ROOT, at_a_free_port, environment

WITHIN_SECONDS = 5.0
REFUSED = 78
COMMANDS = {
    "serve": ("-m", "qa_portal", "serve"),
    "worker": ("-m", "qa_portal", "worker"),
    "gunicorn": ("-m", "gunicorn", "-c", "deploy/gunicorn.py"),
}


def _wrong(path: Path) -> None:
    path.unlink()
    write_key_file(path, [new_root_key()])


def _wrong_but_named_alike(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["keys"][0]["secret"] = base64.b64encode(bytes(range(32))).decode()
    path.write_text(json.dumps(whole), encoding="utf-8")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "wrong": (_wrong, "restore the right root.json"),
    "wrong, with the right name": (_wrong_but_named_alike, "restore the right root.json"),
    "missing": (lambda path: path.unlink(), "No key file"),
    "cut": (_cut, "cut or damaged"),
    "readable by others": (lambda path: path.chmod(0o644), "chmod 600"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_start_is_refused(settings: Settings, fault: str, command: str) -> None:
    spoil, remedy = FAULTS[fault]
    spoil(settings.root_key_path)
    before = _bytes_of(settings)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *COMMANDS[command]],
        cwd=ROOT,
        env=environment(at_a_free_port(settings)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    took = time.monotonic() - started
    assert done.returncode == REFUSED, done.stderr
    assert took < WITHIN_SECONDS, f"{took:.1f} s"
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(said) == 1, said
    assert said[0].startswith(("qa-portal", "qa-portal does not start")), said
    assert remedy in said[0]
    assert _bytes_of(settings) == before


def _bytes_of(settings: Settings) -> dict[str, str]:
    """Return a hash of each file of the installation; the mode and the time of change count, too."""
    files = [path for folder in (settings.data_dir, settings.keys_dir) for path in folder.rglob("*") if path.is_file()]
    return {
        str(path): f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mode} {path.stat().st_mtime_ns}"
        for path in files
    }

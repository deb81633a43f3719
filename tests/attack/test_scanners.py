"""wapiti and sqlmap against a running portal on this machine: bounded in time, and visibly skipped where they are not.

They are no dependency of the project: from the search path, from the folder `QA_SCANNERS`, else from a venv made here.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.safety.hospital import at_ease, office
from tests.safety.story import tell
from tests.support import server
from tests.support.server import Portal

pytestmark = pytest.mark.soak
PACKAGES = {"wapiti": "wapiti3", "sqlmap": "sqlmap"}
SCAN_SECONDS, ATTACK_SECONDS, SQL_SECONDS, INSTALL_SECONDS = 300, 40, 400, 300
MODULES = "common"
CLEAN = "all tested parameters do not appear to be injectable"
ASKED = {
    "search page": ["-u", "{url}/search?q=hands&topic=skin&page=1"],
    "topic page": ["-u", "{url}/topics/skin?page=1"],
    "API": ["-u", "{url}/api/v1/search?q=hands&topic=skin&limit=5&offset=0"],
    "API with a body": ["-u", "{url}/api/v1/search", "--data", '{"q": "hands", "topic": "skin", "limit": 5}'],
    "sign-in page": ["-u", "{url}/sign-in?next=/account"],
    "mail link": ["-u", "{url}/verify?t=0123.4567"],
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The scanners by name."""
    place = os.environ.get("QA_SCANNERS", "")
    found = {name: shutil.which(name) or shutil.which(name, path=place) or "" for name in PACKAGES}
    missing = [PACKAGES[name] for name, path in found.items() if not path]
    if missing:
        folder = tmp_path_factory.mktemp("scanners")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(folder / "bin" / "pip"), "install", "--quiet", *missing]
        done = subprocess.run(command, capture_output=True, timeout=INSTALL_SECONDS, check=False)
        if done.returncode:
            pytest.skip(f"not here, and not to be had: {', '.join(missing)}")
        found = {name: path or str(folder / "bin" / name) for name, path in found.items()}
    return found


@pytest.fixture
def target(settings: Settings, tmp_path: Path) -> Iterator[Portal]:
    """A portal with one of everything, whose rates are not in the way."""
    settings = at_ease(settings, tmp_path / "mails")
    with office(settings) as app:
        pass
    tell(app)
    with server.running(settings, tmp_path) as running:
        yield running


def test_wapiti_finds_nothing(tools: dict[str, str], target: Portal, tmp_path: Path) -> None:
    report = tmp_path / "wapiti.json"
    command = [tools["wapiti"], "-u", f"{target.url}/", "--flush-session", "--no-bugreport", "-v", "0", "-m", MODULES]
    command += ["--max-scan-time", str(SCAN_SECONDS), "--max-attack-time", str(ATTACK_SECONDS), "--tasks", "4"]
    command += ["--store-session", str(tmp_path / "session"), "-f", "json", "-o", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * SCAN_SECONDS, check=False)
    assert report.exists(), done.stdout + done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    found = {
        f"{kind}: {one['method']} {one['path']} {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, ones in told[part].items()
        for one in ones
    }
    print(f"\nwapiti: {told['infos'].get('crawled_pages_nbr')} pages crawled, {len(found)} found")
    assert "\n".join(sorted(found)) == ""
    assert "page_failed" not in target.log()


@pytest.mark.parametrize("asked", ASKED)
def test_sqlmap_finds_nothing(tools: dict[str, str], target: Portal, tmp_path: Path, asked: str) -> None:
    given = [part.replace("{url}", target.url) for part in ASKED[asked]]
    command = [
        tools["sqlmap"],
        *given,
        "--batch",
        "--disable-coloring",
        "--level",
        "2",
        "--risk",
        "2",
        "--timeout",
        "10",
    ]
    command += ["--output-dir", str(tmp_path / "sqlmap"), "--flush-session", "--technique", "BEU", "--threads", "2"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SQL_SECONDS, check=False, stdin=subprocess.DEVNULL
    )
    assert CLEAN in done.stdout, done.stdout[-3000:]
    assert "page_failed" not in target.log()

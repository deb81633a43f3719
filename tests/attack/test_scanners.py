"""wapiti and sqlmap against the demo hospital on this machine: bounded in time, and visibly skipped where they are not.

They are no dependency of the project: from the search path, from the folder `QA_SCANNERS`, else from a venv made here.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from qa_portal.access.permissions import Role
from qa_portal.demo.loader import load
from tests.safety.hospital import at_ease, office
from tests.support import server, stores
from tests.support.nginx import nginx
from tests.support.ports import free_port
from tests.support.server import Portal
from tests.walks.browser_of_lines import Visitor

pytestmark = pytest.mark.soak
PACKAGES = {"wapiti": "wapiti3", "sqlmap": "sqlmap"}
SCAN_SECONDS, ATTACK_SECONDS, SQL_SECONDS, INSTALL_SECONDS = 300, 40, 400, 300
MODULES = "common"
LEAST_PAGES = 10
NOT_TRIED = (
    "/sign-out",
    "/leave",
    "/account/sessions/*",
    "/account/erase*",
    "/es/*",
    "/search*",
    "/topics*",
    "/answers*",
)
"""Whoever follows the first of these is signed out, and sees nothing more; the last are public."""
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


@dataclass(frozen=True)
class Target:
    """The demo hospital as it runs, and where whoever asks is signed in as a patient."""

    portal: Portal
    signed_in: str


@pytest.fixture(scope="module")
def target(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The demo hospital, whose rates are not in the way."""
    folder = tmp_path_factory.mktemp("scanned")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        settings = replace(at_ease(fresh, folder / "mails"), demo=True)
        with office(settings):
            patient = next(one for one in load() if one.role == Role.PATIENT)
        with server.running(settings, folder) as portal, closing(Visitor(portal.url)) as visitor:
            visitor.send("/sign-in", email=patient.email, password=patient.password)
            port = free_port()
            with nginx(_with_cookie(port, portal, visitor.cookie), port, folder):
                yield Target(portal, f"http://127.0.0.1:{port}")


def _with_cookie(port: int, portal: Portal, cookie: str) -> str:
    """Return the server that adds the cookie: a scanner's own jar keeps a Secure one to itself on http://127.0.0.1."""
    there = f"127.0.0.1:{portal.settings.port}"
    heads = f'proxy_set_header Host {there}; proxy_set_header Cookie "{cookie}"; proxy_hide_header Set-Cookie;'
    return f"access_log off; server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://{there}; {heads} }} }}"


@pytest.mark.parametrize("who", ["anybody", "a patient"])
def test_wapiti_finds_nothing(tools: dict[str, str], target: Target, tmp_path: Path, who: str) -> None:
    report, url = tmp_path / "wapiti.json", target.portal.url if who == "anybody" else target.signed_in
    command = [tools["wapiti"], "--flush-session", "--no-bugreport", "-v", "0", "-m", MODULES, "--tasks", "4"]
    command += ["--max-scan-time", str(SCAN_SECONDS), "--max-attack-time", str(ATTACK_SECONDS)]
    command += ["--store-session", str(tmp_path / "session"), "-f", "json", "-o", str(report)]
    if who == "anybody":
        command += ["-u", f"{url}/"]
    else:
        command += ["-u", f"{url}/account", "-s", f"{url}/questions", "-s", f"{url}/ask"]
        command += [part for path in NOT_TRIED for part in ("-x", f"{url}{path}")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * SCAN_SECONDS, check=False)
    assert report.exists(), done.stdout + done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    found = {
        f"{kind}: {one['method']} {one['path']} {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, ones in told[part].items()
        for one in ones
    }
    print(f"\nwapiti as {who}: {told['infos'].get('crawled_pages_nbr')} pages crawled, {len(found)} found")
    assert told["infos"]["crawled_pages_nbr"] > LEAST_PAGES
    assert "\n".join(sorted(found)) == ""
    assert "page_failed" not in target.portal.log()


@pytest.mark.parametrize("asked", ASKED)
def test_sqlmap_finds_nothing(tools: dict[str, str], target: Target, tmp_path: Path, asked: str) -> None:
    given = [part.replace("{url}", target.portal.url) for part in ASKED[asked]]
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
    assert "page_failed" not in target.portal.log()

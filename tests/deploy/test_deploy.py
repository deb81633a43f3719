"""The files an operator copies: they parse, they keep their promises, and a refused start ends with 78."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.support import server

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
REFUSED_WITHIN_SECONDS = 10


def sections(unit: Path) -> dict[str, list[tuple[str, str]]]:
    """Read a unit file; a name may come several times."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows: list[tuple[str, str]] = []
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, line
            rows.append((name, value))
    return found


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_runs_hardened_and_is_not_tried_again_when_refused(unit: Path) -> None:
    rows = sections(unit)["Service"]
    settings = dict(rows)
    assert settings["User"] == "qa-portal"
    assert settings["ProtectSystem"] == "strict"
    assert settings["LimitCORE"] == "0"
    if settings["Type"] != "oneshot":
        assert settings["RestartPreventExitStatus"] == "78"


def test_the_public_service_cannot_see_the_keys() -> None:
    rows = sections(DEPLOY / "systemd" / "qa-portal-public.service")["Service"]
    assert ("InaccessiblePaths", "/var/lib/qa-portal/keys") in rows
    assert any("QA_ROLE=public" in value for _, value in rows)


def test_the_timer_has_its_service() -> None:
    timer = DEPLOY / "systemd" / "qa-portal-backup.timer"
    assert dict(sections(timer)["Timer"])["OnCalendar"]
    assert timer.with_suffix(".service").exists()


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    for unit in UNITS:
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.M)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    if analyze is None:
        return
    command = [analyze, "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert [line for line in done.stderr.splitlines() if "qa-portal" in line] == []


def directives() -> dict[str, list[str]]:
    """Return nginx's directives by name, comments left out."""
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert text.count("{") == text.count("}")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"(?:^|[;{}])\s*([a-z_]+)\s+([^;{}]*(?:\{\})?[^;{}]*)(?=[;{])", text):
        found.setdefault(name, []).append(" ".join(value.split()))
    return found


def test_nginx_keeps_slow_senders_and_bodies_away_and_logs_paths_only() -> None:
    found = directives()
    # Two sizes: for pages, and for the addresses that take files. Each buffer is as large as what is taken.
    assert found["client_max_body_size"] == found["client_body_buffer_size"] == ["2m", "10496k"]
    assert found["client_header_timeout"] == ["10s"]
    assert found["proxy_max_temp_file_size"] == ["0"]
    assert found["error_log"] == ["/var/log/nginx/qa-portal-error.log crit"]
    logged = " ".join(found["log_format"])
    assert "$uri" in logged
    assert not re.search(r"\$(?:request|args|query_string|request_uri|remote_addr|http_\w+)\b", logged)


def test_nginx_takes_the_file(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(text, encoding="utf-8")
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    if nginx is None:
        return
    command = [nginx, "-t", "-q", "-e", str(tmp_path / "error"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr


def refused(settings: Settings) -> "subprocess.CompletedProcess[str]":
    """Start gunicorn and return how it ended."""
    return subprocess.run(
        [sys.executable, *server.WEB],
        cwd=server.ROOT,
        env=server.environment(settings, QA_ROLE="portal"),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        stdin=subprocess.DEVNULL,
    )


def files_in(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder with what it holds."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def take_away(settings: Settings) -> None:
    """Take the key file away."""
    settings.root_key_path.unlink()


def change_secret(settings: Settings) -> None:
    """Put another secret of the right length into the key file."""
    whole = json.loads(settings.root_key_path.read_text(encoding="utf-8"))
    whole["keys"][0]["secret"] = "A" * 43 + "="
    settings.root_key_path.write_text(json.dumps(whole), encoding="utf-8")


def cut(settings: Settings) -> None:
    """Cut the key file."""
    os.truncate(settings.root_key_path, 40)


def open_to_all(settings: Settings) -> None:
    """Let everybody read the key file."""
    settings.root_key_path.chmod(0o644)


@pytest.mark.parametrize("spoil", [take_away, change_secret, cut, open_to_all])
def test_gunicorn_ends_with_78_and_one_line_when_the_key_is_not_right(
    settings: Settings, spoil: Callable[[Settings], None]
) -> None:
    spoil(settings)
    before = files_in(settings.data_dir.parent)
    begun = time.monotonic()
    done = refused(server.at_a_free_port(settings))
    assert done.returncode == 78, done.stderr
    assert time.monotonic() - begun < REFUSED_WITHIN_SECONDS
    assert len(done.stderr.strip().splitlines()) == 1
    assert files_in(settings.data_dir.parent) == before


def test_gunicorn_ends_with_78_when_a_setting_is_wrong(settings: Settings) -> None:
    wrong = server.environment(settings, QA_WORKERS="none")
    done = subprocess.run(
        [sys.executable, *server.WEB], cwd=server.ROOT, env=wrong, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "QA_WORKERS" in done.stderr) == (78, True)


def test_the_log_holds_the_path_and_neither_query_nor_address(settings: Settings, tmp_path: Path) -> None:
    with server.running(settings, tmp_path, role="public") as portal:
        urllib.request.urlopen(f"{portal.url}/healthz?q=zxqvkjw", timeout=5).close()
        with closing(socket.create_connection(("127.0.0.1", portal.settings.port))) as raw:
            raw.sendall(b"GET /healthz?q=zxqvkjw HTP\r\n\r\n")
            raw.recv(1000)
        portal.stop()
        log = portal.log()
    assert '"GET /healthz" 200' in log
    assert "Invalid request" in log
    assert "zxqvkjw" not in log
    assert "127.0.0.1" not in "\n".join(line for line in log.splitlines() if "Listening" not in line)

"""nginx and gunicorn together, with the file that is shipped: slow senders take no thread from anybody."""

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from qa_portal.web.uploads import BESIDE_THE_FILE_BYTES, MEGABYTE
from tests.support.hostile import CANARY
from tests.support.nginx import CONFIG, serving

SLOW = 200


@pytest.fixture
def front(settings: Settings, tmp_path: Path) -> Iterator[int]:
    """The pair, running; gives nginx's port."""
    with serving(settings, tmp_path, role="public") as pair:
        yield pair.front


def _logged(path: Path) -> str:
    # nginx writes its line after the answer has gone out.
    for _ in range(100):
        if text := path.read_text(encoding="utf-8"):
            return text
        time.sleep(0.05)
    return ""


def test_two_hundred_slow_senders_leave_the_site_answering(front: int, tmp_path: Path) -> None:
    with ExitStack() as open_sockets:
        for _ in range(SLOW):
            slow = open_sockets.enter_context(socket.create_connection(("127.0.0.1", front), 5))
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        begun = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{front}/healthz?q=zxqvkjw", timeout=5) as answer:
            assert answer.status == 200
        assert time.monotonic() - begun < 2
    logged = _logged(tmp_path / "qa-portal.log")
    assert '"GET /healthz" 200' in logged
    assert "zxqvkjw" not in logged
    assert "127.0.0.1" not in logged


def test_a_body_over_the_limit_is_refused_before_the_portal(front: int) -> None:
    with socket.create_connection(("127.0.0.1", front), 5) as raw:
        raw.sendall(b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3000000\r\n\r\n")
        assert b" 413 " in raw.recv(100)


def test_a_file_over_the_limit_leads_to_its_page_and_the_limit_is_the_portals(front: int) -> None:
    text = CONFIG.read_text(encoding="utf-8")
    most = Settings().attachment_mb * MEGABYTE + BESIDE_THE_FILE_BYTES
    assert text.count(f"{most // 1024}k;") == 2, "body and buffer of the place for files"
    for path in ("/ask/files", f"/questions/{'a' * 32}/files", f"/work/{'a' * 32}/files"):
        with socket.create_connection(("127.0.0.1", front), 5) as raw:
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{front}\r\nContent-Length: {100 * MEGABYTE}\r\n\r\n"
            raw.sendall(head.encode())
            answer = raw.recv(2000).decode()
        assert answer.startswith("HTTP/1.1 303 "), answer
        assert f"Location: {path}?problem=too_large" in answer


def test_a_body_of_a_file_is_never_in_a_file_of_nginx(front: int, tmp_path: Path) -> None:
    with socket.create_connection(("127.0.0.1", front), 5) as raw:
        head = f"POST /ask/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {9 * MEGABYTE}\r\n\r\n"
        raw.sendall(head.encode() + CANARY.encode() * 400_000)
        time.sleep(0.5)
        held = [Path(name).resolve() for pid in _workers(tmp_path) for name in Path(f"/proc/{pid}/fd").iterdir()]
    assert held
    assert [path for path in held if "client_body" in str(path) or "body_temp" in str(path)] == []


def _workers(tmp_path: Path) -> list[str]:
    master = (tmp_path / "pid").read_text(encoding="utf-8").strip()
    return Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split()

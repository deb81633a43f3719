"""What the logs keep of a request: its path, and nothing a person typed, sent along or came from."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.attack.wire import talk
from tests.safety.canaries import Canaries
from tests.safety.hospital import at_ease
from tests.support.nginx import Pair, serving

ADDRESS = "127.0.0.1"
SENT = (
    "query",
    "cookie",
    "referrer",
    "browser",
    "user",
    "password",
    "forwarded",
    "body",
    "fragment",
    "language",
    "email",
)


@pytest.fixture
def pair(settings: Settings, tmp_path: Path) -> Iterator[Pair]:
    """nginx and gunicorn with the worker beside them, telling all they can."""
    with serving(at_ease(settings, tmp_path / "mails"), tmp_path) as running:
        yield running


def _ask(port: int, canaries: Canaries, path: str, *, body: bool = False) -> None:
    of = canaries.of
    url = f"http://{ADDRESS}:{port}{path}?q={of('query')}&email={of('email')}@canary.example#{of('fragment')}"
    headers = {
        "Cookie": f"__Host-qa=p.{of('cookie')}; other={of('cookie')}",
        "Referer": f"https://{of('referrer')}.example/?{of('referrer')}",
        "User-Agent": of("browser"),
        "Authorization": f"Basic {of('user')}:{of('password')}",
        "X-Forwarded-For": f"{of('forwarded')}, 203.0.113.77",
        "Accept-Language": of("language"),
    }
    data = f"email={of('email')}@canary.example&password={of('body')}&q={of('body')}".encode() if body else None
    try:
        urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers), timeout=10).close()
    except urllib.error.HTTPError as refused:
        refused.close()


def test_no_log_holds_what_a_visitor_sent(pair: Pair, tmp_path: Path) -> None:
    canaries = Canaries()
    for port in (pair.front, pair.back):
        for path in (
            "/",
            "/search",
            "/sign-in",
            "/questions",
            "/nothing-here",
            "/api/v1/search",
            "/verify",
            "/es/account",
        ):
            _ask(port, canaries, path)
            _ask(port, canaries, path, body=True)
        query, host = canaries.of("query").encode(), b"Host: 127.0.0.1\r\n"
        for broken in (
            b"GET /?q=" + query + b" HTTP/9.9\r\n" + host + b"\r\n",
            b"GET /?q=" + query + b"\r\n\r\n",
            b"BAD\x00 /?q=" + query + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /?q=" + query + b" HTTP/1.1\r\n" + host + b"X-" + query + b"\r\n\r\n",
            b"GET /?q=" + query * 1000 + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"POST /sign-in?q=" + query + b" HTTP/1.1\r\n" + host + b"Content-Length: 9999999\r\n\r\n" + query,
        ):
            talk(port, broken, wait=1)
    time.sleep(1)
    logs = {"gunicorn": pair.portal.log("web"), "worker": pair.portal.log("worker"), "nginx": pair.front_log}
    assert '"GET /search" 200' in logs["gunicorn"]
    assert '"GET /search" 200' in logs["nginx"]
    found = [f"{name} holds the {what}" for name, text in logs.items() for what in SENT if canaries.of(what) in text]
    found += [
        f"{name} holds an address: {line}"
        for name, text in logs.items()
        for line in text.splitlines()
        if _address_in(name, line)
    ]
    found += [
        f"{name} holds a query: {line}"
        for name, text in logs.items()
        for line in text.splitlines()
        if "?" in line and "/" in line
    ]
    assert found == []


def _address_in(name: str, line: str) -> bool:
    # gunicorn says once where it listens.
    return (ADDRESS in line and "Listening at" not in line) or "203.0.113.77" in line

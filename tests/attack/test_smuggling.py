"""Two requests hidden in one: gunicorn alone, and behind nginx, answers once and lets none spoil the next."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.attack.wire import Heard, talk
from tests.safety.hospital import at_ease
from tests.support import stores
from tests.support.nginx import Pair, serving

HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = b"0\r\n\r\n"


def _post(*headers: bytes, body: bytes = b"", path: bytes = b"/api/v1/search") -> bytes:
    head = b"\r\n".join(
        (b"POST " + path + b" HTTP/1.1", b"Host: 127.0.0.1", b"Content-Type: application/json", *headers)
    )
    return head + b"\r\n\r\n" + body


TE, CL0, CL5 = b"Transfer-Encoding: chunked", b"Content-Length: 0", b"Content-Length: 5"
TRICKS: dict[str, bytes] = {
    "length and chunks": _post(CL5, TE, body=CHUNKED + HIDDEN),
    "chunks and length": _post(TE, CL5, body=CHUNKED + HIDDEN),
    "two lengths": _post(CL0, b"Content-Length: 47", body=HIDDEN),
    "two lengths in one": _post(b"Content-Length: 0, 47", body=HIDDEN),
    "negative length": _post(b"Content-Length: -1", body=HIDDEN),
    "signed length": _post(b"Content-Length: +0", body=HIDDEN),
    "hexadecimal length": _post(b"Content-Length: 0x0", body=HIDDEN),
    "length too long": _post(b"Content-Length: 18446744073709551616", body=HIDDEN),
    "length with a line": _post(b"Content-Length: 0_0", body=HIDDEN),
    "no length at all": _post(b"Content-Length:", body=HIDDEN),
    "space before the colon": _post(b"Content-Length : 47", CL0, body=HIDDEN),
    "chunked by another name": _post(b"Transfer-Encoding: xchunked", CL5, body=CHUNKED + HIDDEN),
    "chunked with a space": _post(b"Transfer-Encoding : chunked", CL5, body=CHUNKED + HIDDEN),
    "chunked with a tab": _post(b"Transfer-Encoding:\tchunked", CL5, body=CHUNKED + HIDDEN),
    "chunked twice": _post(TE, b"Transfer-Encoding: identity", body=CHUNKED + HIDDEN),
    "chunked not last": _post(b"Transfer-Encoding: chunked, identity", body=CHUNKED + HIDDEN),
    "chunked in quotes": _post(b'Transfer-Encoding: "chunked"', CL5, body=CHUNKED + HIDDEN),
    "chunked with a vertical tab": _post(b"Transfer-Encoding: \x0bchunked", CL5, body=CHUNKED + HIDDEN),
    "chunk size with a sign": _post(TE, body=b"-1\r\n\r\n" + HIDDEN),
    "chunk size 0x": _post(TE, body=b"0x0\r\n\r\n" + HIDDEN),
    "chunk size too long": _post(TE, body=b"10000000000000000\r\n" + HIDDEN),
    "chunk size that is none": _post(TE, body=b"zz\r\n\r\n" + HIDDEN),
    "chunk with a bare line end": _post(TE, body=b"1\nZ\n0\n\n" + HIDDEN),
    "chunk longer than it says": _post(TE, body=b"1\r\nZZ\r\n0\r\n\r\n" + HIDDEN),
    "chunk extension with a line end": _post(TE, body=b"0;a=\n\r\n\r\n" + HIDDEN),
    "folded header": _post(b"X-A: b\r\n Content-Length: 47", CL0, body=HIDDEN),
    "header without a colon": _post(b"Content-Length 47", CL0, body=HIDDEN),
    "null in a header": _post(b"X-A: a\x00b", CL0, body=HIDDEN),
    "bare carriage return": _post(b"X-A: a\rContent-Length: 47", CL0, body=HIDDEN),
    "line end in a name": _post(b"X\n-A: b", CL0, body=HIDDEN),
    "two hosts": _post(b"Host: evil.example", CL0, body=HIDDEN),
    "get with a body": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 47\r\nX: ",
    "whole address": b"GET http://evil.example/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    "old and chunked": b"POST /api/v1/search HTTP/1.0\r\nHost: 127.0.0.1\r\n" + TE + b"\r\n\r\n" + CHUNKED + HIDDEN,
    "huge header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    + b"".join(b"X-%d: a\r\n" % n for n in range(2000))
    + b"\r\n",
    "huge address": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "upgrade": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n\r\n",
}
READ_AS_TWO = {"chunk with a bare line end", "chunk extension with a line end", "line end in a name"}
"""nginx takes a bare line end for the end of a line, as it may, so that these are two whole requests; it hands them on
as two, written anew, which the test of the next visitor proves. gunicorn alone refuses them."""


@pytest.fixture(scope="module")
def pair(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """nginx and gunicorn."""
    folder = tmp_path_factory.mktemp("smuggling")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        settings: Settings = at_ease(fresh, folder / "mails")
        with serving(settings, folder) as running:
            yield running


def _faults(name: str, heard: Heard, *, whole: bool) -> list[str]:
    """Say what is wrong with an answer; `whole` where the hidden request is read as one of its own."""
    wrong = [f"a failure: {status}" for status in heard.statuses if status >= 500 and status not in {501, 505}]
    if len(heard.statuses) > 1 and not whole:
        wrong.append(f"two answers: {heard.statuses}")
    # What ends properly may be followed by a request of the same client on the same line; what is refused may not.
    if len(heard.statuses) > 1 and heard.statuses[0] >= 400 and heard.statuses[0] != 422:
        wrong.append(f"answered after a refusal: {heard.statuses}")
    if len(heard.statuses) > 2:
        wrong.append(f"more answers than requests: {heard.statuses}")
    if not whole and b"smuggled" in heard.raw:
        wrong.append("the hidden path is in the answer")
    return [f"{name}: {fault}" for fault in wrong]


@pytest.mark.parametrize("side", ["front", "back"])
def test_no_trick_gets_two_answers_for_one_request(pair: Pair, side: str) -> None:
    port = pair.front if side == "front" else pair.back
    with ThreadPoolExecutor(4) as crew:
        heard = dict(zip(TRICKS, crew.map(lambda name: talk(port, TRICKS[name]), TRICKS), strict=True))
    told = {name: (it.statuses, "closed" if it.closed else "open") for name, it in heard.items()}
    print("\n" + "\n".join(f"{side} {name}: {found}" for name, found in told.items()))
    two = READ_AS_TWO if side == "front" else set()
    faults = [fault for name, it in heard.items() for fault in _faults(name, it, whole=name in two)]
    assert "\n".join(faults) == ""


def test_no_trick_spoils_the_request_of_the_next_visitor(pair: Pair) -> None:
    # nginx keeps connections to gunicorn open and sends other visitors' requests over them.
    for name, sent in TRICKS.items():
        talk(pair.front, sent, wait=0.3)
        for _ in range(2):
            heard = talk(pair.front, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert heard.statuses == [200], name
            assert heard.raw.endswith(b"ok\n"), name


def test_the_same_holds_for_a_body_sent_later(pair: Pair) -> None:
    for port in (pair.front, pair.back):
        heard = talk(port, _post(b"Content-Length: 2", b"Connection: close"), then=b"{}" + HIDDEN)
        assert heard.statuses == [422]
        assert b"smuggled" not in heard.raw

"""Slow senders against the pair that is shipped: 200 slow headers and 200 slow bodies leave everybody else in peace."""

import socket
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.safety.hospital import at_ease
from tests.support.nginx import Pair, serving

SLOW = 200
LIMIT_SECONDS = 2.0
ADDRESSES = 10
"""Each sends from several addresses of this machine, or nginx's limit for one of them would answer instead of it."""
HEAD = b"GET /search HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
TYPE = b"Content-Type: application/json\r\n"
BODY = b"POST /api/v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\n" + TYPE + b"Content-Length: 60000\r\n\r\n"


@pytest.fixture
def pair(settings: Settings, tmp_path: Path) -> Iterator[Pair]:
    """The public side and nginx."""
    with serving(at_ease(settings, tmp_path / "mails"), tmp_path, role="public") as running:
        yield running


class Crowd:
    """Connections that send a byte now and then, each opened anew when it is dropped."""

    def __init__(self, port: int, begins: bytes, stack: ExitStack) -> None:
        self.port, self.begins, self.stack = port, begins, stack
        self.open: list[socket.socket] = []
        self.opened = self.dropped = 0

    def fill(self) -> None:
        """Open what is missing."""
        for number in range(len(self.open), SLOW):
            line = socket.socket()
            line.settimeout(2)
            line.bind((f"127.0.0.{10 + number % ADDRESSES}", 0))
            line.connect(("127.0.0.1", self.port))
            line.sendall(self.begins)
            line.setblocking(False)
            self.open.append(self.stack.enter_context(line))
            self.opened += 1

    def dribble(self) -> None:
        """Send one byte on each connection; forget those that were dropped."""
        alive = []
        for line in self.open:
            try:
                line.send(b"a")
                if line.recv(1):
                    raise ConnectionResetError
                raise ConnectionResetError
            except BlockingIOError:
                alive.append(line)
            except OSError:
                line.close()
                self.dropped += 1
        self.open = alive


def _measure(pair: Pair, seconds: float) -> list[float]:
    took: list[float] = []
    with ExitStack() as stack:
        crowds = [Crowd(pair.front, begins, stack) for begins in (HEAD, BODY)]
        stop = threading.Event()

        def press() -> None:
            while not stop.is_set():
                for crowd in crowds:
                    crowd.fill()
                    crowd.dribble()
                stop.wait(1)

        for crowd in crowds:
            crowd.fill()
        thread = threading.Thread(target=press)
        thread.start()
        try:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                for path in ("/", "/search?q=hands", "/topics", "/healthz"):
                    begun = time.perf_counter()
                    with urllib.request.urlopen(f"http://127.0.0.1:{pair.front}{path}", timeout=30) as answer:
                        assert answer.status == 200
                        answer.read()
                    took.append(time.perf_counter() - begun)
                time.sleep(0.05)
        finally:
            stop.set()
            thread.join()
        print(f"\nslow: {[(crowd.opened, crowd.dropped, len(crowd.open)) for crowd in crowds]} (opened, dropped, open)")
        assert min(len(crowd.open) for crowd in crowds) > SLOW / 2
    return took


def _judge(took: list[float]) -> None:
    p95 = statistics.quantiles(took, n=20)[-1]
    print(
        f"{len(took)} pages meanwhile: median {statistics.median(took):.3f} s, p95 {p95:.3f} s, worst {max(took):.3f} s"
    )
    assert p95 < LIMIT_SECONDS


def test_slow_senders_for_a_moment(pair: Pair) -> None:
    _judge(_measure(pair, 4))


@pytest.mark.soak
def test_slow_senders_for_a_minute(pair: Pair) -> None:
    _judge(_measure(pair, 60))

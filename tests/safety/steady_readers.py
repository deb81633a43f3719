"""People who search and read all the time, and note every answer that is not as it should be."""

import http.client
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

NOTICE = "Our search is being repaired"
PAUSE_SECONDS = 0.02


@dataclass
class Noted:
    """What the readers saw."""

    requests: int = 0
    not_200: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    """Searches that found nothing although there is something."""
    notices: list[float] = field(default_factory=list)
    """When a search page said that it is being repaired."""
    slowest_seconds: float = 0.0


class SteadyReaders:
    """Some threads, each with a connection of its own; `noted` is what they saw since `look_anew`."""

    def __init__(self, url: str, paths: list[str], many: int = 3) -> None:
        self._url, self._paths = url, paths
        self._end = threading.Event()
        self._lock = threading.Lock()
        self.noted = Noted()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(many)]

    def __enter__(self) -> "SteadyReaders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(60)

    def look_anew(self) -> Noted:
        """Return what was noted so far and begin with nothing."""
        with self._lock:
            seen, self.noted = self.noted, Noted()
        return seen

    def _read(self, number: int) -> None:
        turn = number
        while not self._end.is_set():
            path = self._paths[turn % len(self._paths)]
            turn += 1
            begun = time.monotonic()
            status, body = ask(self._url, path)
            self._note(path, status, body, time.monotonic() - begun)
            time.sleep(PAUSE_SECONDS)

    def _note(self, path: str, status: int, body: str, took: float) -> None:
        with self._lock:
            noted = self.noted
            noted.requests += 1
            noted.slowest_seconds = max(noted.slowest_seconds, took)
            if status != 200:
                noted.not_200[f"{status} {path}"] += 1
            elif path.startswith("/search"):
                if NOTICE in body:
                    noted.notices.append(time.monotonic())
                noted.empty += "/answers/" not in body


def ask(url: str, path: str) -> tuple[int, str]:
    """Ask over a new connection, so that either web process may answer; status 0 when it breaks."""
    parts = urlsplit(url)
    try:
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""

"""The worker: claims due work, runs its handler, links the audit chain, and does what comes round by the clock."""

import fcntl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import IO

import structlog
from flask import Flask

from qa_portal.errors import StartRefused
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic

Handler = Callable[[str], None]
Round = tuple[float, Callable[[], object]]
"""Something done every so many seconds."""
IDLE_SECONDS = 0.2
"""How long the worker rests when there is nothing to do, in seconds."""
log = structlog.get_logger()


@dataclass
class Worker:
    """One worker process. It runs until `stop` is set."""

    app: Flask
    handlers: Mapping[Topic, Handler]
    rounds: Mapping[str, Round]
    stop: Event = field(default_factory=Event)
    _last: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_set():
            if not self.step():
                self.stop.wait(IDLE_SECONDS)

    def step(self) -> int:
        """Do what is due now; return how many pieces of work were done or tried."""
        self._go_round()
        with self.app.app_context():
            rows = queue.claim()
        for row_id, topic, subject_id in rows:
            self._work(row_id, topic, subject_id)
        return len(rows)

    def drain(self, most: int = 10_000) -> int:
        """Work until nothing is due, for tests and commands; return how many pieces of work were done or tried."""
        total = 0
        while total < most and (done := self.step()):
            total += done
        return total

    def _work(self, row_id: int, topic: Topic, subject_id: str) -> None:
        problem = self._attempt(str(topic), lambda: self.handlers[topic](subject_id))
        with self.app.app_context():
            if problem is None:
                queue.done(row_id)
            else:
                queue.failed(row_id, problem)

    def _go_round(self) -> None:
        now = time.monotonic()
        for name, (seconds, act) in self.rounds.items():
            if now - self._last.get(name, -seconds) >= seconds:
                self._last[name] = now
                self._attempt(name, act)

    def _attempt(self, name: str, act: Callable[[], object]) -> str | None:
        # One piece of work must never take the others down; its message may hold PHI, its class name does not.
        try:
            with self.app.app_context():
                act()
        except Exception as error:
            problem = type(error).__name__
            log.warning("work failed", work=name, problem=problem)
            return problem
        return None


def lock(path: Path) -> IO[str]:
    """Take the worker's lock for as long as the returned file is open: the index has a single writer.

    Raises: StartRefused, when another worker runs on this data folder.
    """
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StartRefused("Another worker already runs on this data folder: stop it first.") from None
    return file

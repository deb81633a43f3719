"""Serving: the worker alone, or gunicorn and the worker together on one machine."""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import click
from flask import Flask

from qa_portal.app import create_app, work_of
from qa_portal.cli.app import settings
from qa_portal.cli.web import serve_loaded
from qa_portal.db import leave_connections
from qa_portal.errors import StartRefused
from qa_portal.index import asking
from qa_portal.outbox.queue import take_back
from qa_portal.outbox.worker import Worker, lock
from qa_portal.settings import Settings, use_temp_dir
from qa_portal.text import flags
from qa_portal.text.routing.starter import subject_words

PAUSE_SECONDS = 1.0
"""How long to wait before a process that died is started again, in seconds."""
END_SECONDS = 30.0
"""How long a process may take to end."""
ENDINGS = {signal.SIGTERM, signal.SIGINT}
EXAMPLE = "chest pain"
"""Read once, so that the rules and words for reading are there."""
LOCK = "worker.lock"
Work = Callable[[], object]


@click.command()
def worker() -> None:
    """Do the work that follows commits: mails, routing, drafts, publishing, the index, deadlines, the audit chain."""
    chosen = settings()
    app = create_app(chosen)
    with lock(chosen.data_dir / LOCK):
        _work(app, chosen)


def _work(app: Flask, chosen: Settings) -> None:
    use_temp_dir(chosen)
    handlers, rounds = work_of(app)
    running = Worker(app, handlers, rounds)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.stop.set()

    for ending in ENDINGS:
        signal.signal(ending, stop)
    with app.app_context():
        take_back()
    click.echo("Worker is at work.", err=True)
    running.run()


class _Family:
    """The web server and the worker: started together, ended together, started again when one dies.

    Each is forked from this process, which has loaded all they need: most of their memory is one and the same.
    """

    def __init__(self, work: dict[str, Work]) -> None:
        self._work = work
        self._running: dict[str, int] = {}
        self._ending = False

    def run(self) -> None:
        """Run until told to end."""
        for ending in ENDINGS:
            signal.signal(ending, self._end)
        for name in self._work:
            self._running[name] = _forked(self._work[name])
        while not self._ending:
            for name in self._work:
                self._look_after(name)
            time.sleep(0.2)
        self._stop_all()

    def _look_after(self, name: str) -> None:
        code = _ended(self._running[name])
        if code is None or self._ending:
            return
        click.echo(f"The {name} process ended with {code}; starting it again.", err=True)
        time.sleep(PAUSE_SECONDS)
        self._running[name] = _forked(self._work[name])

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _stop_all(self) -> None:
        alive = [pid for pid in self._running.values() if _ended(pid) is None]
        for pid in alive:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + END_SECONDS
        while alive and time.monotonic() < until:
            time.sleep(0.05)
            alive = [pid for pid in alive if _ended(pid) is None]


def _ended(pid: int) -> int | None:
    """The exit code of a child that has ended; None of one that runs."""
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if done else None


def _forked(work: Work) -> int:
    """Do some work in a process of its own; return its id."""
    # A signal between the two lines would be taken by the child as if it were the parent.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    return pid or _child(work)


def _child(work: Work) -> NoReturn:
    code: object = 1
    try:
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        # Whatever happened: a child never goes on with what its parent does next.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


@click.command()
def serve() -> None:
    """Serve the portal: gunicorn and the worker together, for one machine."""
    if os.environ.get("QA_ROLE") == "public":
        # Its worker needs the keys: together they would serve what a public machine must not have.
        raise StartRefused("serve runs the whole portal: for QA_ROLE=public use gunicorn -c python:qa_portal.serving.")
    chosen = settings()
    # All that is loaded now stays: to look for garbage among it takes a fifth of the start.
    gc.disable()
    app = create_app(chosen)
    # Held here for every worker this process will have.
    with lock(chosen.data_dir / LOCK):
        click.echo(f"Serving {chosen.base_url}", err=True)
        _load_what_all_need(app)
        _Family({"web": lambda: serve_loaded(app), "worker": lambda: _work(app, chosen)}).run()


def _load_what_all_need(app: Flask) -> None:
    """Read the word lists and rules each process would read for itself, and set them apart from the collector."""
    flags.find(EXAMPLE)
    asking.read(EXAMPLE, "en")
    subject_words()
    leave_connections(app, close=True)
    gc.freeze()
    gc.enable()

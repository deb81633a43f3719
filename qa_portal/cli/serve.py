"""Serving: the worker alone, or gunicorn and the worker together on one machine."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import click

from qa_portal.app import create_app, work_of
from qa_portal.cli.app import settings
from qa_portal.crypto.start import checked_keyring
from qa_portal.errors import StartRefused
from qa_portal.outbox.queue import take_back
from qa_portal.outbox.worker import Worker, lock
from qa_portal.settings import use_temp_dir

PAUSE_SECONDS = 1.0
"""How long to wait before a process that died is started again, in seconds."""


@click.command()
def worker() -> None:
    """Do the work that follows commits: mails, routing, drafts, publishing, the index, deadlines, the audit chain."""
    chosen = settings()
    app = create_app(chosen)
    held = lock(chosen.data_dir / "worker.lock")
    use_temp_dir(chosen)
    handlers, rounds = work_of(app)
    running = Worker(app, handlers, rounds)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with app.app_context():
        take_back()
    click.echo("Worker is at work.", err=True)
    with held:
        running.run()


class _Family:
    """The web server and the worker: started together, ended together, started again when one dies."""

    def __init__(self) -> None:
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:qa_portal.serving"]
        self._commands = {"web": gunicorn, "worker": [sys.executable, "-m", "qa_portal", "worker"]}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ending = False

    def run(self) -> int:
        """Run until told to end, or until a process refuses to start; return the exit code."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        for name in self._commands:
            self._start(name)
        code = self._watch()
        self._stop_all()
        return code

    def _start(self, name: str) -> None:
        self._running[name] = subprocess.Popen(self._commands[name], env=os.environ.copy())

    def _watch(self) -> int:
        while not self._ending:
            for name, process in self._running.items():
                code = process.poll()
                if code == StartRefused.exit_code:
                    return code
                if code is not None and not self._ending:
                    click.echo(f"The {name} process ended with {code}; starting it again.", err=True)
                    time.sleep(PAUSE_SECONDS)
                    self._start(name)
                    break
            time.sleep(0.2)
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _stop_all(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        for process in self._running.values():
            process.wait(timeout=30)


@click.command()
def serve() -> None:
    """Serve the portal: gunicorn and the worker together, for one machine."""
    chosen = settings()
    checked_keyring(chosen)
    click.echo(f"Serving {chosen.base_url}", err=True)
    sys.exit(_Family().run())

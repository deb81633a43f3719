"""The real thing: gunicorn and the worker as processes of their own, for walks, races and kills."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

from qa_portal.settings import Settings
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 25
"""gunicorn gives a worker that was told to end while it was being born twenty seconds."""
UNDO_SECONDS = 9
"""An answer waits long enough to be taken back, and a walk does not wait half a minute for it."""
WEB = ("-m", "gunicorn", "-c", "deploy/gunicorn.py")
WORKER = ("-m", "qa_portal", "worker")


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """Return the environment that makes a process read exactly these settings."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "COV_"))}
    ours = {f"QA_{field.name.upper()}": _text(getattr(settings, field.name)) for field in fields(settings)}
    return {**rest, **ours, "PYTHONPATH": str(ROOT), **more}


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


class Portal:
    """A running portal; `kill` and `start` its parts as a power cut and an operator would."""

    def __init__(self, settings: Settings, log_dir: Path, role: str = "portal") -> None:
        self.settings = settings
        self.role = role
        self._log_dir = log_dir
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return self.settings.base_url

    def start(self, *names: str) -> None:
        """Start `web` and `worker`, or the ones named, and wait until the web answers."""
        for name in names or ("web", "worker"):
            command = WEB if name == "web" else WORKER
            with (self._log_dir / f"{name}.log").open("ab") as log:
                self._running[name] = subprocess.Popen(
                    [sys.executable, *command],
                    cwd=ROOT,
                    env=environment(self.settings, QA_ROLE=self.role),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        if "web" in (names or ("web",)):
            self._wait()

    def kill(self, *names: str) -> None:
        """End parts at once, with all their children, as a power cut would."""
        self._end(signal.SIGKILL, names)

    def stop(self, *names: str) -> None:
        """Ask parts to end and wait for them."""
        self._end(signal.SIGTERM, names)

    def groups(self) -> list[int]:
        """Return the process groups of the parts that run."""
        return [process.pid for process in self._running.values()]

    def log(self, name: str = "web") -> str:
        """Return what a part has written so far."""
        path = self._log_dir / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _end(self, sign: signal.Signals, names: tuple[str, ...]) -> None:
        ending = [self._running.pop(name) for name in names or tuple(self._running) if name in self._running]
        for process in ending:
            _signal_group(process, sign)
        for process in ending:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._running["web"].poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"the web part did not start:\n{self.log()}")


def _signal_group(process: "subprocess.Popen[bytes]", sign: signal.Signals) -> None:
    # Every part leads a process group of its own, so this reaches only what we started.
    try:
        os.killpg(process.pid, sign)
    except ProcessLookupError:
        return


def at_a_free_port(settings: Settings) -> Settings:
    """Return the settings with a port nobody uses and the address that goes with it."""
    port = free_port()
    return replace(settings, port=port, base_url=f"http://127.0.0.1:{port}")


@contextmanager
def running(settings: Settings, log_dir: Path, role: str = "portal") -> Iterator[Portal]:
    """Run a portal (without a worker in the public role) and stop it at the end."""
    portal = Portal(replace(at_a_free_port(settings), undo_seconds=UNDO_SECONDS), log_dir, role)
    try:
        portal.start(*(("web",) if role == "public" else ()))
        yield portal
    finally:
        portal.stop()

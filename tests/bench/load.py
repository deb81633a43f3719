"""Measuring requests: CPU time of the server a request, which holds on a busy machine where seconds do not."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.ports import free_port

TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 4
HELLO = 'from flask import Flask\n\napp = Flask("hello")\n\n\n@app.get("/")\ndef hello():\n    return "Hello"\n'
ACCESS_LOG = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)s'
"""As `qa_portal.serving` writes it: who writes no log is no measure for who does."""
Ask = Callable[[], object]
"""One request; each client thread has its own."""


@dataclass(frozen=True)
class Cost:
    """What one kind of request took."""

    name: str
    cpu_ms: float
    per_second: float

    def line(self, hello: "Cost") -> str:
        """Say it beside the plainest request there is."""
        return (
            f"{self.name:34} {self.cpu_ms:7.2f} ms CPU  {self.cpu_ms / hello.cpu_ms:6.1f} x hello"
            f"  {self.per_second:7.0f}/s  {self.per_second / hello.per_second:5.2f} x hello"
        )


def cpu_seconds(groups: list[int]) -> float:
    """Return the CPU time the processes of some groups have used so far."""
    used = 0.0
    for process in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            facts = (process / "stat").read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        if int(facts[2]) in groups:
            used += (int(facts[11]) + int(facts[12])) / TICKS
    return used


def measure(name: str, groups: list[int], asks: list[Ask], each: int) -> Cost:
    """Let every client ask so often, all at once; a few requests before are not counted."""

    def run(times: int) -> None:
        with ThreadPoolExecutor(len(asks)) as pool:
            list(pool.map(lambda ask: [ask() for _ in range(times)], asks))

    run(max(2, each // 10))
    cpu, started = cpu_seconds(groups), time.perf_counter()
    run(each)
    took, used = time.perf_counter() - started, cpu_seconds(groups) - cpu
    count = each * len(asks)
    return Cost(name, 1000 * used / count, count / took)


@contextmanager
def hello_server(folder: Path, env: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Serve a Flask hello as the portal is served: gunicorn, gthread, as many workers and threads."""
    (folder / "hello.py").write_text(HELLO, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", env["QA_WORKERS"], "--preload"]
    command += ["--threads", env["QA_THREADS"], "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--access-logfile", "-", "--access-logformat", ACCESS_LOG, "hello:app"]
    with (folder / "hello.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/")
                connection.getresponse().read()
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the hello server did not start")


@contextmanager
def plain_clients(url: str, paths: list[str], clients: int = CLIENTS) -> Iterator[list[Ask]]:
    """Yield clients without a cookie, each with a connection of its own, that ask for the paths in turn."""
    parts = urlsplit(url)
    connections = [http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60) for _ in range(clients)]

    def ask_with(connection: http.client.HTTPConnection, first: int) -> Ask:
        turn = count(first)

        def ask() -> None:
            connection.request("GET", paths[next(turn) % len(paths)])
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status

        return ask

    try:
        # Each begins at another place: what is asked for the second time was kept.
        yield [ask_with(one, number * len(paths) // clients) for number, one in enumerate(connections)]
    finally:
        for connection in connections:
            connection.close()


def waits(url: str, paths: list[str], *, clients: int, each: int) -> list[float]:
    """Let so many clients ask at once, so often; return the milliseconds each answer took, the shortest first."""

    def run(ask: Ask) -> list[float]:
        times = []
        for _ in range(each):
            begun = time.perf_counter()
            ask()
            times.append(1000 * (time.perf_counter() - begun))
        return times

    with plain_clients(url, paths, clients) as asks, ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda ask: ask(), asks))
        return sorted(one for times in pool.map(run, asks) for one in times)

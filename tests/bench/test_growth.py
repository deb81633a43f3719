"""What pages and searches cost with 1,000, 10,000 and 100,000 published answers, in one run. Run: `make bench`.

A page may not become dearer with the library, and a search at most five times from 10,000 to 100,000. The processor
time of the two web processes is measured, which holds on a busy machine where seconds do not.
"""

import math
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from urllib.parse import quote_plus
from urllib.request import urlopen

import pytest

from qa_portal.settings import Settings
from tests.bench.growing import Library
from tests.bench.load import Cost, cpu_seconds, measure, plain_clients, waits
from tests.index import judged
from tests.safety.hospital import at_ease, open_hospital
from tests.support import server, stores

SIZES = (1_000, 10_000, 100_000)
CLIENTS, WORST_MS = 16, 60.0
STARTS, START_SECONDS = 3, 1.5
MOST_TIMES = {"search": 5.0}
"""How much dearer something may be with ten times as many answers; what is not named stays as it is."""
QUIET_LOAD = 1.5
"""Seconds are judged on a machine that has little else to do; the processor's time always."""
FLAT = 1.5
"""What is the same may differ so much between two measurements on a machine that does other work too."""


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with open rates and two web processes, on the database asked for."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        search = "postgresql" if store_kind == "postgresql" else "whoosh"
        yield replace(at_ease(made, tmp_path / "mails"), workers=2, search=search)


@pytest.mark.bench
def test_pages_stay_as_they_are_while_the_library_grows(any_database: str, settings: Settings, tmp_path: Path) -> None:
    if not judged.MEDQUAD.exists():
        pytest.skip(f"no {judged.MEDQUAD.name} beside the project")
    open_hospital(settings, clinicians=1)
    library, measured = Library.begun(settings), dict[int, dict[str, Cost]]()
    for count in SIZES:
        begun = time.monotonic()
        library.grow(count)
        print(f"\n{any_database}, {count} answers, published and indexed in {time.monotonic() - begun:.0f} s")
        portal = server.Portal(server.at_a_free_port(settings), tmp_path, "public")
        try:
            is_quiet = os.getloadavg()[0] < QUIET_LOAD
            first, cpu = min(_start(portal) for _ in range(STARTS))
            print(f"  first answer {first:.2f} s after start, with {cpu:.2f} s of CPU in all processes")
            measured[count] = {cost.name: cost for cost in _costs(portal, library)}
            for cost in measured[count].values():
                print(f"  {cost.name:28} {cost.cpu_ms:7.2f} ms CPU {cost.per_second:7.0f}/s")
            _wait_among_many(portal, library, WORST_MS if is_quiet else math.inf)
        finally:
            portal.stop()
        assert cpu <= START_SECONDS
        assert first <= START_SECONDS or not is_quiet
    for name in measured[SIZES[0]]:
        for fewer, more in pairwise(SIZES):
            times = measured[more][name].cpu_ms / measured[fewer][name].cpu_ms
            print(f"{name:28} {fewer:>6} -> {more:<6} {times:5.2f} x")
            assert times <= MOST_TIMES.get(name, FLAT), name


def _start(portal: server.Portal) -> tuple[float, float]:
    """Start the public side as an operator does; return the seconds until a page came, and those of the processor."""
    portal.stop()
    begun = time.perf_counter()
    portal.start("web")
    urlopen(f"{portal.url}/", timeout=10).close()
    return time.perf_counter() - begun, cpu_seconds(portal.groups())


def _costs(portal: server.Portal, library: Library) -> Iterator[Cost]:
    """Measure each kind of page; what has a query is made anew each time."""
    web, topic = portal.groups(), library.topic()
    words = [quote_plus(question.words) for question in islice(judged.questions("lay_queries"), 0, None, 3)]
    paths = {
        "answer, kept": ([f"/answers/{library.ids[-1]}"], 400),
        "answer, made anew": ([f"/answers/{page_id}?q=1" for page_id in library.ids[-1000:]], 100),
        "home, made anew": (["/?q=1"], 60),
        "topics, made anew": (["/topics?q=1"], 60),
        "topic, made anew": ([f"/topics/{topic}?page=1"], 60),
        "feed, made anew": (["/feed.xml?q=1"], 60),
        "search": ([f"/search?q={one}" for one in words], 60),
    }
    with ExitStack() as stack:
        for name, (of_kind, each) in paths.items():
            yield measure(name, web, stack.enter_context(plain_clients(portal.url, of_kind)), each)


def _wait_among_many(portal: server.Portal, library: Library, most_ms: float) -> None:
    """Print how long readers wait who come at once; for answers somebody read before, nobody may wait long."""
    popular = [f"/answers/{page_id}" for page_id in library.ids[-50:]]
    for name, paths, worst_ms in (
        ("the same fifty answers", popular, most_ms),
        ("answers nobody read yet", [f"/answers/{page_id}?q=1" for page_id in library.ids[:1000]], math.inf),
    ):
        # Both processes have to have made what they keep.
        waits(portal.url, paths[:50], clients=CLIENTS, each=20)
        times = waits(portal.url, paths, clients=CLIENTS, each=100)
        p50, p99 = (times[len(times) * share // 100] for share in (50, 99))
        print(f"  {CLIENTS} clients, {name:24} p50 {p50:5.1f} ms, p99 {p99:5.1f} ms")
        assert p99 <= worst_ms

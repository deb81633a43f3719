"""How long until a published answer is found and a withdrawn one is gone, with two web processes and readers beside."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_portal.db import transaction
from qa_portal.index.current import index
from qa_portal.library import release
from qa_portal.library.models import Topic
from qa_portal.settings import Settings
from tests.library import shelf
from tests.safety.steady_readers import SteadyReaders, ask
from tests.safety.test_index_harm import ASKED, ILLS, SOUND_ANSWERS, library_of

TIMES = 40
PAGES = 1_000
WORST_SECONDS, USUAL_SECONDS = 5.0, 1.0
STAGES = ("found by every process", "shown by none", "out of the index")
ENGINES = ("whoosh", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.mark.bench
@pytest.mark.parametrize("engine", ENGINES)
def test_published_and_withdrawn(settings: Settings, tmp_path: Path, engine: str) -> None:
    with library_of(replace(settings, search=engine), tmp_path, PAGES) as (portal, ids):
        paths = [f"/search?q={ill}+{asked}" for ill in ILLS for asked in ASKED]
        paths += [f"/answers/{page_id}" for page_id in islice(ids, 20)]
        with SteadyReaders(portal.url, paths, many=2) as readers:
            rounds = [_publish_and_withdraw(portal.url, number) for number in range(TIMES)]
        seen = readers.look_anew()
    print(f"\n{engine}, {PAGES} answers, {seen.requests} requests beside, {seen.not_200.total()} not 200")
    assert seen.not_200 == {}
    for what, times in zip(
        ("found by every process", "shown by none", "out of the index"), zip(*rounds, strict=True), strict=True
    ):
        usual, worst = sorted(times)[len(times) // 2], max(times)
        print(f"  {what:24} p50 {usual:.2f} s, worst {worst:.2f} s")
        assert usual <= USUAL_SECONDS
        assert worst <= WORST_SECONDS


def _publish_and_withdraw(url: str, number: int) -> tuple[float, float, float]:
    """Return seconds until an answer is found by every process, shown by none, and out of the index."""
    word = "quarnell" + "bdfgklmnprstvwxz"[number % 16] * 2 + "aeiou"[number // 16]
    page_id, begun = _release(word), time.monotonic()
    found = _until(lambda: _shows(url, word, page_id) == SOUND_ANSWERS, begun)
    begun = time.monotonic()
    shelf.withdraw(page_id)
    unfound = _until(lambda: not _shows(url, word, page_id), begun)
    left = _until(lambda: page_id not in index().entries(), begun)
    # It answered 410: from there on no process may show it again.
    assert not _shows(url, word, page_id)
    return found, unfound, left


def _release(word: str) -> str:
    words = shelf.words(title=f"What is {word}?", question=f"Tell me of {word}.", answer=f"{word.title()} is rare.")
    with transaction() as session:
        topic = session.scalars(select(Topic)).first()
        assert topic is not None
        return release.release(session, shelf.facts(words, kind="guide", topic_slug=topic.slug))


def _shows(url: str, word: str, page_id: str) -> int:
    """How many of some answers, over new connections, show the page: in the search or at its own address."""
    shown = 0
    for _ in range(SOUND_ANSWERS):
        status, body = ask(url, f"/search?q={word}")
        shown += status == 200 and bool(re.search(f"/answers/{page_id}", body))
    return shown + (0 if shown else ask(url, f"/answers/{page_id}")[0] == 200)


def _until(is_so: Callable[[], bool], begun: float) -> float:
    while not is_so():
        if time.monotonic() - begun > 60:
            raise AssertionError("waited a minute")
        time.sleep(0.02)
    return time.monotonic() - begun

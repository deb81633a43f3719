"""The index is harmed while people read: no page fails, search says that it is being mended, and it heals by itself."""

import random
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select, text

from qa_portal.db import read, transaction
from qa_portal.library import handlers
from qa_portal.library.models import Topic
from qa_portal.library.release import PageFacts, bump_epoch, fill
from qa_portal.settings import Settings
from tests.library import shelf
from tests.safety import index_harm
from tests.safety.hospital import OFTEN, office, open_hospital
from tests.safety.index_harm import Harm
from tests.safety.steady_readers import NOTICE, SteadyReaders, ask
from tests.support import server
from tests.walks.crowd import wait_for

HEAL_SECONDS = 30
PATIENCE_SECONDS = 90
SOUND_ANSWERS = 8
"""So many searches in a row, over new connections, reach both web processes."""
ILLS = "asthma gout migraine eczema anaemia measles arthritis insomnia sciatica tinnitus".split()
ASKED = ["symptoms", "treatment", "causes", "outlook", "prevention"]


@contextmanager
def library_of(settings: Settings, folder: Path, pages: int) -> Iterator[tuple[server.Portal, list[str]]]:
    """Run a portal with so many published answers, two web processes and the worker; yield their ids too."""
    open_hospital(settings, clinicians=1)
    with office(settings), transaction() as session:
        topic = session.scalars(select(Topic)).first()
        assert topic is not None
        made = [fill(session, None, _facts(number, topic.slug)) for number in range(pages)]
        session.flush()
        ids = [page.id for page in made]
        bump_epoch(session)
    settings = replace(settings, rate_search=OFTEN, rate_suggest=OFTEN, workers=2)
    with server.running(settings, folder) as portal, office(portal.settings):
        wait_for(lambda: _is_sound(portal.url), "the first index", 120)
        yield portal, ids


def _facts(number: int, topic: str) -> PageFacts:
    ill, asked = ILLS[number % len(ILLS)], ASKED[number // len(ILLS) % len(ASKED)]
    words = shelf.words(
        title=f"{ill.title()}: {asked} {number}",
        question=f"What are the {asked} of {ill}?",
        answer=f"Of {ill} much is known. " + " ".join(f"word{number * step % 997}x" for step in range(1, 120)),
    )
    return shelf.facts(words, kind="imported", topic_slug=topic)


def _is_sound(url: str) -> bool:
    return all(
        status == 200 and NOTICE not in body and "/answers/" in body
        for status, body in (ask(url, f"/search?q={ILLS[turn % 10]}") for turn in range(SOUND_ANSWERS))
    )


def _build(settings: Settings) -> str:
    """Which index it is; another one after a rebuild."""
    read().rollback()
    if settings.search == "postgresql":
        return str(read().scalar(text("SELECT build FROM search_state")))
    return index_harm.live_build(settings.index_dir).name


class Ward:
    """A portal whose index is harmed again and again."""

    def __init__(self, portal: server.Portal, readers: SteadyReaders) -> None:
        self.portal, self.readers = portal, readers
        self.took: dict[str, float] = {}
        self.not_200: Counter[str] = Counter()
        self.unnoticed: list[str] = []

    def harm(self, name: str, act: Callable[[], None]) -> None:
        """Do harm, wait until it is healed, and say how long that took and what readers saw."""
        before = _build(self.portal.settings)
        self.readers.look_anew()
        act()
        begun = time.monotonic()
        try:
            wait_for(lambda: self._is_healed(before), "healing", PATIENCE_SECONDS)
        except AssertionError:
            # What does not heal must not hide what comes after it.
            handlers.rebuild()
        took = time.monotonic() - begun
        seen = self.readers.look_anew()
        self.took[name] = took
        self.not_200 += seen.not_200
        if not seen.notices:
            self.unnoticed.append(name)
        print(
            f"{name:42} {took:5.1f} s, {seen.requests:4} requests, {seen.not_200.total()} not 200,"
            f" {len(seen.notices):3} notices, {seen.empty} found nothing, slowest {seen.slowest_seconds:.2f} s"
        )

    def _is_healed(self, before: str) -> bool:
        read().rollback()
        return handlers.is_same() and _build(self.portal.settings) != before and _is_sound(self.portal.url)

    def look_back(self) -> None:
        """Say how it went, and fail where readers were failed."""
        took = self.took.values()
        print(f"healed in {statistics.median(took):.1f} s, at most {max(took):.1f} s; no notice: {self.unnoticed}")
        assert self.not_200 == {}
        assert {name: seconds for name, seconds in self.took.items() if seconds > HEAL_SECONDS} == {}


def _walk(settings: Settings, folder: Path, pages: int, most: int | None = None) -> None:
    seed = secrets.randbits(32)
    print("\nseed", seed)
    dice, trap = random.Random(seed), folder / "trap"
    with library_of(settings, folder, pages) as (portal, ids):
        harms = [*_harms(portal.settings, dice, trap)]
        words = [f"/search?q={ill}+{asked}" for ill in ILLS for asked in ASKED]
        others = [f"/answers/{page_id}" for page_id in islice(ids, 20)] + ["/", "/topics", "/feed.xml"]
        apis = [f"/api/v1/search?q={ill}" for ill in ILLS] + [f"/api/v1/suggest?q={ill[:4]}" for ill in ILLS]
        with SteadyReaders(portal.url, [*words, *apis, *others]) as readers:
            ward = Ward(portal, readers)
            for name, act in dice.sample(harms, most or len(harms)):
                ward.harm(name, act)
        ward.look_back()
        assert not trap.exists(), "what stood in the folder was run"
        assert len(list(portal.settings.index_dir.glob("build-*"))) <= 1, "a harmed build was left behind"


def _harms(settings: Settings, dice: random.Random, trap: Path) -> Iterator[Harm]:
    if settings.search == "postgresql":
        for name, statement in index_harm.to_tables():
            yield name, partial(_run, statement)
        return
    root = settings.index_dir
    yield from index_harm.to_whole_folders(root)
    yield from index_harm.to_tocs(root, dice, trap)
    yield from index_harm.to_single_files(root, dice)


def _run(statement: str) -> None:
    with transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("pages", [60])
def test_harm_heals_while_people_read(settings: Settings, tmp_path: Path, pages: int) -> None:
    _walk(settings, tmp_path, pages, most=3)


@pytest.mark.soak
def test_every_harm_heals_with_a_thousand_answers(settings: Settings, tmp_path: Path) -> None:
    _walk(settings, tmp_path, 1_000)


@pytest.mark.soak
@pytest.mark.postgres
def test_every_harm_to_the_tables_heals(settings: Settings, tmp_path: Path) -> None:
    _walk(replace(settings, search="postgresql"), tmp_path, 1_000)

"""Many patients at once, from the sign-up to the end of each question, against the running portal."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qa_portal.audit import chain
from qa_portal.db import read
from qa_portal.library import handlers as library
from qa_portal.outbox.queue import dead_letters
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import PublicationStatus, Status
from qa_portal.settings import Settings
from tests.safety.hospital import PostOffice, at_ease, office, open_hospital
from tests.support import server, stores
from tests.walks.crowd import Crowd, Wish, wait_for, wishes
from tests.walks.letters import LETTERS

REAL_LETTERS = Path(__file__).parents[3] / "shared" / "data" / "patient_questions_dev.jsonl.gz"
"""Letters of real patients, kept beside the project and never in it."""
MANY = 200


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder and open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")


@pytest.mark.parametrize(
    ("store_kind", "left_out"),
    [
        pytest.param("postgresql", 5, marks=pytest.mark.postgres),
        pytest.param("sqlite", 0, marks=pytest.mark.soak),
        pytest.param("postgresql", 0, marks=[pytest.mark.postgres, pytest.mark.soak]),
    ],
    indirect=["store_kind"],
)
def test_ten_questions_reach_their_ends(store_kind: str, settings: Settings, tmp_path: Path, left_out: int) -> None:
    asked = wishes(LETTERS)[left_out:]
    assert {wish.end for wish in asked} == {"published", "private", "closed"}
    _walk(settings, tmp_path, asked)


@pytest.mark.soak
def test_two_hundred_real_questions_reach_their_ends(any_database: str, settings: Settings, tmp_path: Path) -> None:
    if not REAL_LETTERS.exists():
        pytest.skip(f"no letters at {REAL_LETTERS}")
    with gzip.open(REAL_LETTERS, "rt", encoding="utf-8") as lines:
        texts = [str(json.loads(line)["text"]) for line in lines]
    # Taken evenly from the whole file, which is sorted by where the letters come from.
    chosen = texts[:: max(1, len(texts) // MANY)][:MANY]
    print(f"\n{len(chosen)} letters on {any_database}: ", _walk(settings, tmp_path, wishes(("en", t) for t in chosen)))


def _walk(settings: Settings, tmp_path: Path, asked: list[Wish]) -> str:
    hospital = open_hospital(settings)
    post = PostOffice(tmp_path / "mails")
    with server.running(settings, tmp_path) as portal:
        times = [time.monotonic()]
        with closing(Crowd(portal.url, post.link, hospital.clinicians, hospital.editor, asked)) as crowd:
            for act in (crowd.ask_all, crowd.answer_all, crowd.finish_all, crowd.look_at_the_ends):
                act()
                times.append(time.monotonic())
        assert [wish.reached for wish in asked] == [wish.end for wish in asked]
        assert crowd.watch.failures() == 0, crowd.watch.report()
        assert "Traceback" not in portal.log("web") + portal.log("worker")
        _look_into_the_stores(settings, asked)
    phases = ", ".join(f"{name} {b - a:.0f} s" for name, a, b in zip(_PHASES, times, times[1:], strict=False))
    ends = dict(Counter(wish.reached for wish in asked))
    return f"{ends} in {times[-1] - times[0]:.0f} s ({phases}), {post.count()} mails\n{crowd.watch.report()}"


_PHASES = ("asked", "answered", "published", "looked at")


def _look_into_the_stores(settings: Settings, asked: list[Wish]) -> None:
    wanted = [wish.end for wish in asked]
    with office(settings):
        rows = read().execute(select(Question.status, func.count()).group_by(Question.status)).all()
        answered = len(asked) - wanted.count("closed")
        assert dict(rows) == {
            Status.ANSWERED: answered,
            Status.CLOSED: wanted.count("closed"),
        }
        public = select(func.count()).where(Publication.status == PublicationStatus.PUBLISHED)
        assert read().scalar(public) == wanted.count("published")
        assert not read().scalar(select(func.count()).where(Question.close_code.is_(None), Question.status == "closed"))
        assert dead_letters(read()) == []
        wait_for(library.is_same, "the index to hold what is published", 5)
        chain.link()
        assert chain.verify(read()).sound

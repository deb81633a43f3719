"""Web and worker die at random moments while people write: nothing acknowledged is lost, nothing is there twice."""

import random
import secrets
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.audit import chain
from qa_portal.db import read, transaction
from qa_portal.identity.models import Letter
from qa_portal.library import handlers as library
from qa_portal.library.models import Page
from qa_portal.outbox.queue import Work, dead_letters
from qa_portal.question.models import Publication, Question
from qa_portal.question.queries import answer_draft_of
from qa_portal.question.reading import ClearQuestion, open_for, open_outgoing
from qa_portal.question.status import PublicationStatus, Status
from qa_portal.settings import Settings
from tests.safety.hospital import PostOffice, office, open_hospital
from tests.safety.writers import Noted, Writers
from tests.support import people, server
from tests.walks.crowd import wait_for

INDEX_SECONDS = 5.0
SETTLE_SECONDS = 60
PARTS = (("web",), ("worker",), ("web", "worker"))


@pytest.mark.parametrize("kills", [2])
def test_kills_lose_nothing(settings: Settings, tmp_path: Path, kills: int) -> None:
    print(_walk(settings, tmp_path, kills))


@pytest.mark.soak
def test_fifty_kills_lose_nothing(any_database: str, settings: Settings, tmp_path: Path) -> None:
    print(f"\n50 kills on {any_database}:", _walk(settings, tmp_path, 50))


def _walk(settings: Settings, tmp_path: Path, kills: int) -> str:
    seed = secrets.randbits(32)
    print("seed", seed)
    dice = random.Random(seed)
    hospital = open_hospital(settings)
    patients = [f"writer{number}@hospital.example" for number in range(4)]
    with office(settings) as app:
        for email in patients:
            people.make(app, email, Role.PATIENT)
    with server.running(settings, tmp_path) as portal, office(portal.settings):
        writers = Writers(portal.url)
        writers.begin(patients, hospital.clinicians, hospital.editor)
        try:
            mended = [_kill_once(portal, writers, dice) for _ in range(kills)]
            time.sleep(2)
        finally:
            writers.end()
        assert writers.problems == []
        wait_for(_is_settled, "all work to be done", SETTLE_SECONDS)
        found = _check(writers.noted)
        mails, letters = PostOffice(tmp_path / "mails").count(), read().scalar(select(func.count(Letter.id))) or 0
        # A mail may go out twice when the worker dies between sending it and noting that it did; never otherwise.
        assert letters <= mails <= letters + kills
    _check_file(settings)
    return (
        f"{found}; {writers.noted.lost} requests lost under a kill, {mails - letters} mails sent twice, index equal"
        f" after {max(mended):.1f} s at most; refused {dict(Counter(writers.noted.refused))}"
    )


def _kill_once(portal: server.Portal, writers: Writers, dice: random.Random) -> float:
    """Kill something at a random moment and start it again; return how long the index needed to be right."""
    time.sleep(dice.uniform(0.2, 2.5))
    parts = dice.choice(PARTS)
    portal.kill(*parts)
    writers.go.clear()
    started = time.monotonic()
    portal.start(*parts)
    wait_for(_index_is_right, f"the index after a kill of {parts}", INDEX_SECONDS)
    writers.go.set()
    return time.monotonic() - started


def _index_is_right() -> bool:
    read().rollback()
    return library.is_same()


def _is_settled() -> bool:
    read().rollback()
    due = select(func.count()).select_from(Work).where(Work.due_at <= clock.now(), Work.dead_at.is_(None))
    leaving = select(func.count()).where(Question.status == Status.SENDING)
    return read().scalar(due) == 0 and read().scalar(leaving) == 0 and library.is_same()


def _draft(question_id: str) -> str:
    with transaction() as session:
        draft, question = answer_draft_of(session, question_id), session.get_one(Question, question_id)
        return str(open_outgoing(session, question, draft).get("body", "")) if draft else ""


def _check(noted: Noted) -> str:
    clear = _everything_written()
    subjects = Counter(one.subject.split()[-1] for one in clear.values())
    answers = Counter(answer.body.split()[-1] for one in clear.values() for answer in one.answers)
    replies = Counter(entry.body.split()[-1] for one in clear.values() for entry in one.entries)
    for counted in (subjects, answers, replies):
        assert [mark for mark, times in counted.items() if times > 1] == []
    for mark, question_id in noted.questions.items():
        assert mark in clear[question_id].subject, f"an acknowledged question is lost: {mark}"
        assert mark in clear[question_id].body
    for mark, question_id in noted.answers.items():
        # What the patient wrote within half a minute held it back: then it is a draft again.
        words = [*(answer.body for answer in clear[question_id].answers), _draft(question_id)]
        assert any(mark in text for text in words), f"an answer is lost: {mark}"
    for mark, question_id in noted.replies.items():
        assert any(mark in entry.body for entry in clear[question_id].entries), f"a reply is lost: {mark}"
    session = read()
    assert not session.scalar(select(func.count()).where(Question.status == Status.RECEIVED))
    rows = session.scalars(select(Publication).where(Publication.id.in_(noted.approved))).all()
    assert {row.status for row in rows} <= {PublicationStatus.PUBLISHED}
    assert len(rows) == len(noted.approved)
    public = session.scalars(select(Publication.page_id).where(Publication.status == PublicationStatus.PUBLISHED)).all()
    assert sorted(str(one) for one in public) == sorted(session.scalars(select(Page.id)).all())
    assert dead_letters(session) == []
    chain.link()
    assert chain.verify(session).sound
    return (
        f"{len(noted.questions)} questions, {len(noted.answers)} answers, {len(noted.replies)} replies,"
        f" {len(noted.approved)} approvals acknowledged and found"
    )


def _everything_written() -> dict[str, ClearQuestion]:
    with transaction() as session:
        rows = session.scalars(select(Question)).all()
        return {row.id: open_for(session, SYSTEM, row, "test") for row in rows}


def _check_file(settings: Settings) -> None:
    for url in (settings.database_url, settings.keys_database_url):
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(parsed.database))) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)

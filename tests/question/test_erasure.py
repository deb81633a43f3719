"""Erasing a question or a person: rows are empty at once, keys go, a death in between heals, a restore replays."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.app import create_app
from qa_portal.crypto import shredding
from qa_portal.crypto.erasures import ErasureMark, compare, refuse_unreplayed
from qa_portal.crypto.keystore import owner_key, question_key
from qa_portal.crypto.sealed import SealedColumn
from qa_portal.crypto.shredding import Reason
from qa_portal.db import Base, db, read, transaction
from qa_portal.errors import Erased, StartRefused, Unreadable
from qa_portal.identity.models import Account, AccountState, Letter, Profile, SessionRow
from qa_portal.library.models import Page, State
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.question import erasure
from qa_portal.question.erasure import Order
from qa_portal.question.models import Answer, Entry, Question
from qa_portal.question.queries import of_patient
from qa_portal.question.reading import open_for
from qa_portal.question.status import PublicationStatus, Status
from qa_portal.settings import Settings
from tests.support.story import Someone, Story

STOPS = ["received", "queued", "claimed", "waiting", "answered", "closed", "reopened"]
NOT_PUBLIC = ["candidate", "drafted", "in_review", "reviewed", "approved"]


def erase(story: Story, *, withdraws: bool = False) -> str:
    """Erase the question of a story as its patient does."""
    with transaction() as session:
        question = session.get_one(Question, story.question_id)
        order = Order(story.cast.ana, Reason.PATIENT, withdraws)
        mark = erasure.begin_question(session, question, order)
    erasure.finish(mark.id)
    return mark.id


def erase_person(person: Someone, *, withdraws: bool = False) -> str:
    """Erase a patient as they do themselves; nobody waits for a mail."""
    with transaction() as session:
        account = session.get_one(Account, person.id)
        mark = erasure.begin_person(session, account, Order(person, Reason.PATIENT, withdraws))
    erasure.finish(mark.id)
    return mark.id


def sealed_bytes_of(question_id: str) -> list[bytes]:
    """Return every sealed value of a question that still holds something."""
    found = []
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, SealedColumn)]
        key = table.c.get("question_id", table.c.get("id"))
        if sealed and key is not None:
            rows = read().execute(select(*sealed).where(key == question_id)).all()
            found += [value.to_bytes() for row in rows for value in row if value is not None and value.to_bytes()]
    return found


@pytest.mark.parametrize("stop", STOPS + NOT_PUBLIC)
def test_from_wherever_it_stands_nothing_of_a_question_is_left_but_its_frame(story: Story, stop: str) -> None:
    getattr(story, stop)()
    other = story.another().answered()
    assert sealed_bytes_of(story.question_id)
    erase(story)
    gone = story.question
    assert (gone.where, gone.holder_id, gone.about, gone.age_band) == (Status.ERASED, None, "", "")
    assert gone.number
    assert gone.sent_at is not None
    assert sealed_bytes_of(story.question_id) == []
    assert read().scalar(select(func.count()).where(Entry.question_id == story.question_id)) == 0
    with pytest.raises(Unreadable):
        question_key(story.question_id)
    with pytest.raises(Erased), transaction() as session:
        open_for(session, SYSTEM, session.get_one(Question, story.question_id), "test")
    assert [row.id for row in of_patient(read(), story.cast.ana)] == [other.question_id]
    with transaction() as session:
        assert "elbow" in open_for(session, SYSTEM, other.question, "test").body


@pytest.mark.parametrize("stop", NOT_PUBLIC)
def test_what_was_on_its_way_to_the_public_ends(story: Story, worker: Worker, stop: str) -> None:
    getattr(story, stop)()
    erase(story)
    assert story.publication.where in {PublicationStatus.DROPPED, PublicationStatus.WITHDRAWN}
    worker.drain()
    assert read().scalar(select(func.count(Page.id))) == 0


def test_its_way_ends_with_no_deadline_left(story: Story, worker: Worker) -> None:
    story.queued()
    erase(story)
    due_at = story.question.due_at
    assert due_at is not None
    clock.set_to(due_at + timedelta(seconds=1))
    worker.drain()
    assert story.question.due_at is None


@pytest.mark.parametrize("withdraws", [False, True])
def test_a_public_page_stays_or_goes_as_the_patient_says(story: Story, worker: Worker, withdraws: bool) -> None:
    story.published()
    mark_id = erase(story, withdraws=withdraws)
    worker.drain()
    page = read().get_one(Page, story.publication.page_id)
    assert (page.state, story.publication.where) == (
        (State.WITHDRAWN, PublicationStatus.WITHDRAWN) if withdraws else (State.LIVE, PublicationStatus.PUBLISHED)
    )
    assert read().get_one(ErasureMark, mark_id).counts["pages_kept"] == (0 if withdraws else 1)


def test_no_mail_and_no_work_about_it_is_left(story: Story, worker: Worker) -> None:
    story.answered()
    assert read().scalar(select(func.count()).where(Letter.path.contains(story.question_id)))
    erase(story)
    assert read().scalar(select(func.count()).where(Letter.path.contains(story.question_id))) == 0
    worker.drain()
    read().rollback()
    left = read().scalars(select(Work.topic).where(Work.dead_at.is_not(None))).all()
    assert left == []


def test_the_answer_counts_on_for_who_gave_it(story: Story) -> None:
    story.answered()
    erase(story)
    answer = read().scalars(select(Answer).where(Answer.question_id == story.question_id)).one()
    assert answer.author_id == story.cast.ines.id


def test_a_person_is_gone_with_everything(story: Story, worker: Worker) -> None:
    story.published()
    second = story.another().claimed()
    ana = story.cast.ana
    address = read().get_one(Account, ana.id).email_lookup
    erase_person(ana, withdraws=True)
    read().rollback()
    account = read().get_one(Account, ana.id, populate_existing=True)
    assert (account.state, account.password_hash, account.email) == (AccountState.ERASED, None, None)
    assert account.email_lookup != address
    for model in (Profile, SessionRow, Letter):
        assert read().scalar(select(func.count()).where(model.account_id == ana.id)) == 0
    for question_id in (story.question_id, second.question_id):
        assert read().get_one(Question, question_id, populate_existing=True).where is Status.ERASED
        with pytest.raises(Unreadable):
            question_key(question_id)
    with pytest.raises(Unreadable):
        owner_key(ana.id)
    assert owner_key(story.cast.ben.id)
    worker.drain()
    assert read().scalar(select(func.count(Work.id)).where(Work.dead_at.is_not(None))) == 0


@pytest.mark.parametrize("step", ["_enter", "_delete_keys", "empty_log", "mark"])
@pytest.mark.parametrize("whole", [False, True])
def test_whatever_dies_between_the_start_goes_on_and_the_worker_finishes(
    story: Story, worker: Worker, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str, whole: bool
) -> None:
    story.answered()
    place, name = (erasure, "_note") if step == "mark" else (shredding, step)
    with monkeypatch.context() as broken:
        broken.setattr(place, name, _die)
        with pytest.raises(KeyboardInterrupt):
            erase_person(story.cast.ana) if whole else erase(story)
    refuse_unreplayed(settings)
    assert story.question.where is Status.ERASED
    with transaction() as session:
        session.execute(update(Work).where(Work.topic == Topic.FINISH_ERASURE).values(due_at=Work.created_at))
    worker.drain()
    with pytest.raises(Unreadable):
        question_key(story.question_id)
    read().rollback()
    mark = read().scalars(select(ErasureMark)).one()
    assert (mark.is_done, mark.log_is_empty) == (True, True)
    assert len(shredding.ledger()) == 1
    refuse_unreplayed(settings)


def _die(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def _copy(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _put_back(kept: Path, path: Path) -> None:
    for engine in db.engines.values():
        engine.dispose()
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(kept, path)


@pytest.mark.parametrize("whole", [False, True])
def test_an_older_main_database_does_not_start_until_its_erasures_are_done_again(
    story: Story, settings: Settings, tmp_path: Path, whole: bool
) -> None:
    story.published()
    other = story.another().answered()
    main = settings.data_dir / "main.sqlite3"
    _copy(main, tmp_path / "main.copy")
    erase_person(story.cast.ana, withdraws=True) if whole else erase(story, withdraws=True)
    _put_back(tmp_path / "main.copy", main)
    read().rollback()
    assert sealed_bytes_of(story.question_id)
    with pytest.raises(StartRefused, match="qa-portal erasures replay") as refused:
        create_app(settings)
    assert (refused.value.exit_code, "\n" in refused.value.message) == (78, False)
    with create_app(settings, before_replay=True).app_context():
        assert [erasure.replay(), erasure.replay()] == [1, 0]
    read().rollback()
    assert story.question.is_erased
    assert sealed_bytes_of(story.question_id) == []
    assert story.publication.where is PublicationStatus.WITHDRAWN
    create_app(settings)
    if not whole:
        with transaction() as session:
            assert "elbow" in open_for(session, SYSTEM, other.question, "test").body


def test_an_older_keys_store_does_not_start_until_its_keys_are_destroyed_again(
    story: Story, settings: Settings, tmp_path: Path
) -> None:
    story.answered()
    other = story.another().answered()
    keys = settings.keys_dir / "keys.sqlite3"
    _copy(keys, tmp_path / "keys.copy")
    erase(story)
    _put_back(tmp_path / "keys.copy", keys)
    assert question_key(story.question_id)
    with pytest.raises(StartRefused, match="qa-portal erasures replay"):
        create_app(settings)
    with create_app(settings, before_replay=True).app_context():
        assert [erasure.replay(), erasure.replay()] == [1, 0]
        with pytest.raises(Unreadable):
            question_key(story.question_id)
    create_app(settings)
    assert question_key(other.question_id)


def test_a_mark_under_way_never_stops_a_start() -> None:
    assert not compare([], [("a", None)])
    assert not compare(["a"], [("a", None)])
    assert not compare(["a"], [("a", 1)])
    assert compare(["a", "b"], [("a", 1)]).missing_in_main == {"b"}
    assert compare([], [("a", 1)]).missing_in_keys == {"a"}

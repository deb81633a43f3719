"""Destroying keys: the ledger first, then the keys, then every byte of them in the files; and again after a restore."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from qa_portal.crypto import shredding
from qa_portal.crypto.keystore import (
    OwnerKey,
    QuestionKey,
    new_owner_key,
    new_question_key,
    owner_key,
    question_key,
)
from qa_portal.crypto.shredding import Erasure, Kind, Reason, Shredded, shred_person, shred_question
from qa_portal.db import db, keys_read, keys_transaction, new_id
from qa_portal.errors import Unreadable
from qa_portal.settings import Settings

pytestmark = pytest.mark.usefixtures("in_app")


def _person(questions: int = 2) -> tuple[str, list[str]]:
    owner = new_id()
    new_owner_key(owner)
    ids = [new_id() for _ in range(questions)]
    for question in ids:
        new_question_key(question, owner)
    return owner, ids


def _wrapped() -> set[bytes]:
    with keys_read() as session:
        return {*session.scalars(select(OwnerKey.wrapped)), *session.scalars(select(QuestionKey.wrapped))}


def _bytes_of(settings: Settings) -> bytes:
    """Everything the files of the keys store hold: of PostgreSQL the files of the two tables, after a checkpoint."""
    if db.engines["keys"].dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in settings.keys_dir.glob("keys.sqlite3*"))
    with db.engines["keys"].connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.scalar(text("SHOW data_directory")) or "")
        names = [
            connection.scalar(text(f"SELECT pg_relation_filepath('{name}')"))
            for name in ("owner_keys", "question_keys")
        ]
    return b"".join((folder / str(name)).read_bytes() for name in names)


def test_one_question_is_gone_and_the_others_open(any_database: str, settings: Settings) -> None:
    owner, (stays, gone) = _person()
    with keys_read() as session:
        wrapped = session.get_one(QuestionKey, gone).wrapped
    assert wrapped in _bytes_of(settings)
    done = shred_question(gone, Reason.PATIENT)
    assert (done.keys, done.log_is_empty) == (1, True)
    with pytest.raises(Unreadable):
        question_key(gone)
    assert question_key(stays)
    assert owner_key(owner)
    assert wrapped not in _bytes_of(settings), f"{any_database} still holds the key in its files"


def test_a_person_takes_every_question_along(any_database: str, settings: Settings) -> None:
    owner, _questions = _person()
    other, (kept, _kept) = _person()
    before = _wrapped()
    done = shred_person(owner, Reason.PATIENT)
    assert done.keys == 3
    gone = before - _wrapped()
    assert len(gone) == 3
    assert not any(wrapped in _bytes_of(settings) for wrapped in gone)
    assert owner_key(other)
    assert question_key(kept)


def test_the_ledger_says_what_was_erased_in_the_order_it_was(any_database: str) -> None:
    owner, (one, two) = _person()
    assert shredding.newest_position() == 0
    shred_question(two, Reason.PATIENT, withdraws=True)
    shred_question(one, Reason.RETENTION)
    last = shred_person(owner, Reason.PATIENT)
    lines = shredding.ledger()
    assert [(line.kind, line.subject_id, line.withdraws) for line in lines] == [
        (Kind.QUESTION, two, True),
        (Kind.QUESTION, one, False),
        (Kind.PERSON, owner, False),
    ]
    assert shredding.newest_position() == last.position == lines[-1].position
    assert [line.id for line in shredding.ledger(lines[0].position)] == [line.id for line in lines[1:]]


def test_an_erasure_that_is_finished_twice_stands_once_in_the_ledger(any_database: str) -> None:
    _owner, (one, _two) = _person()
    first, again = (shred_question(one, Reason.PATIENT, erasure_id="e" * 32) for _ in range(2))
    assert (first.position, first.at) == (again.position, again.at)
    assert again.keys == 0
    assert len(shredding.ledger()) == 1


@pytest.mark.parametrize("died_after", ["the ledger", "the keys"])
def test_what_died_half_way_is_finished_by_doing_it_again(
    any_database: str, settings: Settings, died_after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owner, (one, _two) = _person()
    with keys_read() as session:
        wrapped = session.get_one(QuestionKey, one).wrapped
    step = {"the ledger": "_delete_keys", "the keys": "empty_log"}[died_after]
    with monkeypatch.context() as broken:
        broken.setattr(shredding, step, _die)
        with pytest.raises(KeyboardInterrupt):
            shred_question(one, Reason.PATIENT, erasure_id="e" * 32)
    assert [line.subject_id for line in shredding.ledger()] == [one]
    assert shred_question(one, Reason.PATIENT, erasure_id="e" * 32).log_is_empty
    assert wrapped not in _bytes_of(settings)
    assert len(shredding.ledger()) == 1


def _die(*_args: object) -> None:
    raise KeyboardInterrupt


def test_replay_deletes_again_what_a_copy_brought_back(any_database: str) -> None:
    owner, (gone, stays) = _person()
    with keys_read() as session:
        brought_back = session.get_one(QuestionKey, gone).wrapped
    shred_question(gone, Reason.PATIENT)
    with keys_transaction() as session:
        session.add(QuestionKey(id=gone, owner_id=owner, wrapped=brought_back))
    assert question_key(gone)
    assert [shredding.replay(), shredding.replay()] == [1, 0]
    with pytest.raises(Unreadable):
        question_key(gone)
    assert question_key(stays)


def test_a_reader_in_the_way_is_reported_and_not_waited_for_for_ever(
    any_database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owner, (one, _two) = _person()
    monkeypatch.setattr(shredding, "EMPTY_WAIT_MS", 50)
    with _reader() as session:
        session.scalar(select(QuestionKey.id).limit(1))
        done = shred_question(one, Reason.PATIENT)
        assert isinstance(done, Shredded)
        assert not done.log_is_empty
        with pytest.raises(Unreadable):
            question_key(one)
    assert shredding.empty_log()


@pytest.mark.postgres
def test_an_old_look_at_another_table_does_not_make_us_think_the_key_is_gone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owner, (one, _two) = _person()
    with keys_read() as session:
        wrapped = session.get_one(QuestionKey, one).wrapped
    monkeypatch.setattr(shredding, "EMPTY_WAIT_MS", 50)
    with _reader() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        session.scalar(select(Erasure.id).limit(1))
        done = shred_question(one, Reason.PATIENT)
        assert done.log_is_empty is (wrapped not in _bytes_of(settings))
        assert not done.log_is_empty
    assert shredding.empty_log()
    assert wrapped not in _bytes_of(settings)


def _reader() -> Session:
    return Session(bind=db.engines["keys"])


def test_no_row_ever_leaves_the_ledger() -> None:
    """Positions are never given twice, not even when somebody deletes the newest line by hand."""
    _owner, (one, two) = _person()
    first = shred_question(one, Reason.PATIENT).position
    with keys_transaction() as session:
        session.delete(session.get_one(Erasure, first))
    assert shred_question(two, Reason.PATIENT).position > first

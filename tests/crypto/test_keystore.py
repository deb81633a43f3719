"""Person keys and question keys: wrapped, bound to their owner, and gone when deleted."""

import pytest
from flask import Flask
from sqlalchemy import delete, update

from qa_portal.crypto.keystore import (
    OwnerKey,
    QuestionKey,
    new_owner_key,
    new_question_key,
    owner_key,
    question_key,
)
from qa_portal.db import keys_read, keys_transaction, new_id
from qa_portal.errors import Unreadable

pytestmark = pytest.mark.usefixtures("in_app")


def test_a_question_key_opens_through_its_patients_key() -> None:
    patient, question = new_id(), new_id()
    new_owner_key(patient)
    made = new_question_key(question, patient)
    assert question_key(question) == made


def test_no_key_stands_in_clear_in_its_store() -> None:
    patient, question = new_id(), new_id()
    keys = (new_owner_key(patient), new_question_key(question, patient))
    with keys_read() as session:
        stored = session.get_one(OwnerKey, patient).wrapped + session.get_one(QuestionKey, question).wrapped
    assert all(key not in stored for key in keys)


def test_deleting_the_patients_key_shuts_the_question() -> None:
    patient, question = new_id(), new_id()
    new_owner_key(patient)
    new_question_key(question, patient)
    with keys_transaction() as session:
        session.execute(delete(OwnerKey).where(OwnerKey.id == patient))
    with pytest.raises(Unreadable):
        question_key(question)


def test_a_wrapped_key_moved_to_another_person_does_not_open() -> None:
    one, other = new_id(), new_id()
    new_owner_key(one)
    new_owner_key(other)
    with keys_transaction() as session:
        foreign = session.get_one(OwnerKey, one).wrapped
        session.execute(update(OwnerKey).where(OwnerKey.id == other).values(wrapped=foreign))
    with pytest.raises(Unreadable):
        owner_key(other)


def test_the_keys_store_is_another_database(app: Flask) -> None:
    with app.app_context():
        new_owner_key(new_id())
    settings = app.extensions["qa_portal.settings"]
    assert settings.database_url != settings.keys_database_url

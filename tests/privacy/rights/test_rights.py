"""A patient takes everything along, erases a question or everything, and holds a proof of it, as in a browser."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from qa_portal.access.permissions import SYSTEM
from qa_portal.app import create_app, work_of
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto.keystore import owner_key, question_key
from qa_portal.crypto.sealed import PLACEHOLDER, place_of, unseal
from qa_portal.crypto.shredding import Kind
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Unreadable
from qa_portal.identity.models import Account
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.question.holds import HoldCode, LegalHold
from qa_portal.question.models import Publication, Question
from qa_portal.question.reading import open_for
from qa_portal.settings import Settings
from tests.safety.story import Person, Story, tell
from tests.support import stores
from tests.support.forms import send
from tests.support.people import PASSWORD, Mails

OURS = "patient"
BODY = "My hands are dry and itchy since May."


@pytest.fixture(scope="module")
def first_told(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Story]]:
    """A portal with one of everything, from which each test on SQLite takes a copy."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("rights") / "portal", "sqlite") as settings:
        story = tell(create_app(settings))
        stores.close(story.app)
        yield settings, story


@pytest.fixture
def told(request: pytest.FixtureRequest, settings: Settings, store_kind: str, tmp_path: Path) -> Iterator[Story]:
    """A portal with one of everything; mails go into a folder."""
    first = request.getfixturevalue("first_told") if store_kind == "sqlite" else None
    if first:
        shutil.copytree(first[0].data_dir, settings.data_dir, dirs_exist_ok=True)
        shutil.copytree(first[0].keys_dir, settings.keys_dir, dirs_exist_ok=True)
    app = create_app(replace(settings, smtp_url=f"file:{tmp_path / 'mails'}", rate_sign_in="1000/minute"))
    yield first[1].in_copy(app) if first else tell(app)
    stores.close(app)


@pytest.fixture
def patient(told: Story) -> Person:
    """The one who asked."""
    return told.people[OURS]


def text_of(answer: TestResponse) -> str:
    """Return a page's text."""
    return answer.get_data(as_text=True)


def erase(person: Person, url: str, **fields: str) -> TestResponse:
    """Fill in a page of erasure."""
    return send(person.client, url, **{"sure": "yes", "password": PASSWORD, **fields})


def drain(app: Flask) -> None:
    """Do what the worker would do within the next minutes."""
    with app.app_context():
        worker = Worker(app, *work_of(app))
        worker.drain()


def test_the_export_has_everything_of_its_owner_and_nothing_else(told: Story, patient: Person) -> None:
    told.people["clinician"].client.get(f"/work/{told.question_id}")
    answer = send(patient.client, "/account/data", form="file", password=PASSWORD)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    taken = json.loads(answer.get_data())
    assert taken["account"]["email"] == "patient@story.example"
    assert taken["profile"]["names"] == ["Ines Kowal"]
    assert [one["body"] for one in taken["questions"]] == [BODY, BODY]
    newest = taken["questions"][0]
    assert {said["kind"] for said in newest["conversation"]} == {"answer", "form", "reply"}
    assert "Asked about sun." not in text_of(answer), "a note among staff"
    assert newest["consent"]["may_be_asked"] is True
    assert {page["status"] for one in taken["questions"] for page in one["publications"]} == {"published", "in_review"}
    assert any(look["role"] == "clinician" for look in newest["opened_by"])
    assert taken["draft"]["about"] == "me"
    other = send(told.people["other patient"].client, "/account/data", form="file", password=PASSWORD)
    assert json.loads(other.get_data())["questions"] == []
    with told.app.app_context():
        done = select(AuditEntry.subject_id).where(AuditEntry.action == str(Action.DATA_EXPORTED))
        assert read().scalars(done.order_by(AuditEntry.at)).all()[0] == patient.actor.id


def test_the_archive_holds_the_words_and_every_file_that_was_sent(told: Story, patient: Person) -> None:
    answer = send(patient.client, "/account/data", form="archive", password=PASSWORD)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.get_data())) as archive:
        assert archive.testzip() is None
        taken = json.loads(archive.read("my-data.json"))
        listed = {one["in_the_archive"] for question in taken["questions"] for one in question["files"]}
        assert listed
        assert set(archive.namelist()) == {"my-data.json", *listed}
        assert all(archive.read(name)[:2] in {b"\xff\xd8", b"%P"} for name in listed)
    with told.app.app_context():
        opened = select(func.count()).where(AuditEntry.action == str(Action.ATTACHMENT_OPENED))
        assert read().scalar(opened.where(AuditEntry.fields.contains("export"))) == len(listed)


def test_the_printable_page_says_the_same(patient: Person) -> None:
    page = text_of(send(patient.client, "/account/data", form="page", password=PASSWORD))
    for words in (BODY, "Ines Kowal", "Tewkesbury", "Thank you. Is sun good for it?", "Who opened it"):
        assert words in page


@pytest.mark.parametrize("url", ["/account/data", "/account/erase", "question"])
def test_nothing_happens_without_the_password(told: Story, patient: Person, url: str) -> None:
    url = f"/questions/{told.question_id}/erase" if url == "question" else url
    answer = send(patient.client, url, sure="yes", form="file", password="not it at all")
    assert answer.status_code == 422
    assert "This is not your password." in text_of(answer)
    assert BODY not in text_of(answer)
    with told.app.app_context():
        assert question_key(told.question_id)


def test_a_tick_is_needed_too(told: Story, patient: Person) -> None:
    answer = send(patient.client, f"/questions/{told.question_id}/erase", password=PASSWORD)
    assert answer.status_code == 422
    assert "Tick the box if you are sure." in text_of(answer)


def test_a_question_somebody_is_at_work_on_is_taken_back_kindly(told: Story, patient: Person) -> None:
    clinician, url = told.people["clinician"].client, f"/work/{told.question_id}"
    work = clinician.get(url)
    assert "A little sun" in text_of(work)
    answer = erase(patient, f"/questions/{told.question_id}/erase")
    assert answer.status_code == 303
    page = patient.client.get(answer.headers["Location"])
    assert page.headers["Cache-Control"] == "no-store"
    assert "It is erased." in text_of(page)
    for gone in (clinician.get(url), *_everything_a_clinician_sends(told)):
        assert gone.status_code == 410
        assert "This question was taken back and erased. There is nothing left to do." in text_of(gone)
    assert patient.client.get(f"/questions/{told.question_id}").status_code == 410
    assert told.question_id not in text_of(patient.client.get("/questions"))
    for name in ("clinician", "second clinician"):
        for path in ("/queue", "/queue?list=mine", "/queue?list=waiting", "/queue?list=overdue", "/review"):
            assert told.question_id not in text_of(told.people[name].client.get(path))
    assert told.publication_id not in text_of(told.people["editor"].client.get("/desk"))
    drain(told.app)
    with told.app.app_context():
        row = read().get_one(Question, told.question_id)
        assert (row.is_erased, row.holder_id, row.is_open) == (True, None, False)
        assert read().get_one(Publication, told.publication_id).status == "dropped"
        chain.link()
        assert chain.verify(read()).sound


def _everything_a_clinician_sends(told: Story) -> list[TestResponse]:
    client, url = told.people["clinician"].client, f"/work/{told.question_id}"
    net = {"body": "Words that come too late.", "expect": "a b", "worry": "a b", "do_now": "a b", "by_when": "a b"}
    forms = {"answer": net, "draft": net, "ask-back": {"message": "Since when?"}, "note": {"message": "A note."}}
    return [send(client, "/account", to=f"{url}/{name}", **fields) for name, fields in forms.items()]


def test_the_ciphertext_of_an_old_copy_does_not_open_any_more_and_the_others_do(
    any_database: str, told: Story, patient: Person
) -> None:
    with told.app.app_context():
        session = read()
        before = session.get_one(Question, told.question_id)
        others = session.scalars(select(Question.id).where(Question.id != told.question_id)).all()
        assert unseal(question_key(before.id), place_of(before, "body"), before.body) == BODY
        kept = (place_of(before, "body"), before.body)
    erase(patient, f"/questions/{told.question_id}/erase")
    with told.app.app_context():
        with pytest.raises(Unreadable):
            unseal(question_key(told.question_id), *kept)
        assert others
        for other in others:
            with transaction() as session:
                clear = open_for(session, SYSTEM, session.get_one(Question, other), "test")
                assert clear.body == BODY
                assert PLACEHOLDER not in {clear.subject, *(answer.body for answer in clear.answers)}


def test_everything_of_a_person_goes_and_one_mail_says_so(
    any_database: str, told: Story, patient: Person, tmp_path: Path
) -> None:
    mails = Mails(tmp_path / "mails")
    answer = erase(patient, "/account/erase", pages="withdraw")
    link = answer.headers["Location"]
    assert patient.client.get("/account").headers["Location"].startswith("/sign-in"), "the session still holds"
    assert "The last key is destroyed within 15 minutes" in text_of(patient.client.get(link))
    refused = send(told.app.test_client(), "/sign-in", email="patient@story.example", password=PASSWORD)
    assert refused.status_code == 422
    drain(told.app)
    _half_a_minute_later(told.app)
    assert "It is erased." in text_of(told.app.test_client().get(link))
    farewell = mails.texts("patient@story.example")[-1]
    assert "Your account is closed" in farewell
    assert mails.link("patient@story.example") == link
    assert "certificate" not in farewell
    assert told.app.test_client().get(f"/answers/{told.page_id}").status_code == 410
    with told.app.app_context():
        with pytest.raises(Unreadable):
            owner_key(patient.actor.id)
        assert owner_key(told.people["other patient"].actor.id)
        assert read().get_one(Account, patient.actor.id).email is None
        chain.link()
        assert chain.verify(read()).sound
    again = send(
        told.app.test_client(),
        "/sign-up",
        email="patient@story.example",
        password="four other wide rivers",
        user="own",
    )
    assert again.status_code < 400


def _half_a_minute_later(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Work).where(Work.topic == Topic.FINISH_ERASURE).values(due_at=Work.created_at))
    drain(app)


def test_a_page_left_public_can_be_taken_back_later(told: Story, patient: Person) -> None:
    with told.app.app_context():
        row = read().scalars(select(Publication).where(Publication.page_id == told.page_id)).one()
        question_id, publication_id = row.question_id, row.id
    page = patient.client.get(f"/questions/{question_id}/erase")
    assert "Take it back, too" in text_of(page)
    link = erase(patient, f"/questions/{question_id}/erase", pages="keep").headers["Location"]
    assert "1 public page in words you approved" in text_of(patient.client.get(link))
    assert told.app.test_client().get(f"/answers/{told.page_id}").status_code == 200
    drain(told.app)
    assert told.app.test_client().get(f"/answers/{told.page_id}").status_code == 200
    assert publication_id in text_of(patient.client.get("/account/data"))
    send(patient.client, "/account/data", to=f"/publication/{publication_id}/withdraw")
    assert told.app.test_client().get(f"/answers/{told.page_id}").status_code == 410


def test_a_hold_is_explained_and_nothing_goes(told: Story, patient: Person) -> None:
    with told.app.app_context(), transaction() as session:
        session.add(
            LegalHold(
                id=new_id(), kind=Kind.QUESTION, subject_id=told.question_id, code=HoldCode.COURT, placed_by_id="x"
            )
        )
    for url in (f"/questions/{told.question_id}/erase", "/account/erase"):
        page = patient.client.get(url)
        assert "We cannot erase this now." in text_of(page)
        assert send(patient.client, "/account/data", to=url, sure="yes", password=PASSWORD).status_code == 409
    with told.app.app_context():
        assert question_key(told.question_id)
        assert read().scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action.like("privacy:erasure:%"))) == 0


@pytest.mark.parametrize("spoil", ["", "0" * 40, "not.one"])
def test_a_certificate_needs_its_whole_link(told: Story, patient: Person, spoil: str) -> None:
    link = erase(patient, f"/questions/{told.question_id}/erase").headers["Location"]
    secret = re.search(r"t=(\w+)\.(\w+)", link)
    assert secret is not None
    text = told.app.test_client().get(f"{link}&as=text")
    assert (text.mimetype, secret.group(1) in text_of(text)) == ("text/plain", True)
    assert told.app.test_client().get(f"/erased?t={secret.group(1)}.{spoil}").status_code == 410

"""The account page, a change of address or password, and the sealed profile."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto.sealed import Sealed
from qa_portal.db import read, transaction
from qa_portal.errors import Forbidden, NotFound, Unreadable
from qa_portal.identity.models import Account, Profile
from qa_portal.identity.reading import open_contact, open_profile
from qa_portal.identity.service import Known
from qa_portal.outbox.worker import Worker
from tests.support.forms import send
from tests.support.people import PASSWORD, Mails, Someone, someone

NEW = "new@example.org"
NEW_PASSWORD = "nine loud magpies argue"
DETAILS = {
    "names": "Anna Quill\nAnni\n",
    "relatives": "Bert Quill",
    "birth_date": "1980-03-27",
    "phone": "+44 20 7946 0000",
    "town": "Sedgemoor",
    "street": "Mill Lane 4",
    "member_number": "QX-7781",
}


def _audit(app: Flask, tag: str) -> list[AuditEntry]:
    with app.app_context():
        return list(read().scalars(select(AuditEntry).where(AuditEntry.action == tag).order_by(AuditEntry.at)))


def test_the_account_page_shows_the_address_and_records_the_opening(app: Flask, a_patient: Someone) -> None:
    assert a_patient.email in a_patient.client.get("/account").get_data(as_text=True)
    (row,) = _audit(app, "reading:contact:opened")
    assert (row.actor_id, row.subject_id) == (a_patient.id, a_patient.id)
    assert json.loads(row.fields) == {"purpose": "own account", "unreadable": 0}


def test_a_new_address_is_used_after_its_link_and_the_old_one_is_told(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    send(a_patient.client, "/account/email", email=NEW, password=PASSWORD)
    worker.drain()
    assert len(mails.texts()) == 1
    assert a_patient.email in a_patient.client.get("/account").get_data(as_text=True)
    link = mails.link(NEW)
    visitor = app.test_client()
    assert visitor.get(link).status_code == 200
    assert a_patient.email in a_patient.client.get("/account").get_data(as_text=True)
    assert send(visitor, link, to="/account/email/confirm", t=link.partition("t=")[2]).status_code == 200
    assert NEW in a_patient.client.get("/account").get_data(as_text=True)
    worker.drain()
    assert "Your e-mail address was changed" in mails.texts(a_patient.email)[-1]
    assert visitor.get(link).status_code == 410
    assert send(app.test_client(), "/sign-in", email=NEW, password=PASSWORD).status_code == 303
    assert send(app.test_client(), "/sign-in", email=a_patient.email, password=PASSWORD).status_code == 422


def test_a_new_address_needs_the_password(app: Flask, worker: Worker, mails: Mails, a_patient: Someone) -> None:
    answer = send(a_patient.client, "/account/email", email=NEW, password="not the password")
    assert answer.status_code == 422
    assert NEW in answer.get_data(as_text=True)
    worker.drain()
    assert mails.texts() == []


def test_an_address_of_somebody_else_is_not_taken_over(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    other = someone(app, "other@example.org")
    known = send(a_patient.client, "/account/email", email=other.email, password=PASSWORD)
    unknown = send(a_patient.client, "/account/email", email=NEW, password=PASSWORD)
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    worker.drain()
    assert "You already have an account" in mails.texts(other.email)[-1]


def test_two_people_who_ask_for_one_address_get_one_winner(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    other = someone(app, "other@example.org")
    links = []
    for person in (a_patient, other):
        send(person.client, "/account/email", email=NEW, password=PASSWORD)
        worker.drain()
        links.append(mails.link(NEW))
    answers = [
        send(app.test_client(), link, to="/account/email/confirm", t=link.partition("t=")[2]).status_code
        for link in links
    ]
    assert answers == [200, 410]


def test_an_older_sealed_address_does_not_open_in_place_of_the_new(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    with app.app_context():
        older = read().get_one(Account, a_patient.id).email
    send(a_patient.client, "/account/email", email=NEW, password=PASSWORD)
    worker.drain()
    link = mails.link(NEW)
    send(app.test_client(), link, to="/account/email/confirm", t=link.partition("t=")[2])
    with app.app_context():
        with transaction() as writing:
            writing.get_one(Account, a_patient.id).email = older
        with transaction() as session, pytest.raises(Unreadable):
            open_contact(session, SYSTEM, a_patient.id, "test")


def test_a_new_password_signs_other_devices_out(app: Flask, a_patient: Someone) -> None:
    other = app.test_client()
    send(other, "/sign-in", email=a_patient.email, password=PASSWORD)
    wrong = send(a_patient.client, "/account/password", old_password="x", password=NEW_PASSWORD)
    assert wrong.status_code == 422
    done = send(a_patient.client, "/account/password", old_password=PASSWORD, password=NEW_PASSWORD)
    assert done.headers["Location"] == "/account"
    assert a_patient.client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_a_language_is_kept_with_the_account(app: Flask, a_patient: Someone) -> None:
    send(a_patient.client, "/account", to="/account/language", language="es")
    assert '<html lang="es"' in a_patient.client.get("/account").get_data(as_text=True)
    send(a_patient.client, "/account", to="/account/language", language="xx")
    assert '<html lang="es"' in a_patient.client.get("/account").get_data(as_text=True)


def test_the_profile_is_sealed_and_comes_back(app: Flask, a_patient: Someone) -> None:
    assert send(a_patient.client, "/account/profile", **DETAILS).headers["Location"] == "/account"
    page = a_patient.client.get("/account/profile").get_data(as_text=True)
    for value in ("Anna Quill\nAnni", *list(DETAILS.values())[1:]):
        assert value in page
    with app.app_context():
        row = read().scalars(select(Profile)).one()
        assert all(isinstance(getattr(row, name), Sealed) for name in DETAILS)
        folder = app.extensions["qa_portal.settings"].data_dir
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for word in (b"Quill", b"1980-03-27", b"Sedgemoor", b"QX-7781"):
        assert word not in stored


def test_emptying_the_profile_takes_it_away(app: Flask, a_patient: Someone) -> None:
    send(a_patient.client, "/account/profile", **DETAILS)
    send(a_patient.client, "/account/profile", **dict.fromkeys(DETAILS, ""))
    with app.app_context(), transaction() as session:
        assert open_profile(session, SYSTEM, a_patient.id, "test").is_empty


def test_the_profile_for_deidentification(app: Flask, a_patient: Someone) -> None:
    send(a_patient.client, "/account/profile", **DETAILS)
    with app.app_context(), transaction() as session:
        clear = open_profile(session, SYSTEM, a_patient.id, "draft")
    assert clear.names == ("Anna Quill", "Anni")
    assert clear.birth_date is not None
    assert clear.birth_date.isoformat() == "1980-03-27"
    assert "Quill" not in repr(clear)
    row = _audit(app, "reading:profile:opened")[-1]
    assert json.loads(row.fields)["parts"] == "birth_date,member_number,names,phone,relatives,street,town"


def test_one_part_of_a_profile_does_not_open_as_another(app: Flask, a_patient: Someone) -> None:
    send(a_patient.client, "/account/profile", **DETAILS)
    with app.app_context():
        with transaction() as writing:
            row = writing.scalars(select(Profile)).one()
            row.town, row.street = row.street, row.town
        with transaction() as session, pytest.raises(Unreadable):
            open_profile(session, SYSTEM, a_patient.id, "test")


def test_who_may_open_what(app: Flask, a_patient: Someone) -> None:
    roles = [Role.PATIENT, Role.CLINICIAN, Role.PRIVACY_OFFICER]
    with app.app_context():
        for role in roles:
            for opening in (open_contact, open_profile):
                with transaction() as session, pytest.raises((NotFound, Forbidden)):
                    opening(session, Known("f" * 32, role), a_patient.id, "test")
    assert _audit(app, "reading:profile:opened") == []


def test_a_wrong_birth_date_comes_back_with_everything_else(a_patient: Someone) -> None:
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    for wrong in ("27/3/1980", "1780-01-01", tomorrow):
        answer = send(a_patient.client, "/account/profile", **{**DETAILS, "birth_date": wrong})
        assert answer.status_code == 422
        assert "Sedgemoor" in answer.get_data(as_text=True)


def test_staff_have_no_profile(a_clinician: Someone) -> None:
    assert a_clinician.client.get("/account/profile").status_code == 403
    assert "/account/profile" not in a_clinician.client.get("/account").get_data(as_text=True)

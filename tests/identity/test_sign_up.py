"""Opening an account: what a stranger can learn, who ends up owning it, which links work."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from qa_portal import clock
from qa_portal.db import read
from qa_portal.identity.models import Account, AccountState, Letter, LinkGrant
from qa_portal.outbox.worker import Worker
from tests.support.forms import send
from tests.support.people import PASSWORD, Mails, Someone

NEW = "new@example.org"
OTHER_PASSWORD = "nine loud magpies argue"


def _sign_up(client: FlaskClient, email: str = NEW, password: str = PASSWORD, user: str = "own") -> TestResponse:
    return send(client, "/sign-up", email=email, password=password, user=user)


def _confirm(client: FlaskClient, link: str, password: str = PASSWORD) -> TestResponse:
    return send(client, link, to="/verify", t=link.partition("t=")[2], password=password)


def _account(app: Flask) -> Account:
    with app.app_context():
        return read().scalars(select(Account)).one()


def test_a_new_patient_confirms_by_mail_and_is_signed_in(
    app: Flask, client: FlaskClient, worker: Worker, mails: Mails
) -> None:
    answer = _sign_up(client, email=" New@Example.ORG ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-up/sent")
    assert _account(app).state is AccountState.PENDING
    worker.drain()
    confirmed = _confirm(client, mails.link(NEW))
    assert (confirmed.status_code, confirmed.headers["Location"]) == (303, "/ask")
    assert client.get("/account").status_code == 200
    account = _account(app)
    assert account.state is AccountState.ACTIVE
    assert account.verified_at is not None
    assert account.guardian_confirmed_at is None


def test_a_guardian_says_so(app: Flask, client: FlaskClient, worker: Worker, mails: Mails) -> None:
    _sign_up(client, user="guardian")
    worker.drain()
    _confirm(client, mails.link(NEW))
    assert _account(app).guardian_confirmed_at is not None


def test_an_address_with_an_account_gets_the_same_answer_and_another_mail(
    app: Flask, client: FlaskClient, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    known, unknown = _sign_up(client, a_patient.email), _sign_up(client, NEW)
    assert known.status_code == unknown.status_code
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.data == unknown.data
    worker.drain()
    assert "You already have an account" in mails.texts(a_patient.email)[-1]
    assert "Confirm your e-mail address" in mails.texts(NEW)[-1]


def test_following_the_link_alone_does_nothing(app: Flask, client: FlaskClient, worker: Worker, mails: Mails) -> None:
    _sign_up(client)
    worker.drain()
    for _ in range(3):
        assert client.get(mails.link(NEW)).status_code == 200
    assert _account(app).state is AccountState.PENDING


def test_a_link_works_once(client: FlaskClient, worker: Worker, mails: Mails) -> None:
    _sign_up(client)
    worker.drain()
    link = mails.link(NEW)
    assert _confirm(client, link).status_code == 303
    assert client.get(link).status_code == 410
    assert client.post("/verify", data={}).status_code == 400


def test_a_link_expires(app: Flask, client: FlaskClient, worker: Worker, mails: Mails) -> None:
    _sign_up(client)
    worker.drain()
    link = mails.link(NEW)
    clock.advance(timedelta(hours=48, seconds=1))
    assert client.get(link).status_code == 410
    page = send(client, "/sign-in", to="/verify", t=link.partition("t=")[2], password=PASSWORD)
    assert page.status_code == 410
    assert _account(app).state is AccountState.PENDING


@pytest.mark.parametrize("change", ["flip", "swap kind", "no secret", "empty"])
def test_a_link_that_was_not_made_here_opens_nothing(
    app: Flask, client: FlaskClient, worker: Worker, mails: Mails, change: str
) -> None:
    _sign_up(client)
    worker.drain()
    secret = mails.link(NEW).partition("t=")[2]
    path, wrong = {
        "flip": ("/verify", secret[:-1] + ("0" if secret[-1] != "0" else "1")),
        "swap kind": ("/reset/new", secret),
        "no secret": ("/verify", secret.partition(".")[0]),
        "empty": ("/verify", ""),
    }[change]
    assert client.get(f"{path}?t={wrong}").status_code == 410


def test_a_stranger_who_signed_up_first_does_not_own_the_account(
    app: Flask, client: FlaskClient, worker: Worker, mails: Mails
) -> None:
    _sign_up(client, password=OTHER_PASSWORD)
    worker.drain()
    strangers_link = mails.link(NEW)
    _sign_up(client)
    worker.drain()
    own_link = mails.link(NEW)
    # The owner opens the stranger's mail by mistake and enters her own password: nothing happens.
    assert _confirm(client, strangers_link).status_code == 422
    assert _account(app).state is AccountState.PENDING
    assert _confirm(client, own_link).status_code == 303
    assert send(app.test_client(), "/sign-in", email=NEW, password=OTHER_PASSWORD).status_code == 422
    assert send(app.test_client(), "/sign-in", email=NEW, password=PASSWORD).status_code == 303
    assert client.get(strangers_link).status_code == 410


def test_an_unconfirmed_account_cannot_sign_in(client: FlaskClient) -> None:
    _sign_up(client)
    assert send(client, "/sign-in", email=NEW, password=PASSWORD).status_code == 422


def test_nobody_is_flooded_with_mails(app: Flask, client: FlaskClient, a_patient: Someone) -> None:
    for number in range(8):
        # From everywhere, since tries from one address end sooner.
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        answers = {_sign_up(client, a_patient.email).data, _sign_up(client, NEW).data}
    assert len(answers) == 1
    with app.app_context():
        sent = read().scalars(select(func.count(Letter.id)).group_by(Letter.kind)).all()
    assert sent == [5, 5]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody"}, "name@example.org"),
        ({"email": ""}, "Enter an e-mail address."),
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "password2024!"}, "easy to guess"),
        ({"email": "anna.meier@example.org", "password": "anna.meier-1984"}, "easy to guess"),
        ({"user": ""}, "Say who will use the account."),
    ],
)
def test_what_was_typed_comes_back_with_a_plain_message(
    client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    typed = {"email": NEW, "password": PASSWORD, "user": "own", **fields}
    answer = send(client, "/sign-up", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert f'value="{typed["email"]}"' in page
    assert typed["password"] not in page


def test_no_address_and_no_password_is_stored_in_clear(app: Flask, client: FlaskClient) -> None:
    _sign_up(client)
    with app.app_context():
        grant = read().scalars(select(LinkGrant)).one()
        assert grant.password_hash is not None
        assert grant.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    folder = app.extensions["qa_portal.settings"].data_dir
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert NEW.encode() not in stored
    assert PASSWORD.encode() not in stored


def test_the_same_address_on_both_databases(any_database: str, app: Flask, client: FlaskClient) -> None:
    assert _sign_up(client).status_code == 303
    assert _sign_up(client).status_code == 303
    assert _account(app).state is AccountState.PENDING

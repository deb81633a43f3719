"""Signing in and out: what a stranger can learn or block, where a person lands, a forgotten password."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import db, read, transaction
from qa_portal.errors import TooMany
from qa_portal.identity import passwords
from qa_portal.identity.models import Account
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from tests.support.forms import TOKEN, send
from tests.support.people import PASSWORD, Mails, Someone, code_of, make, sign_in

NEW_PASSWORD = "nine loud magpies argue"


def _try(client: FlaskClient, email: str, password: str = "not the password", **more: str) -> int:
    return send(client, "/sign-in", email=email, password=password, **more).status_code


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.PATIENT, "/questions"),
        (Role.CLINICIAN, "/queue"),
        (Role.EDITOR, "/desk"),
        (Role.PRIVACY_OFFICER, "/officer/access"),
        (Role.ADMIN, "/admin/clinic"),
    ],
)
def test_each_role_lands_in_its_own_place(app: Flask, client: FlaskClient, role: Role, place: str) -> None:
    make(app, "one@example.org", role)
    answer = send(client, "/sign-in", email="ONE@example.org", password=PASSWORD)
    if role.is_staff:
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")
        answer = send(client, "/sign-in/code", code=code_of("one@example.org"))
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert client.get("/sign-in").headers["Location"] == place


def test_a_wrong_password_and_an_unknown_address_look_alike(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    known = send(client, "/sign-in", email="one@example.org", password="not the password")
    unknown = send(client, "/sign-in", email="two@example.org", password="not the password")
    assert known.status_code == unknown.status_code == 422
    pages = [TOKEN.sub("", answer.get_data(as_text=True)) for answer in (known, unknown)]
    assert pages[0].replace("one@", "two@") == pages[1]
    assert "The e-mail address or the password is wrong." in known.get_data(as_text=True)


def test_an_unknown_address_costs_the_same_work(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    spent: dict[str, list[float]] = {"one@example.org": [], "two@example.org": []}
    for _ in range(5):
        for email, seconds in spent.items():
            # Time of this process only: the machine may be busy with others.
            begin = time.process_time()
            _try(client, email)
            seconds.append(time.process_time() - begin)
    known, unknown = (min(seconds) for seconds in spent.values())
    assert 1 / 1.5 < known / unknown < 1.5


@pytest.mark.parametrize("wanted", ["/questions/abc?part=2", "/account"])
def test_a_person_comes_back_to_where_they_were(app: Flask, client: FlaskClient, wanted: str) -> None:
    make(app, "one@example.org")
    answer = send(
        client, f"/sign-in?next={wanted}", to="/sign-in", email="one@example.org", password=PASSWORD, next=wanted
    )
    assert answer.headers["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil.example",
     "//x@evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "evil.example", "/é", " /account"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(app: Flask, client: FlaskClient, wanted: str) -> None:
    make(app, "one@example.org")
    answer = send(client, "/sign-in", email="one@example.org", password=PASSWORD, next=wanted)
    assert answer.headers["Location"] == "/questions"


def test_a_page_asks_for_sign_in_and_remembers_itself(client: FlaskClient) -> None:
    answer = client.get("/account/profile")
    assert answer.headers["Location"] == "/sign-in?next=%2Faccount%2Fprofile"
    assert 'value="/account/profile"' in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_signing_out_ends_the_session_for_good(app: Flask, a_patient: Someone) -> None:
    cookie = a_patient.client.get_cookie("__Host-qa")
    assert cookie is not None
    answer = send(a_patient.client, "/account", to="/sign-out")
    assert answer.status_code == 303
    assert a_patient.client.get("/account").status_code == 303
    thief = app.test_client()
    thief.set_cookie("__Host-qa", cookie.value)
    assert thief.get("/account").status_code == 303


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as weaker:
        weaker.setattr(passwords, "ROUNDS", 1)
        account_id = make(app, "one@example.org")
    assert _try(client, "one@example.org", PASSWORD) == 303
    with app.app_context():
        account = read().get_one(Account, account_id)
        assert account.password_hash is not None
        assert not passwords.is_outdated(account.password_hash)


def test_what_happens_at_the_door_is_recorded(app: Flask, client: FlaskClient) -> None:
    account_id = make(app, "one@example.org")
    _try(client, "one@example.org")
    _try(client, "two@example.org")
    _try(client, "one@example.org", PASSWORD)
    send(client, "/account", to="/sign-out")
    with app.app_context():
        rows = read().scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    seen = [(row.action, row.subject_id) for row in rows if row.action.startswith("identity:session")]
    assert seen == [
        (Action.SIGN_IN_REFUSED, account_id),
        (Action.SIGN_IN_REFUSED, "visitor"),
        (Action.SIGNED_IN, account_id),
        (Action.SIGNED_OUT, account_id),
    ]


@pytest.fixture
def two_processes(settings: Settings) -> Iterator[list[FlaskClient]]:
    """Two portals on the same stores that let few people try."""
    few = replace(settings, rate_sign_in="4/minute")
    apps = [create_app(few), create_app(few)]
    yield [app.test_client() for app in apps]
    for app in apps:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def test_tries_are_counted_across_processes(two_processes: list[FlaskClient]) -> None:
    one, two = two_processes
    seen = [_try(client, f"person{number}@example.org") for number in range(3) for client in (one, two)]
    assert seen == [422] * 4 + [429] * 2
    clock.advance(timedelta(seconds=61))
    assert _try(two, "person@example.org") == 422


def test_a_stranger_cannot_lock_a_person_out(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    stranger = {"REMOTE_ADDR": "203.0.113.7"}
    codes = []
    for _ in range(7):
        client.environ_base.update(stranger)
        codes.append(_try(client, "one@example.org"))
    assert codes == [422] * 5 + [429] * 2
    assert _try(client, "two@example.org") == 422
    assert sign_in(app, "one@example.org").get("/account").status_code == 200


def test_a_refused_try_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    for _ in range(5):
        _try(client, "one@example.org")
    answer = send(client, "/sign-in", email="one@example.org", password="x", next="/questions/abc")
    assert answer.status_code == 429
    assert 'value="one@example.org"' in answer.get_data(as_text=True)
    assert 'value="/questions/abc"' in answer.get_data(as_text=True)


def test_two_hashes_at_once_and_then_a_queue_that_ends(in_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "QUEUE_SECONDS", 0.05)
    barrier = Barrier(3)
    with passwords._slot(), passwords._slot():
        refused: list[str] = []

        def third() -> None:
            barrier.wait()
            try:
                passwords.matches("x", None)
            except TooMany:
                refused.append("too many")

        threads = [Thread(target=third) for _ in range(2)]
        for thread in threads:
            thread.start()
        barrier.wait()
        for thread in threads:
            thread.join()
    assert refused == ["too many", "too many"]
    assert passwords.matches("x", None) is False


def test_a_forgotten_password_is_replaced_by_mail(app: Flask, worker: Worker, mails: Mails, a_patient: Someone) -> None:
    visitor = app.test_client()
    known = send(visitor, "/reset", email=a_patient.email)
    unknown = send(visitor, "/reset", email="nobody@example.org")
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    worker.drain()
    assert mails.texts("nobody@example.org") == []
    link = mails.link(a_patient.email)
    changed = send(visitor, link, to="/reset/new", t=link.partition("t=")[2], password=NEW_PASSWORD)
    assert changed.headers["Location"].startswith("/sign-in")
    assert a_patient.client.get("/account").status_code == 303, "the old session lives on"
    assert visitor.get(link).status_code == 410
    assert _try(visitor, a_patient.email, PASSWORD) == 422
    assert _try(visitor, a_patient.email, NEW_PASSWORD) == 303
    worker.drain()
    assert "Your password was changed" in mails.texts(a_patient.email)[-1]


def test_only_the_newest_reset_link_lives_after_one_was_used(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    visitor = app.test_client()
    send(visitor, "/reset", email=a_patient.email)
    worker.drain()
    first = mails.link(a_patient.email)
    send(visitor, "/reset", email=a_patient.email)
    worker.drain()
    second = mails.link(a_patient.email)
    send(visitor, second, to="/reset/new", t=second.partition("t=")[2], password=NEW_PASSWORD)
    assert visitor.get(first).status_code == 410


def test_a_person_who_was_shut_out_cannot_reset(app: Flask, worker: Worker, mails: Mails, a_patient: Someone) -> None:
    visitor = app.test_client()
    send(visitor, "/reset", email=a_patient.email)
    worker.drain()
    link = mails.link(a_patient.email)
    with app.app_context(), transaction() as session:
        session.get_one(Account, a_patient.id).state = "suspended"  # type: ignore[assignment]
    answer = send(visitor, "/sign-in", to="/reset/new", t=link.partition("t=")[2], password=NEW_PASSWORD)
    assert answer.status_code == 410

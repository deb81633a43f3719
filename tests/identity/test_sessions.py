"""Sessions: the cookie, fixation, limits by the clock, ending them, and pages that never touch them."""

from datetime import timedelta

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.db import read, transaction
from qa_portal.identity import sessions
from qa_portal.identity.models import Account, AccountState, SessionRow
from qa_portal.identity.sessions import COOKIE
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD, Someone, make, someone


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    return found.value if found else ""


def _is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def _row(app: Flask) -> SessionRow:
    with app.app_context():
        return read().scalars(select(SessionRow).order_by(SessionRow.created_at.desc())).first()  # type: ignore[return-value]


def test_the_cookie_is_locked_to_this_host(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    visitor = client.get("/sign-in").headers["Set-Cookie"]
    person = send(client, "/sign-in", email="one@example.org", password=PASSWORD).headers["Set-Cookie"]
    for cookie in (visitor, person):
        assert cookie.startswith("__Host-qa=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "Expires" not in cookie


def test_a_public_page_sets_no_cookie_and_does_not_vary(app: Flask, client: FlaskClient, a_patient: Someone) -> None:
    for browser in (client, a_patient.client):
        answer = browser.get("/static/portal.css")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        missing = browser.get("/no-such-page")
        assert missing.status_code == 404
        assert "Set-Cookie" not in missing.headers


def test_signing_in_makes_a_new_token(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    client.get("/sign-in")
    before = _cookie(client)
    send(client, "/sign-in", email="one@example.org", password=PASSWORD)
    assert _cookie(client) != before
    assert _is_in(client)
    planted = app.test_client()
    planted.set_cookie(COOKIE, before)
    assert not _is_in(planted)


def test_a_planted_token_is_not_kept_at_sign_in(app: Flask, client: FlaskClient) -> None:
    make(app, "one@example.org")
    planted = "p." + "A" * 43
    client.set_cookie(COOKIE, planted)
    send(client, "/sign-in", email="one@example.org", password=PASSWORD)
    assert _cookie(client).startswith("p.")
    assert _cookie(client) != planted


def test_signing_in_again_leaves_nothing_of_the_person_before(app: Flask, a_patient: Someone) -> None:
    make(app, "two@example.org")
    with a_patient.client as client:
        before = token_of(client.get("/account").get_data(as_text=True))
        client.post("/sign-in", data={"csrf_token": before, "email": "two@example.org", "password": PASSWORD})
        assert "two@example.org" in client.get("/account").get_data(as_text=True)
        assert token_of(client.get("/account").get_data(as_text=True)) != before
        assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_only_the_hash_of_the_token_is_stored(app: Flask, a_patient: Someone) -> None:
    token = _cookie(a_patient.client).removeprefix("p.")
    assert len(token) >= 43
    folder = app.extensions["qa_portal.settings"].data_dir
    assert token.encode() not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


LIMITS = [(Role.PATIENT, 30, 12), (Role.CLINICIAN, 15, 10), (Role.ADMIN, 15, 10)]


@pytest.mark.parametrize(("role", "idle_minutes", "hours"), LIMITS)
def test_a_session_ends_when_nobody_uses_it(app: Flask, role: Role, idle_minutes: int, hours: int) -> None:
    person = someone(app, "one@example.org", role)
    clock.advance(timedelta(minutes=idle_minutes, seconds=-1))
    assert _is_in(person.client)
    clock.advance(timedelta(minutes=idle_minutes, seconds=1))
    assert not _is_in(person.client)


@pytest.mark.parametrize(("role", "idle_minutes", "hours"), LIMITS)
def test_a_session_ends_however_much_it_is_used(app: Flask, role: Role, idle_minutes: int, hours: int) -> None:
    person = someone(app, "one@example.org", role)
    began = clock.now()
    while clock.now() + timedelta(minutes=10) < began + timedelta(hours=hours):
        clock.advance(timedelta(minutes=10))
        assert _is_in(person.client)
    clock.advance(timedelta(minutes=10))
    assert not _is_in(person.client)


def test_being_seen_is_written_once_a_minute(app: Flask, a_patient: Someone) -> None:
    began = _row(app).seen_at
    clock.set_to(began + timedelta(seconds=59))
    a_patient.client.get("/account")
    assert _row(app).seen_at == began
    clock.set_to(began + timedelta(seconds=60))
    a_patient.client.get("/account")
    assert _row(app).seen_at == began + timedelta(seconds=60)


def test_a_page_that_asks_for_news_keeps_nobody_signed_in(app: Flask, a_patient: Someone) -> None:
    app.before_request_funcs.setdefault(None, []).append(sessions.quiet)
    clock.advance(timedelta(minutes=20))
    assert _is_in(a_patient.client)
    clock.advance(timedelta(minutes=11))
    assert not _is_in(a_patient.client)


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.LEFT, AccountState.PENDING])
def test_a_person_who_is_shut_out_is_out_at_once(app: Flask, a_patient: Someone, state: AccountState) -> None:
    assert _is_in(a_patient.client)
    with app.app_context(), transaction() as writing:
        writing.get_one(Account, a_patient.id).state = state
    assert not _is_in(a_patient.client)


def test_a_changed_role_ends_the_session(app: Flask, a_clinician: Someone) -> None:
    with app.app_context(), transaction() as writing:
        writing.get_one(Account, a_clinician.id).role = Role.ADMIN
    assert not _is_in(a_clinician.client)


def test_ending_all_but_one(app: Flask, a_patient: Someone) -> None:
    other = app.test_client()
    send(other, "/sign-in", email=a_patient.email, password=PASSWORD)
    assert "signed in on 2 devices" in a_patient.client.get("/account").get_data(as_text=True)
    send(a_patient.client, "/account", to="/account/sessions/end")
    assert _is_in(a_patient.client)
    assert not _is_in(other)


@pytest.mark.parametrize(
    "wrong", ["p.", "p.x", "v.", "v.x.y.z", "x", "", "p." + "é", "v.eyJfdXNlcl9pZCI6ICJ4In0.aaaa.bbbb"]
)
def test_a_cookie_that_is_not_ours_is_a_visitor(client: FlaskClient, wrong: str) -> None:
    client.set_cookie(COOKIE, wrong)
    assert client.get("/sign-in").status_code == 200
    assert client.get("/account").status_code == 303


def test_a_visitors_session_holds_no_more_than_it_may(app: Flask) -> None:
    with app.test_request_context("/sign-in"):
        session["csrf_token"] = "x"
        with pytest.raises(KeyError):
            session["_user_id"] = "somebody"


def test_a_form_without_its_token_is_refused(a_patient: Someone) -> None:
    assert a_patient.client.post("/account/language", data={"language": "es"}).status_code == 400

"""Passkeys in real Chromium with a virtual authenticator: made, used, replayed, copied, moved, removed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import CDPSession, Page, Route, expect
from sqlalchemy import select, update
from werkzeug.serving import make_server

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import db, read, transaction
from qa_portal.identity.factor_models import Passkey, PasskeyChallenge
from qa_portal.settings import Settings
from tests.support.browser import PHONE, OpenPage
from tests.support.forms import send
from tests.support.people import PASSWORD, code_of, make
from tests.support.ports import free_port
from tests.support.threads import serving

CLEO, ANNA = "cleo@clinic.example", "anna@example.org"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The portal under a name: browsers make no passkey for a number."""
    made = create_app(replace(settings, base_url=f"http://localhost:{free_port()}"))
    yield made
    with made.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The portal, served."""
    address: str = app.extensions["qa_portal.settings"].base_url
    server = make_server("127.0.0.1", int(address.rsplit(":", 1)[1]), app, threaded=True)
    with serving(server):
        yield address


class Device:
    """A phone that makes and keeps passkeys, plugged into one page."""

    def __init__(self, page: Page, *, verified: bool = True) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        options = {**DEVICE, "hasUserVerification": verified, "isUserVerified": verified}
        self._id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def keys(self) -> list[dict[str, Any]]:
        """Return what the device keeps, private keys and all."""
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return found

    def take(self, key: dict[str, Any]) -> None:
        """Put a copy of another device's key in."""
        self._cdp.send("WebAuthn.addCredential", {"authenticatorId": self._id, "credential": key})


def _sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda there: not there.endswith("/sign-in"))
    if "/sign-in/code" in page.url:
        page.get_by_label("Code").fill(code_of(email))
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda there: "/sign-in" not in there)


def _make(page: Page, url: str, name: str = "my phone") -> None:
    page.goto(f"{url}/account/passkeys/new")
    page.get_by_label("Name for this passkey").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(f"{url}/account/security")
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def _enter(page: Page, url: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()


def _recorded(app: Flask, action: Action) -> int:
    with app.app_context():
        return len(read().scalars(select(AuditEntry.id).where(AuditEntry.action == action)).all())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("email", "role", "place"), [(CLEO, Role.CLINICIAN, "/queue"), (ANNA, Role.PATIENT, "/questions")]
)
def test_a_passkey_is_made_signs_in_and_is_removed(
    app: Flask, url: str, open_page: OpenPage, email: str, role: Role, place: str
) -> None:
    make(app, email, role)
    page = open_page(width=PHONE)
    device = Device(page)
    _sign_in(page, url, email)
    _make(page, url)
    assert len(device.keys()) == 1
    _enter(page, url)
    page.wait_for_url(f"{url}{place}")
    page.goto(f"{url}/account/security")
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(f"{url}/account/security")
    _enter(page, url)
    expect(page.get_by_text("This passkey does not work here.")).to_be_visible()
    page.goto(f"{url}/account")
    assert "/sign-in" in page.url


@pytest.mark.browser
def test_a_passkey_is_the_second_step_and_the_proof_for_staff(app: Flask, url: str, open_page: OpenPage) -> None:
    make(app, CLEO, Role.CLINICIAN)
    page = open_page()
    Device(page)
    _sign_in(page, url, CLEO)
    _make(page, url)
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail address").fill(CLEO)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(f"{url}/queue")
    clock.advance(timedelta(minutes=11))
    page.goto(f"{url}/account/password")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(f"{url}/account/password")
    expect(page.get_by_label("Your password now")).to_be_visible()


@pytest.mark.browser
def test_alone_a_passkey_needs_finger_face_or_pin(app: Flask, url: str, open_page: OpenPage) -> None:
    make(app, ANNA)
    page = open_page()
    device = Device(page, verified=False)
    _sign_in(page, url, ANNA)
    _make(page, url)
    _enter(page, url)
    expect(page.get_by_text("That did not work.")).to_be_visible()

    def ask_for_less(route: Route) -> None:
        answer = route.fetch()
        known = device.keys()[0]["credentialId"].replace("+", "-").replace("/", "_").rstrip("=")
        less = {"userVerification": "discouraged", "allowCredentials": [{"type": "public-key", "id": known}]}
        route.fulfill(response=answer, body=json.dumps(answer.json() | less))

    page.route("**/sign-in/passkey/options", ask_for_less)
    _enter(page, url)
    expect(page.get_by_text("This passkey does not work here.")).to_be_visible()


@pytest.mark.browser
def test_a_copied_passkey_is_noticed_and_stopped(app: Flask, url: str, open_page: OpenPage) -> None:
    make(app, ANNA)
    page, thief = open_page(), open_page()
    device, other = Device(page), Device(thief)
    _sign_in(page, url, ANNA)
    _make(page, url)
    copy = device.keys()[0]
    for _ in range(2):
        _enter(page, url)
        page.wait_for_url(f"{url}/questions")
    other.take(copy)
    _enter(thief, url)
    expect(thief.get_by_text("This passkey does not work here.")).to_be_visible()
    assert _recorded(app, Action.PASSKEY_COPIED) == 1
    _enter(page, url)
    expect(page.get_by_text("This passkey does not work here.")).to_be_visible()


@pytest.mark.browser
def test_what_a_passkey_signed_works_once_in_one_browser_for_five_minutes(
    app: Flask, url: str, open_page: OpenPage
) -> None:
    make(app, ANNA)
    page = open_page()
    Device(page)
    _sign_in(page, url, ANNA)
    _make(page, url)
    sent: list[str] = []
    page.context.clear_cookies()

    def catch(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.abort()

    page.route("**/sign-in/passkey", catch)
    page.goto(f"{url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_timeout(500)
    mine = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert len(sent) == 1
    assert _replay(app, url, sent[0], {}) == 400, "another browser"
    assert _replay(app, url, sent[0], mine) == 303
    assert _replay(app, url, sent[0], mine) == 422, "a second time"


def _replay(app: Flask, url: str, body: str, cookies: dict[str, str]) -> int:
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    return client.post(
        "/sign-in/passkey", base_url=url, data=body, content_type="application/x-www-form-urlencoded"
    ).status_code


@pytest.mark.parametrize(
    "junk",
    ["", "x", "{}", "[]", "null", '{"id": 1}', '{"id": "AA", "response": {}}', '{"response": "x"}', "{" * 500,
     json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30"}}),
     json.dumps({"id": "é", "response": {"clientDataJSON": "////"}}), "9" * 30_000],
)  # fmt: skip
def test_junk_instead_of_a_passkey_is_refused_in_plain_words(app: Flask, client: FlaskClient, junk: str) -> None:
    answer = send(client, "/sign-in", to="/sign-in/passkey", credential=junk)
    assert answer.status_code == 422
    assert "This passkey does not work here." in answer.get_data(as_text=True)


def test_asking_for_a_passkey_tells_nothing_of_who_is_known(app: Flask, client: FlaskClient) -> None:
    make(app, ANNA)
    told = json.loads(send(client, "/sign-in", to="/sign-in/passkey/options", email=ANNA).get_data(as_text=True))
    assert told["allowCredentials"] == []
    assert (told["rpId"], told["userVerification"]) == ("localhost", "required")


def test_a_challenge_is_over_after_five_minutes(app: Flask, client: FlaskClient) -> None:
    send(client, "/sign-in", to="/sign-in/passkey/options")
    clock.advance(timedelta(minutes=5))
    send(client, "/sign-in", to="/sign-in/passkey/options")
    with app.app_context():
        assert len(read().scalars(select(PasskeyChallenge.id)).all()) == 1


def test_somebody_elses_passkey_is_not_there(app: Flask, client: FlaskClient) -> None:
    owner = make(app, ANNA)
    make(app, "ben@example.org")
    with app.app_context(), transaction() as session:
        session.add(Passkey(id="k" * 32, account_id=owner, name="phone", credential_id=b"i", public_key=b"k"))
        session.execute(update(Passkey).values(sign_count=1))
    send(client, "/sign-in", email="ben@example.org", password=PASSWORD)
    assert send(client, "/account/security", to=f"/account/passkeys/{'k' * 32}/remove").status_code == 404

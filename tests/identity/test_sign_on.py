"""Sign-on through the hospital's service: who is let in, and answers that are not to be believed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.db import read
from qa_portal.identity.models import Account, SignOnLink
from qa_portal.settings import Settings
from tests.support import stores
from tests.support.oidc import CLIENT, SECRET, Provider, running
from tests.support.people import make

CLEO = "cleo@clinic.example"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The hospital's service."""
    with running() as made:
        yield made


@pytest.fixture
def app(settings: Settings, provider: Provider) -> Iterator[Flask]:
    """A portal that knows the service."""
    known = replace(settings, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    with stores.opened(known) as made:
        yield made


def _there(client: FlaskClient) -> str:
    answer = client.get("/sign-in/hospital")
    assert answer.status_code == 303
    return answer.headers["Location"]


def _back(client: FlaskClient, query: dict[str, str]) -> TestResponse:
    return client.get("/sign-in/hospital/back", query_string=query)


def test_an_invited_clinician_comes_in_with_the_services_second_factor(
    any_database: str, app: Flask, client: FlaskClient, provider: Provider
) -> None:
    make(app, CLEO, Role.CLINICIAN)
    assert "/sign-in/hospital" in client.get("/sign-in").get_data(as_text=True)
    there = _there(client)
    assert urlsplit(there).path == "/authorize"
    answer = _back(client, provider.let_in(there))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/queue")
    assert client.get("/queue").status_code == 200
    # The next time the name of the service is enough, whatever the address has become.
    other = app.test_client()
    moved = provider.let_in(_there(other), email="new@clinic.example")
    assert _back(other, moved).headers["Location"] == "/queue"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_other_site_sends_anybody_to_the_service(client: FlaskClient, site: str) -> None:
    answer = client.get("/sign-in/hospital", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    ours = client.get("/sign-in/hospital", headers={"Sec-Fetch-Site": "same-origin"})
    assert urlsplit(ours.headers["Location"]).path == "/authorize"


def test_without_word_of_a_second_factor_ours_is_asked_for(app: Flask, client: FlaskClient, provider: Provider) -> None:
    make(app, CLEO, Role.CLINICIAN)
    answer = _back(client, provider.let_in(_there(client), amr=["pwd"]))
    assert answer.headers["Location"] != "/queue"
    assert client.get("/queue").status_code == 303


def test_no_account_is_made_and_no_role_is_taken_from_the_token(
    app: Flask, client: FlaskClient, provider: Provider
) -> None:
    make(app, "anna@example.org")
    for email in ("stranger@clinic.example", "anna@example.org"):
        answer = _back(client, provider.let_in(_there(client), email=email, role="admin", groups=["admin"]))
        assert answer.status_code == 403
        assert "nobody has invited you" in answer.get_data(as_text=True)
    with app.app_context():
        assert read().scalar(select(func.count(Account.id))) == 1
        assert read().scalar(select(func.count(SignOnLink.id))) == 0


def test_another_person_of_the_service_with_the_same_address_is_not_let_in(
    app: Flask, client: FlaskClient, provider: Provider
) -> None:
    make(app, CLEO, Role.CLINICIAN)
    assert _back(client, provider.let_in(_there(client))).status_code == 303
    other = app.test_client()
    assert _back(other, provider.let_in(_there(other), sub="s-2")).status_code == 403


FORGED: dict[str, Callable[[], dict[str, object]]] = {
    "wrong nonce": lambda: {"nonce": "of another round"},
    "no nonce": lambda: {"nonce": None},
    "no signature": lambda: {"alg": "none"},
    "another key": lambda: {"key": RSAKey.generate_key(2048, {"kid": "one"})},
    "wrong audience": lambda: {"aud": "another-client"},
    "audience of two": lambda: {"aud": [CLIENT, "another-client"]},
    "expired": lambda: {"exp": int((clock.now() - timedelta(minutes=5)).timestamp())},
    "another issuer": lambda: {"iss": "https://evil.example"},
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_does_not_hold_lets_nobody_in(
    app: Flask, client: FlaskClient, provider: Provider, forged: str
) -> None:
    make(app, CLEO, Role.CLINICIAN)
    answer = _back(client, provider.let_in(_there(client), **FORGED[forged]()))  # type: ignore[arg-type]
    assert answer.status_code == 502
    assert client.get("/queue").status_code == 303
    assert provider.tokens == 1


@pytest.mark.parametrize("attack", ["wrong state", "another browser", "replayed", "mixed up", "too late", "no code"])
def test_an_answer_that_belongs_elsewhere_lets_nobody_in(
    app: Flask, client: FlaskClient, provider: Provider, attack: str
) -> None:
    make(app, CLEO, Role.CLINICIAN)
    query, browser = provider.let_in(_there(client)), client
    if attack == "wrong state":
        query["state"] = query["state"][:-1] + ("0" if query["state"][-1] != "0" else "1")
    elif attack == "another browser":
        browser = app.test_client()
    elif attack == "replayed":
        cookie = client.get_cookie("__Host-qa")
        assert _back(client, query).status_code == 303
        browser = app.test_client()
        assert cookie is not None
        browser.set_cookie("__Host-qa", cookie.value, secure=True)
    elif attack == "mixed up":
        query["iss"] = "https://evil.example"
    elif attack == "too late":
        clock.advance(timedelta(minutes=11))
    else:
        del query["code"]
    assert _back(browser, query).status_code == 502
    assert browser.get("/queue").status_code == 303


def test_an_address_the_service_has_not_verified_counts_for_nothing(
    app: Flask, client: FlaskClient, provider: Provider
) -> None:
    make(app, CLEO, Role.CLINICIAN)
    for verified in (False, None, "true"):
        assert _back(client, provider.let_in(_there(client), email_verified=verified)).status_code == 403


def test_a_service_that_is_away_leaves_the_password(app: Flask, client: FlaskClient, provider: Provider) -> None:
    provider.issuer += "/moved"
    answer = client.get("/sign-in/hospital")
    assert answer.status_code == 502
    assert "Sign in with your password" in answer.get_data(as_text=True)
    assert json.dumps(SECRET)[1:-1] not in answer.get_data(as_text=True)

"""Asking without an e-mail address: the code, coming back with it, guessing it, adding an address later."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.identity import receipts
from qa_portal.identity.letters import post
from qa_portal.identity.models import Account, AccountState, LetterKind
from qa_portal.identity.reading import open_code
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from qa_portal.web.doors import PUZZLES_FROM
from tests.support.forms import send, token_of
from tests.support.people import Mails

HIDDEN = re.compile(r'name="(code|proof)" value="([^"]*)"')


def _offer(client: FlaskClient, **fields: str) -> dict[str, str]:
    """Go to the page that shows the code; return the hidden fields of its form."""
    page = send(client, "/receipt", **{"user": "own", **fields}).get_data(as_text=True)
    return {**dict(HIDDEN.findall(page)), "user": "own", "csrf_token": token_of(page), **fields}


def _take_up(client: FlaskClient, **fields: str) -> str:
    shown = _offer(client, **fields)
    answer = client.post("/receipt/confirm", data={**shown, "last_four": shown["code"][-4:]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ask")
    return shown["code"]


def _account(app: Flask) -> Account:
    with app.app_context():
        return read().scalars(select(Account)).one()


def test_somebody_asks_without_an_address_and_comes_back_with_the_code(
    any_database: str, app: Flask, client: FlaskClient
) -> None:
    code = _take_up(client)
    assert re.fullmatch(r"[0-9]{16}", code)
    assert client.get("/ask").status_code == 200
    assert "No mail" not in client.get("/questions").get_data(as_text=True)
    assert "None. You come back with your receipt code." in client.get("/account").get_data(as_text=True)
    send(client, "/account", to="/sign-out")
    assert client.get("/questions").status_code == 303
    grouped = " - ".join([code[:4], code[4:7], code[7:]])
    answer = send(client, "/receipt/enter", code=grouped, next="/questions")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/questions")
    assert client.get("/questions").status_code == 200


def test_what_it_means_is_said_before_anything_is_sent(client: FlaskClient) -> None:
    page = client.get("/receipt").get_data(as_text=True)
    assert "We cannot write to you." in page
    assert "If you lose the code, nobody can open your question any more, not even we." in page
    shown = send(client, "/receipt", user="own").get_data(as_text=True)
    assert len(re.findall(r"<span>[0-9]{4}</span>", shown)) == 4
    assert 'src="data:image/svg+xml' in shown
    assert client.get("/receipt/lost").status_code == 200


def test_the_code_is_confirmed_with_its_last_four_digits(app: Flask, client: FlaskClient) -> None:
    shown = _offer(client)
    wrong = f"{(int(shown['code'][-4:]) + 1) % 10000:04}"
    answer = client.post("/receipt/confirm", data={**shown, "last_four": wrong})
    assert answer.status_code == 422
    assert shown["code"] in answer.get_data(as_text=True)
    with app.app_context():
        assert read().scalars(select(Account)).all() == []


@pytest.mark.parametrize("change", ["another code", "no proof", "too late"])
def test_nobody_chooses_a_code_or_learns_whether_one_exists(app: Flask, client: FlaskClient, change: str) -> None:
    shown = _offer(client)
    if change == "another code":
        shown["code"] = "0000000000000000"
    elif change == "no proof":
        shown["proof"] = ""
    else:
        clock.advance(timedelta(seconds=receipts.OFFER_SECONDS + 1))
    answer = client.post("/receipt/confirm", data={**shown, "last_four": shown["code"][-4:]})
    assert answer.headers["Location"] == "/receipt?again=yes"
    with app.app_context():
        assert read().scalars(select(Account)).all() == []


def test_sent_twice_it_opens_one_account(app: Flask, client: FlaskClient) -> None:
    shown = _offer(client)
    for _ in range(2):
        client.post("/receipt/confirm", data={**shown, "last_four": shown["code"][-4:]})
    assert _account(app).state is AccountState.ACTIVE


def test_a_guardian_says_so_here_too(app: Flask, client: FlaskClient) -> None:
    assert send(client, "/receipt").status_code == 422
    _take_up(client, user="guardian")
    assert _account(app).guardian_confirmed_at is not None


def test_no_code_and_no_caller_is_stored_in_clear(app: Flask, client: FlaskClient) -> None:
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    code = _take_up(client)
    account = _account(app)
    assert [account.email, account.email_lookup, account.email_key_id] == [None] * 3
    folder = app.extensions["qa_portal.settings"].data_dir
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert code.encode() not in stored
    assert b"203.0.113.77" not in stored


def test_letters_quietly_skip_who_has_no_address(app: Flask, client: FlaskClient, worker: Worker, mails: Mails) -> None:
    _take_up(client)
    with app.app_context(), transaction() as session:
        post(session, session.scalars(select(Account.id)).one(), LetterKind.ANSWER_READY, "/questions")
    worker.drain()
    assert not mails.folder.exists() or mails.texts() == []


def test_an_address_is_added_later_and_the_code_goes_on_working(
    app: Flask, client: FlaskClient, worker: Worker, mails: Mails
) -> None:
    code = _take_up(client)
    assert send(client, "/account/email", email="late@example.org", password="1" * 16).status_code == 422
    assert send(client, "/account/email", email="late@example.org", password=code).status_code == 303
    worker.drain()
    link = mails.link("late@example.org")
    assert send(client, link, to="/account/email/confirm", t=link.partition("t=")[2]).status_code == 200
    worker.drain()
    assert len(mails.texts()) == 1
    assert "late@example.org" in client.get("/account").get_data(as_text=True)
    assert send(app.test_client(), "/receipt/enter", code=code).status_code == 303
    # What is sealed can still be opened, to make its blind index anew.
    with app.app_context(), transaction() as session:
        account = session.scalars(select(Account).where(Account.code.is_not(None))).one()
        assert open_code(session, account, "test") == code


def test_a_wrong_code_and_one_of_a_closed_account_are_told_the_same(app: Flask, client: FlaskClient) -> None:
    code = _take_up(client)
    with app.app_context(), transaction() as session:
        session.scalars(select(Account)).one().state = AccountState.SUSPENDED
    other = app.test_client()
    pages = [send(other, "/receipt/enter", code=typed) for typed in (code, "1234567812345678")]
    assert {page.status_code for page in pages} == {422}
    assert len({page.get_data(as_text=True).replace(token_of(page.get_data(as_text=True)), "") for page in pages}) == 1
    assert send(other, "/receipt/enter", code="12").status_code == 422


def test_a_device_that_is_shared_is_signed_out_after_five_minutes(app: Flask, client: FlaskClient) -> None:
    code = _take_up(client, shared="yes")
    own = app.test_client()
    assert send(own, "/receipt/enter", code=code).status_code == 303
    clock.advance(timedelta(minutes=5, seconds=1))
    assert client.get("/questions").status_code == 303
    assert own.get("/questions").status_code == 200


def test_finding_a_code_by_trying_takes_a_million_years() -> None:
    settings = Settings()
    rate = parse(settings.rate_code_everybody)
    a_year = 365.25 * 24 * 3600
    tries_a_year = rate.amount * a_year / rate.get_expiry()
    assert 10**receipts.DIGITS / 2 / tries_a_year > 1_000_000
    alone = parse(settings.rate_code)
    assert rate.amount / PUZZLES_FROM / rate.get_expiry() > 10 * alone.amount / alone.get_expiry()

"""Who has an account is told by nobody: not by words, not by the time an answer takes; and tries are counted."""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.app import create_app
from qa_portal.db import db, transaction
from qa_portal.identity.models import Account, AccountState
from qa_portal.settings import EXTENSION
from tests.safety.test_matrix import House
from tests.support.forms import TOKEN, send, token_of
from tests.support.people import PASSWORD, Mails

KNOWN, UNKNOWN = "patient@story.example", "nobody@story.example"
ROUNDS, LOOKS = 9, 9
RATIO = 1.2
ATTEMPTS = 4
"""The slower median over the faster one, at most."""
FORMS = {
    "/sign-in": {"password": "three wrong words here"},
    "/sign-up": {"password": "some other quiet birds", "user": "own"},
    "/reset": {},
    "/follow": {},
}
HIDDEN = re.compile(r'name="(code|proof)" value="([^"]*)"')
VARIANTS = (
    "PATIENT@STORY.EXAMPLE",
    " patient@story.example",
    "patient@story.example ",
    "Patient@Story.Example",
    "patient@STORY.example",
    "\u3000patient@story.example",
    "patient@story.example\t",
)


def _post(client: FlaskClient, path: str, email: str, address: str, **fields: str) -> tuple[int, str, float]:
    token = token_of(client.get(path).get_data(as_text=True))
    begun = time.perf_counter()
    answer = client.post(
        path, data={"csrf_token": token, "email": email, **fields}, environ_base={"REMOTE_ADDR": address}
    )
    took = time.perf_counter() - begun
    text = TOKEN.sub("", answer.get_data(as_text=True)).replace(email, "EMAIL")
    return (
        answer.status_code,
        re.sub(r"[0-9a-f]{4}-[0-9a-f]{4}", "REFERENCE", text) + str(answer.headers.get("Location")),
        took,
    )


@pytest.mark.parametrize("path", FORMS)
def test_a_known_and_an_unknown_address_get_the_same_words(house: House, path: str) -> None:
    known, unknown = (
        _post(house.app.test_client(), path, email, "127.0.0.9", **FORMS[path])[:2] for email in (KNOWN, UNKNOWN)
    )
    assert known == unknown


@pytest.mark.parametrize("path", FORMS)
def test_a_known_and_an_unknown_address_take_the_same_time(house: House, path: str) -> None:
    client = house.app.test_client()

    def took(name: str, number: int) -> float:
        email = KNOWN if name == "known" else f"nobody{number}@story.example"
        return _post(client, path, email, f"127.1.{number}.1", **FORMS[path])[2]

    _alike(house, path, ("known", "unknown"), took)


def test_a_receipt_code_takes_the_same_time_whatever_is_wrong_with_it(house: House) -> None:
    """One of an account that is shut, one that is a digit away from it, and one that nobody has.

    What has not the form of a code is told so at once: that depends on nothing that is stored.
    """
    client, shut = house.app.test_client(), _code_of_a_shut_account(house)
    near = f"{shut[:-1]}{(int(shut[-1]) + 1) % 10}"

    def took(name: str, number: int) -> float:
        code = {"shut": shut, "near": near}.get(name, f"{number:016}")
        status, text, seconds = _post(client, "/receipt/enter", "nobody", f"127.6.{number}.1", code=code)
        assert status == 422
        assert "We do not know this code." in text
        return seconds

    _alike(house, "/receipt/enter", ("shut", "near", "unknown"), took)


def _code_of_a_shut_account(house: House) -> str:
    client = house.app.test_client()
    page = send(client, "/receipt", user="own").get_data(as_text=True)
    fields: dict[str, str] = dict(HIDDEN.findall(page))
    form = {**fields, "user": "own", "last_four": fields["code"][-4:], "csrf_token": token_of(page)}
    assert client.post("/receipt/confirm", data=form).status_code == 303
    with house.app.app_context(), transaction() as session:
        session.scalars(select(Account).where(Account.code.is_not(None))).one().state = AccountState.SUSPENDED
    return fields["code"]


def _alike(house: House, path: str, names: tuple[str, ...], took: Callable[[str, int], float]) -> None:
    """Time each by turns, so that a busy machine is busy for all; a close call is looked at again, for longer."""
    times: dict[str, list[float]] = {name: [] for name in names}
    for look in range(LOOKS):
        for number in range(look * ROUNDS, (look + 1) * ROUNDS):
            for name in names:
                times[name].append(took(name, number))
        ratio = _ratio(times)
        if ratio < RATIO:
            break
        # Else a limit of the account or of all callers would answer the next look, and at once.
        clock.advance(timedelta(days=2))
    if look:
        clock.set_to(None)
        house.restore()
    print(f"\n{path}: ratio {ratio:.3f} over {len(times[names[0]])} rounds")
    assert ratio < RATIO


def _ratio(times: dict[str, list[float]]) -> float:
    medians = sorted(statistics.median(found) for found in times.values())
    return medians[-1] / medians[0]


def test_a_reset_tells_its_owner_and_nobody_else(house: House, post: Callable[[], Mails]) -> None:
    for email in (KNOWN, UNKNOWN):
        assert _post(house.app.test_client(), "/reset", email, "127.0.0.8")[0] == 303
    assert post().texts(KNOWN)
    assert post().texts(UNKNOWN) == []


def test_writing_the_address_another_way_gives_no_more_tries(house: House) -> None:
    client = house.app.test_client()
    codes = [_post(client, "/sign-in", KNOWN, "127.3.0.1", password="three wrong words here")[0] for _ in range(5)]
    assert set(codes) == {422}
    for variant in VARIANTS:
        code, text, _took = _post(client, "/sign-in", variant, "127.3.0.1", password="three wrong words here")
        assert code == 429 or "Enter an email address" in text, variant
    assert _post(client, "/sign-in", KNOWN, "127.3.0.1", password=PASSWORD)[0] == 429


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP", "CF-Connecting-IP"]
)
def test_a_made_up_address_of_the_caller_gives_no_more_tries(house: House, header: str) -> None:
    codes = []
    for number in range(8):
        client = house.app.test_client()
        token = token_of(client.get("/sign-in").get_data(as_text=True))
        value = f"for=10.0.0.{number}" if header == "Forwarded" else f"10.0.0.{number}"
        form = {"csrf_token": token, "email": KNOWN, "password": "three wrong words here"}
        codes.append(client.post("/sign-in", data=form, headers={header: value}).status_code)
    assert codes[-1] == 429


def test_a_stranger_never_locks_the_owner_out(house: House) -> None:
    for _ in range(8):
        last = _post(house.app.test_client(), "/sign-in", KNOWN, "127.4.0.1", password="three wrong words here")[0]
    assert last == 429
    assert _post(house.app.test_client(), "/sign-in", KNOWN, "127.4.0.2", password=PASSWORD)[0] == 303


def test_many_accounts_from_one_place_meet_the_limit_of_the_place(house: House, tmp_path: Path) -> None:
    app = create_app(replace(house.app.extensions[EXTENSION], rate_sign_in="10/minute"))
    try:
        codes = [
            _post(
                app.test_client(),
                "/sign-in",
                f"someone{number}@story.example",
                "127.5.0.1",
                password="wrong words here",
            )[0]
            for number in range(12)
        ]
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
    assert codes[:10] == [422] * 10
    assert codes[10:] == [429, 429]

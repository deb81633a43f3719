"""Doors tried by force: what a stranger can do to others, who solves a puzzle, what a solved one is good for."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qa_portal import clock
from qa_portal.settings import Settings
from qa_portal.web import doors
from qa_portal.web.puzzles import is_solved
from tests.support import stores
from tests.support.browser import OpenPage
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD, make
from tests.support.server import Portal

OWNER = "owner@example.org"
HIDDEN = re.compile(r'name="puzzle" value="([^"]+)"')
SUM = re.compile(r'data-puzzle="([0-9a-f]+)" data-puzzle-bits="([0-9]+)"')


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Few tries and easy sums."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield replace(made, puzzle_bits=8, rate_code_everybody="100/minute", rate_search="10/minute")


def _from(client: FlaskClient, number: int) -> None:
    client.environ_base["REMOTE_ADDR"] = f"198.51.{number // 250}.{number % 250}"


def _try(client: FlaskClient, password: str = "wrong", **more: str) -> TestResponse:
    return send(client, "/sign-in", email=OWNER, password=password, **more)


def _solved(page: str) -> dict[str, str]:
    """Do the sum of a page as its script does."""
    found = SUM.search(page)
    assert found is not None, "the page carries no puzzle"
    seed, bits = found.group(1), int(found.group(2))
    answer = next(f"{number:08x}" for number in count() if is_solved(seed, bits, f"{number:08x}"))
    return {"puzzle": HIDDEN.findall(page)[0], "puzzle_answer": answer}


def _hammer(app: Flask) -> None:
    """Try one account from many places, until its form carries a puzzle."""
    client = app.test_client()
    for number in range(12):
        _from(client, number)
        _try(client)


def test_the_owner_of_a_hammered_account_solves_a_puzzle_at_most(app: Flask, client: FlaskClient) -> None:
    make(app, OWNER)
    _hammer(app)
    first = _try(client, PASSWORD)
    assert first.status_code == 429
    assert OWNER in first.get_data(as_text=True)
    assert _try(client, PASSWORD, **_solved(first.get_data(as_text=True))).status_code == 303
    assert send(app.test_client(), "/sign-in", email="other@example.org", password="x").status_code == 422


def test_without_a_script_the_owner_waits_and_sends_again(app: Flask, client: FlaskClient) -> None:
    make(app, OWNER)
    _hammer(app)
    page = _try(client, PASSWORD).get_data(as_text=True)
    assert "Wait 30 seconds, then send the form." in page
    waited = {"puzzle": HIDDEN.findall(page)[0], "puzzle_answer": ""}
    clock.advance(timedelta(seconds=12))
    early = _try(client, PASSWORD, **waited)
    assert early.status_code == 429
    assert re.search(r"Wait 1[78] seconds, then send the form.", early.get_data(as_text=True))
    assert HIDDEN.findall(early.get_data(as_text=True)) == [waited["puzzle"]]
    clock.advance(timedelta(seconds=19))
    assert _try(client, PASSWORD, **waited).status_code == 303


@pytest.mark.parametrize("cheat", ["twice", "another form", "another caller", "too old", "changed", "no sum"])
def test_a_solved_puzzle_is_good_for_one_form_one_caller_once(app: Flask, client: FlaskClient, cheat: str) -> None:
    # Not near midnight, when callers get other names.
    clock.set_to(clock.now().replace(hour=12))
    _hammer(app)
    solved = _solved(_try(client).get_data(as_text=True))
    if cheat == "twice":
        assert _try(client, **solved).status_code == 422
    elif cheat == "another form":
        for number in range(30, 42):
            _from(client, number)
            send(client, "/reset", email=OWNER)
        assert send(client, "/reset", email=OWNER, **solved).status_code == 429
        return
    elif cheat == "another caller":
        _from(client, 90)
    elif cheat == "too old":
        clock.advance(timedelta(minutes=21))
    elif cheat == "changed":
        solved["puzzle"] = solved["puzzle"][:-2] + ("AA" if solved["puzzle"][-2:] != "AA" else "BB")
    else:
        solved["puzzle_answer"] = "1"
    assert _try(client, **solved).status_code == 429


def test_waiting_instead_of_solving_is_no_way_for_a_crowd_of_forms(app: Flask, client: FlaskClient) -> None:
    _hammer(app)
    waiting = [HIDDEN.findall(_try(client).get_data(as_text=True))[0] for _ in range(4)]
    clock.advance(timedelta(seconds=31))
    codes = [_try(client, puzzle=token).status_code for token in waiting]
    assert codes.count(422) == 2


def test_who_fails_again_and_again_waits_longer_each_time(app: Flask, client: FlaskClient) -> None:
    clock.advance(timedelta())
    assert [_try(client).status_code for _ in range(6)] == [422] * 5 + [429]
    for wait_seconds in (60, 120):
        clock.advance(timedelta(seconds=wait_seconds - 1))
        assert _try(client).status_code == 429
        clock.advance(timedelta(seconds=1))
        assert _try(client).status_code == 422
    make(app, OWNER)
    clock.advance(timedelta(seconds=240))
    assert _try(client, PASSWORD).status_code == 303
    # Who got in has a clean slate.
    assert [_try(app.test_client()).status_code for _ in range(2)] == [422] * 2


def test_receipt_codes_are_tried_slowly_by_all_together(app: Flask, client: FlaskClient) -> None:
    clock.advance(timedelta())
    page = ""
    for number in range(11):
        _from(client, number)
        page = send(client, "/receipt/enter", code="1" * 16).get_data(as_text=True)
    assert SUM.search(page)
    _from(client, 50)
    # The next person finds the puzzle on the form before the first try.
    shown = client.get("/receipt/enter").get_data(as_text=True)
    answer = client.post("/receipt/enter", data={"csrf_token": token_of(shown), "code": "2" * 16, **_solved(shown)})
    assert answer.status_code == 422


def test_ten_a_minute_lets_ten_through_two_processes_and_a_forged_address_changes_nothing(portal: Portal) -> None:
    def one_try(number: int) -> int:
        request = Request(
            f"{portal.url}/api/v1/search?q=fever&n={number}", headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
        try:
            with urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(one_try, range(24)))
    # Between one and five the worker's evidence searches once, from this machine as well.
    assert codes.count(200) in {9, 10}
    assert codes.count(200) + codes.count(429) == 24
    portal.kill("web")
    portal.start("web")
    assert one_try(1) == 429


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366])
def test_the_script_does_the_sum_in_a_real_browser(app: Flask, portal: Portal, open_page: OpenPage, width: int) -> None:
    make(app, OWNER)
    _hammer(app)
    page = open_page(width=width)
    page.goto(f"{portal.url}/sign-in")
    page.get_by_label("E-mail address").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("The sum is done.").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/questions")


@pytest.mark.parametrize("name_then", ["ab12", "cd34"], ids=["the hour ended", "the root key changed"])
def test_a_success_that_is_counted_late_asks_nobody_for_a_sum(app: Flask, name_then: str) -> None:
    """Between the try and its success the count may begin anew, or the account be known by another name."""
    with app.test_request_context():
        doors.knock("sign_in", subject="ab12")
        if name_then == "ab12":
            clock.advance(timedelta(hours=2))
        doors.opened("sign_in", subject=name_then)
        for _ in range(3):
            doors.knock("sign_in", subject=name_then)

"""Rate limits: counted across processes, by callers nobody can name tomorrow, without any key."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, current_app
from limits import RateLimitItemPerMinute
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.db import read
from qa_portal.errors import SettingsProblem, TooMany
from qa_portal.settings import Settings
from qa_portal.web import limits
from qa_portal.web.limits import RateCount, RateSalt, StoreCounter


@pytest.fixture
def visit(app: Flask) -> Iterator[None]:
    """A request from one address."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        yield


def _client(app: Flask, address: str) -> str:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        return limits.client()


def test_a_window_ends_and_begins_anew(any_database: str, in_app: Flask) -> None:
    clock.advance(timedelta())
    assert [limits.within_rate("3/minute", "x", who="somebody") for _ in range(5)] == [True] * 3 + [False] * 2
    assert limits.within_rate("3/minute", "x", who="another")
    clock.advance(timedelta(seconds=60))
    assert limits.within_rate("3/minute", "x", who="somebody")


def test_no_try_is_lost_when_many_come_at_once(any_database: str, app: Flask) -> None:
    def one_try(_: int) -> bool:
        with app.app_context():
            return limits.within_rate("20/hour", "x", who="somebody")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one_try, range(40))) == 20


def test_a_view_is_refused_when_it_is_one_too_many(visit: None) -> None:
    current_app.extensions[limits.EXTENSION]["search"] = RateLimitItemPerMinute(2)
    view = limits.limit("search")(lambda: "found")
    assert [view(), view()] == ["found", "found"]
    with pytest.raises(TooMany):
        view()
    by_account = limits.limit("search", by=lambda: "account")(lambda: "found")
    assert by_account() == "found"


def test_a_public_process_counts_without_a_key(public_app: Flask) -> None:
    with public_app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        assert limits.within("search", limits.client())


def test_a_caller_is_the_same_all_day_and_a_stranger_tomorrow(app: Flask) -> None:
    clock.set_to(clock.now().replace(hour=1))
    today = _client(app, "203.0.113.7")
    clock.advance(timedelta(hours=20))
    assert _client(app, "203.0.113.7") == today
    assert _client(app, "203.0.113.8") != today
    clock.advance(timedelta(hours=20))
    assert _client(app, "203.0.113.7") != today
    assert "203" not in today


def test_a_household_counts_as_one(app: Flask) -> None:
    assert _client(app, "2001:db8:1:2::5") == _client(app, "2001:db8:1:2:ffff::9")
    assert _client(app, "2001:db8:1:2::5") != _client(app, "2001:db8:1:3::5")
    assert _client(app, "not an address")


def test_what_is_over_is_forgotten_with_the_way_back(app: Flask) -> None:
    with app.app_context():
        limits.within_rate("3/minute", "x", who=limits.hidden("somebody"))
        clock.advance(timedelta(days=1))
        limits.hidden("somebody")
        limits.forget_old()
        assert read().scalar(select(func.count(RateCount.key))) == 0
        assert read().scalars(select(RateSalt.day)).all() == [clock.now().date()]


def test_the_counter_keeps_the_librarys_contract(in_app: Flask) -> None:
    counter = StoreCounter()
    began = clock.advance(timedelta())
    assert [counter.incr("k", 60), counter.incr("k", 60, 2)] == [1, 3]
    assert counter.get("k") == 3
    assert counter.get_expiry("k") == pytest.approx(began.timestamp() + 60)
    assert counter.check()
    in_app.extensions["sqlalchemy"].session.rollback()
    counter.clear("k")
    assert counter.get("k") == 0
    counter.incr("k", 60)
    assert counter.reset() == 1


@pytest.mark.parametrize("wrong", ["often", "", "ten/minute"])
def test_a_rate_that_is_none_stops_the_start(settings: Settings, wrong: str) -> None:
    with pytest.raises(SettingsProblem, match="QA_RATE_ASK"):
        limits.init_limits(Flask("x"), replace(settings, rate_ask=wrong))

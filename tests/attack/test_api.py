"""The JSON API: its description tells the truth, and nothing a machine can think of makes it fail."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import CheckFunction, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission
from tests.safety.test_matrix import PUBLIC, House, cells_of

ADDRESS = "/api/v1/openapi.json"
NOT_DESCRIBED = {"openapi.description"}
ODD_BODIES = (
    b"",
    b"null",
    b"[]",
    b"1",
    b'"q"',
    b"{",
    b"\xff\xfe",
    b'{"q": null}',
    b'{"q": 1e999}',
    b'{"q": "\\ud800"}',
    b'{"q": "\\u0000"}',
    b'{"q": {"$gt": ""}}',
    b'{"q": "a", "limit": -1}',
    b'{"q": "a", "limit": 1e30}',
    b'{"q": "a", "offset": 99999999999999999999}',
    b'{"q": "a", "q": "b"}',
    b'{"q": "a", "limit": "0x10"}',
    b'{"q": "a", "limit": true}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"q": "a", "topic": ["a"]}',
    b'{"q": "' + b"a" * 1_000_000 + b'"}',
    b'{"__proto__": {"q": 1}, "q": "a"}',
    b'{"q": NaN}',
)


@pytest.fixture
def api(house: House) -> BaseSchema:
    """The description as a client reads it, over the running app."""
    return schemathesis.openapi.from_wsgi(ADDRESS, house.app)


def _described(app: Flask) -> dict[str, dict[str, object]]:
    answer = app.test_client().get(ADDRESS)
    assert answer.status_code == 200
    paths: dict[str, dict[str, object]] = answer.get_json()["paths"]
    return paths


def test_every_route_below_api_is_described(house: House) -> None:
    told = {(path, method.upper()) for path, methods in _described(house.app).items() for method in methods}
    there = {
        (c.route, c.method) for c in house.cells if c.route.startswith("/api/") and c.endpoint not in NOT_DESCRIBED
    }
    assert told == there


def test_the_public_process_describes_public_routes_only(public_app: Flask) -> None:
    public = {cell.route for cell in cells_of(public_app) if cell.permission in PUBLIC}
    assert _described(public_app).keys() <= public
    views = public_app.view_functions
    assert all(getattr(view, MARK) is not Permission.SIGN_IN for view in views.values())


def _operation(found: Any) -> Any:
    return found.ok()


def _try(api: BaseSchema, examples: int, *checks: CheckFunction) -> int:
    """Send so many generated requests to every operation, valid ones and others; return how many went out."""
    sent = 0
    for found in api.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(case=_operation(found).as_strategy(generation_mode=mode))
            def send(case: Any) -> None:
                nonlocal sent
                sent += 1
                case.call_and_validate(checks=list(checks) or None)

            send()
    return sent


def test_no_generated_request_makes_the_api_fail(api: BaseSchema) -> None:
    sent = _try(api, 60, not_a_server_error)
    print(f"\n{sent} generated requests")
    assert sent >= 100


def test_answers_look_as_described(api: BaseSchema) -> None:
    assert _try(api, 20, response_schema_conformance, status_code_conformance, content_type_conformance)


@pytest.mark.soak
def test_thousands_of_generated_requests_do_not_make_it_fail_either(api: BaseSchema) -> None:
    print(f"\n{_try(api, 3000, not_a_server_error)} generated requests")


@pytest.mark.parametrize("body", ODD_BODIES, ids=lambda body: repr(body[:24]))
def test_odd_bodies_get_a_clear_answer(house: House, body: bytes) -> None:
    answer = house.app.test_client().post("/api/v1/search", data=body, content_type="application/json")
    assert answer.status_code in {200, 400, 413, 422}
    assert answer.mimetype == "application/json"
    assert "Traceback" not in answer.get_data(as_text=True)

"""Requests a person never meant to send: from other sites, in other forms, by a mere link."""

import hashlib
import sqlite3
from contextlib import closing
from itertools import product

import pytest

from qa_portal.access.permissions import Permission
from tests.safety.test_matrix import PUBLIC, ROLES, Cell, House

EVIL = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)
OVERRIDES = (
    {"X-HTTP-Method-Override": "POST"},
    {"X-HTTP-Method": "POST"},
    {"X-Method-Override": "POST"},
    {"X-Original-URL": "/sign-out"},
    {"X-Rewrite-URL": "/sign-out"},
)
TYPES = ("application/json", "text/plain", "text/plain; application/x-www-form-urlencoded", "application/xml", "")
NOT_LOOKED_AT = {"audit_entries", "audit_links", "daily_counts", "rate_counts", "rate_salts", "sessions"}
"""Reading is recorded and counted, and a session is touched when it was last seen."""
NOTED = {
    "/ask/advice": {"main.ask_drafts"},
    "/account/app": {"main.totps"},
    # When the patient read the answer, when a clinician saw the question first, and who looks on now.
    "/questions/<question_id>": {"main.questions"},
    "/work/<question_id>": {"main.questions", "main.presences"},
    "/work/<question_id>/beside": {"main.presences"},
}
"""Pages whose showing is kept: that a person has seen the advice for emergencies, and the key an app is set up with."""


@pytest.fixture
def unsafe(house: House) -> list[Cell]:
    """Every route that takes a form."""
    return [cell for cell in house.cells if cell.method == "POST"]


def _pictures(house: House) -> dict[str, str]:
    """Return a digest of every table of both stores."""
    found = {}
    for path in house._stores:
        with closing(sqlite3.connect(path)) as store:
            tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in sorted(set(tables) - NOT_LOOKED_AT):
                rows = sorted(map(repr, store.execute(f'SELECT * FROM "{table}"')))
                found[f"{path.stem}.{table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_no_form_is_taken_from_another_site_even_with_the_right_token(house: House, unsafe: list[Cell]) -> None:
    before = _pictures(house)
    wrong = []
    for cell, headers in product(unsafe, EVIL):
        if cell.permission is Permission.PUBLIC_READ:
            continue
        role = "admin" if "admin" in cell.route else "patient"
        answer = house.ask(
            role, cell, house.path(cell), headers=dict.fromkeys(("Origin", "Sec-Fetch-Site"), "") | headers
        )
        # A mail program ends the mails for its reader (RFC 8058): whoever has the key in the link can.
        refused = {410} if cell.permission is Permission.FOLLOW_END else {400, 403, 404}
        if answer.status_code not in refused:
            wrong.append(f"{cell.route} {headers} {answer.status_code}")
    assert "\n".join(wrong) == ""
    assert _pictures(house) == before


def test_no_form_is_taken_in_another_dress(house: House, unsafe: list[Cell]) -> None:
    before = _pictures(house)
    for cell, kind in product(unsafe, TYPES):
        if cell.permission in PUBLIC:
            continue
        answer = house.app.test_client().post(
            house.path(cell), data=b'{"csrf_token": "x", "language": "es"}', content_type=kind
        )
        assert answer.status_code in {303, 400, 401, 403, 404, 410, 415}, (cell.route, kind, answer.status_code)
        assert answer.status_code != 303 or "/sign-in" in answer.headers["Location"], (cell.route, kind)
    assert _pictures(house) == before


def test_no_header_and_no_field_turns_a_link_into_a_form(house: House) -> None:
    before = _pictures(house)
    links = [cell for cell in house.cells if cell.method == "GET"]
    for cell, headers in product(links, OVERRIDES):
        answer = house.ask("patient", cell, house.path(cell) + "?_method=POST", headers=headers)
        assert answer.status_code < 500, (cell.route, headers)
    assert _changed(before, _pictures(house)) <= set().union(*NOTED.values())


def test_reading_writes_nothing(house: House) -> None:
    before, wrong = _pictures(house), []
    pages = [cell for cell in house.cells if cell.method == "GET"]
    for role in ROLES:
        together = _changed_by(house, before, role, [cell for cell in pages if cell.route not in NOTED])
        if together:
            # Which of them did it is asked one by one, and said.
            alone = {cell.route: _changed_by(house, before, role, [cell]) for cell in pages if cell.route not in NOTED}
            wrong.append(f"{role}: {together} {[route for route, changed in alone.items() if changed]}")
        for cell in pages:
            if cell.route in NOTED and not (changed := _changed_by(house, before, role, [cell])) <= NOTED[cell.route]:
                wrong.append(f"{role} {cell.route}: {changed}")
    assert "\n".join(wrong) == ""


def _changed_by(house: House, before: dict[str, str], role: str, cells: list[Cell]) -> set[str]:
    """Show somebody these pages; return the tables that are another picture afterwards, put back as they were."""
    for cell in cells:
        house.ask(role, cell, house.path(cell))
    if changed := _changed(before, _pictures(house)):
        house.restore()
    return changed

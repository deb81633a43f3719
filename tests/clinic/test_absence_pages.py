"""The page of days away: clinicians enter their own, administrators anybody's, and a mistake keeps what was typed."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.clinic.absence_models import Absence
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from tests.support import people
from tests.support.forms import send


@pytest.fixture
def staff(app: Flask) -> dict[str, people.Someone]:
    """Two clinicians, an administrator and a patient, signed in."""
    with app.app_context(), transaction() as session:
        load_defaults(session, {})
    roles = {"ama": Role.CLINICIAN, "bo": Role.CLINICIAN, "ada": Role.ADMIN, "pat": Role.PATIENT}
    return {name: people.someone(app, f"{name}@example.org", role) for name, role in roles.items()}


def entered(app: Flask) -> list[tuple[str, str | None]]:
    """Return who is away and who stands in, as the database has it."""
    with app.app_context():
        return [(row.account_id, row.cover_id) for row in read().query(Absence)]


def days(client: FlaskClient, **more: str) -> int:
    """Send the form for tomorrow and the day after; return the status."""
    first = clock.now().date() + timedelta(days=1)
    typed = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=1)).isoformat(), "cover_id": ""}
    return send(client, "/absences", **{**typed, **more}).status_code


def test_a_clinician_enters_days_and_takes_them_out(app: Flask, staff: dict[str, people.Someone]) -> None:
    ama, bo = staff["ama"], staff["bo"]
    assert days(ama.client, cover_id=bo.id) == 303
    assert entered(app) == [(ama.id, bo.id)]
    assert "Bo" in ama.client.get("/absences").text
    assert "You stand in for" in bo.client.get("/absences").text
    with app.app_context():
        absence_id = read().query(Absence).one().id
    assert send(bo.client, "/absences", to=f"/absences/{absence_id}/remove").status_code == 404
    assert send(ama.client, "/absences", to=f"/absences/{absence_id}/remove").status_code == 303
    assert entered(app) == []


def test_nobody_enters_a_colleagues_days_but_the_administrator(app: Flask, staff: dict[str, people.Someone]) -> None:
    assert days(staff["ama"].client, account_id=staff["bo"].id) == 404
    assert staff["pat"].client.get("/absences").status_code == 403
    assert days(staff["ada"].client, account_id=staff["bo"].id) == 303
    assert entered(app) == [(staff["bo"].id, None)]


def test_what_cannot_be_is_said_beside_the_field(app: Flask, staff: dict[str, people.Someone]) -> None:
    ama = staff["ama"]
    assert days(ama.client, last_day="2020-01-01") == 422
    assert days(ama.client, first_day="soon") == 422
    assert days(ama.client, cover_id=ama.id) == 422
    assert days(staff["ada"].client, account_id="") == 422
    assert entered(app) == []

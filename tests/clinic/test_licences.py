"""Licences: written down, looked up by somebody else, shown while they are in force."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import licence_service
from qa_portal.clinic.licence_models import CHECKED_FOR, Licence, Standing
from qa_portal.clinic.models import Member
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Forbidden, NotFound
from tests.clinic.conftest import ADMIN, Someone
from tests.support.forms import token_of

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TODAY = NOW.date()
LICENCE: dict[str, Any] = {"register": "Medical Council", "number": "GMC 123", "url": "", "ends_on": None}
REGISTER = "https://register.example.org/"


def save(account_id: str, *, looked_up: bool = False, user: Someone = ADMIN, **changes: Any) -> None:
    licence_service.save(user, account_id, LICENCE | {"looked_up": looked_up} | changes)
    read().rollback()


def standing(account_id: str) -> Standing | None:
    read().rollback()
    return licence_service.standings(read()).get(account_id)


@pytest.fixture
def doctor(clinic: Flask, a_member: Callable[..., str]) -> str:
    """A clinician of a clinic on a Monday at ten."""
    clock.set_to(NOW)
    return a_member()


def test_a_licence_is_written_down_and_then_looked_up(doctor: str) -> None:
    assert standing(doctor) is None
    save(doctor)
    assert standing(doctor) is Standing.UNCHECKED
    assert licence_service.shown_of(read(), doctor) is None
    save(doctor, looked_up=True)
    assert standing(doctor) is Standing.CHECKED
    shown = licence_service.shown_of(read(), doctor)
    assert shown is not None
    assert (shown.number, shown.checked_at, shown.checked_by_id) == ("GMC 123", NOW, ADMIN.id)
    entries = read().query(AuditEntry).filter_by(action=Action.LICENCE_SAVED.value).all()
    assert sorted((entry.subject_id, json.loads(entry.fields)["checked"]) for entry in entries) == [
        (doctor, False),
        (doctor, True),
    ]


@pytest.mark.parametrize("change", [{"number": "GMC 124"}, {"register": "Other"}, {"ends_on": date(2027, 1, 1)}])
def test_what_was_looked_up_is_not_what_was_changed_since(doctor: str, change: dict[str, Any]) -> None:
    save(doctor, looked_up=True)
    save(doctor)
    assert standing(doctor) is Standing.CHECKED
    save(doctor, **change)
    assert standing(doctor) is Standing.UNCHECKED


def test_without_a_number_there_is_none(doctor: str) -> None:
    save(doctor, looked_up=True)
    save(doctor, number="")
    assert standing(doctor) is None
    save(doctor, number="")


def test_nobody_looks_up_their_own_and_the_table_refuses_it_too(doctor: str) -> None:
    own = Someone(Role.ADMIN, doctor)
    with pytest.raises(BadInput) as refused:
        save(doctor, looked_up=True, user=own)
    assert set(refused.value.errors) == {"looked_up"}
    save(doctor, user=own)
    with pytest.raises(IntegrityError):
        _look_up(doctor, by=doctor)


def _look_up(account_id: str, *, by: str) -> None:
    with transaction() as session:
        licence = session.get_one(Licence, account_id)
        licence.checked_at, licence.checked_by_id = NOW, by


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_writes_it_down(doctor: str, role: Role) -> None:
    with pytest.raises((Forbidden, NotFound)):
        save(doctor, user=Someone(role))
    with pytest.raises((Forbidden, NotFound)):
        save("nobody")


def test_one_that_has_ended_cannot_be_looked_up_today(doctor: str) -> None:
    with pytest.raises(BadInput) as refused:
        save(doctor, looked_up=True, ends_on=TODAY - timedelta(days=1))
    assert set(refused.value.errors) == {"ends_on"}
    save(doctor, looked_up=True, ends_on=TODAY)


@pytest.mark.parametrize(
    ("checked", "ends_on", "wanted"),
    [
        (None, None, Standing.UNCHECKED),
        (None, TODAY + timedelta(days=400), Standing.UNCHECKED),
        (None, TODAY - timedelta(days=1), Standing.ENDED),
        (NOW, None, Standing.CHECKED),
        (NOW, TODAY + timedelta(days=31), Standing.CHECKED),
        (NOW, TODAY + timedelta(days=30), Standing.DUE),
        (NOW, TODAY, Standing.DUE),
        (NOW, TODAY - timedelta(days=1), Standing.ENDED),
        (NOW - CHECKED_FOR + timedelta(days=1), None, Standing.CHECKED),
        (NOW - CHECKED_FOR, None, Standing.DUE),
    ],
)
def test_how_it_stands(checked: datetime | None, ends_on: date | None, wanted: Standing) -> None:
    licence = Licence(account_id="a", register="R", number="1", checked_at=checked, ends_on=ends_on)
    assert licence.standing(TODAY) is wanted


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(as_admin: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.add(Member(account_id="b" * 32, display_name="Dr Ama Osei"))
    page = f"/admin/members/{'b' * 32}/licence"

    def post(**fields: str) -> TestResponse:
        token = token_of(as_admin.get(page).text)
        return as_admin.post(page, data={"csrf_token": token, **fields})

    bad = post(number="GMC 123", register="", url="register.example.org", ends_on="soon")
    assert bad.status_code == 422
    for words in ("Write whose register", "begins with https://", "Choose a date", 'value="GMC 123"'):
        assert words in bad.text
    good = post(number="GMC 123", register="Medical Council", url=REGISTER, ends_on="", looked_up="yes")
    assert (good.status_code, good.location) == (303, "/admin/queues")
    assert "Checked" in as_admin.get("/admin/queues").text
    assert "Looked up on" in as_admin.get(page).text


def test_readers_see_it_on_a_public_page_while_it_is_in_force(
    doctor: str, clinic: Flask, a_member: Callable[..., str]
) -> None:
    with transaction() as session:
        session.get_one(Member, doctor).public_slug = "ama-osei"
    save(doctor, url=REGISTER, ends_on=TODAY + timedelta(days=60))
    reader = clinic.test_client()
    assert "GMC 123" not in reader.get("/people/ama-osei").text
    save(doctor, looked_up=True, url=REGISTER, ends_on=TODAY + timedelta(days=60))
    shown = reader.get("/people/ama-osei").text
    assert f'<a href="{REGISTER}" rel="noopener noreferrer">Medical Council</a>, GMC 123.' in shown
    assert "The clinic looked this up on 2 March 2026." in shown
    assert "It is in force until 1 May 2026." in shown
    clock.advance(timedelta(days=61))
    save(a_member("Somebody"))
    assert "GMC 123" not in reader.get("/people/ama-osei").text

"""Who is on call: sealed, for staff only, each look recorded."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import duty
from qa_portal.clinic.duty_models import DUTY_ID, DutyContact
from qa_portal.crypto.sealed import PLACEHOLDER, Sealed
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Forbidden
from tests.clinic.conftest import ADMIN, Someone, leave

STAFF = [role for role in Role if role.is_staff]


def on_call(name: str = "Zxqvbkwj Dr", phone: str = "020 7946 0142", account_id: str | None = None) -> None:
    duty.set_contact(ADMIN, clear_name=name, clear_phone=phone, account_id=account_id)


@pytest.mark.parametrize("role", STAFF)
def test_every_member_of_staff_may_look_and_each_look_is_recorded(clinic: Flask, role: Role) -> None:
    on_call()
    person = Someone(role)
    found = duty.open_contact(person, "on_call_page")
    assert found is not None
    assert (found.clear_name, found.clear_phone) == ("Zxqvbkwj Dr", "020 7946 0142")
    assert "Zxqvbkwj" not in repr(found)
    with transaction() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.actor_id == person.id)).all()
        assert [row.action for row in rows] == ["reading:duty:opened"]


def test_a_patient_may_not_look(clinic: Flask) -> None:
    on_call()
    with pytest.raises(Forbidden):
        duty.open_contact(Someone(Role.PATIENT), "x")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_administrator_names_the_person(clinic: Flask, role: Role) -> None:
    with pytest.raises(Forbidden):
        duty.set_contact(Someone(role), clear_name="x", clear_phone="1", account_id=None)


def test_nobody_is_named_at_first(clinic: Flask) -> None:
    assert duty.open_contact(ADMIN, "x") is None
    with transaction() as session:
        assert duty.duty_account_id(session) is None


def test_a_name_may_be_given_before_the_clinic_is_set_up(in_app: Flask) -> None:
    on_call()
    assert duty.open_contact(ADMIN, "x") is not None


def test_what_is_stored_is_sealed_and_an_older_value_does_not_open_in_its_place(clinic: Flask) -> None:
    on_call("First")
    with transaction() as session:
        contact = session.get_one(DutyContact, DUTY_ID)
        assert isinstance(contact.name, Sealed)
        first = contact.name
    on_call("Second")
    assert duty.open_contact(ADMIN, "x").clear_name == "Second"  # type: ignore[union-attr]
    with transaction() as session:
        session.get_one(DutyContact, DUTY_ID).name = first
    assert duty.open_contact(ADMIN, "x").clear_name == PLACEHOLDER  # type: ignore[union-attr]


def test_the_account_that_is_told_works_here(clinic: Flask, a_member: Callable[..., str]) -> None:
    one = a_member()
    on_call(account_id=one)
    with transaction() as session:
        assert duty.duty_account_id(session) == one
    leave(one)
    with transaction() as session:
        assert duty.duty_account_id(session) is None
    with pytest.raises(BadInput):
        on_call(account_id=one)

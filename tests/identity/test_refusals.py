"""Who is signed in and asks for what is none of theirs is recorded; what a visitor asks for is not."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.db import new_id, read
from tests.support.people import someone


def refusals(app: Flask) -> list[Any]:
    """Return what was recorded of refusals: who, which record, what is known of it."""
    with app.app_context():
        wanted = select(AuditEntry.actor_id, AuditEntry.subject_id, AuditEntry.fields)
        return [tuple(row) for row in read().execute(wanted.where(AuditEntry.action == "access:record:refused"))]


def test_a_foreign_record_and_a_foreign_room_are_recorded(app: Flask) -> None:
    patient = someone(app, "ana@example.org")
    foreign = new_id()
    assert patient.client.get(f"/questions/{foreign}").status_code == 404
    assert patient.client.get("/admin/staff").status_code == 403
    assert refusals(app) == [
        (patient.id, foreign, '{"place":"answer.status","status":404}'),
        (patient.id, "", '{"place":"identity.staff.everybody","status":403}'),
    ]


def test_what_is_typed_into_an_address_is_not_written_down(app: Flask) -> None:
    patient = someone(app, "ana@example.org")
    assert patient.client.get("/questions/my-secret-illness").status_code == 404
    assert [subject for _actor, subject, _fields in refusals(app)] == [""]


def test_a_visitor_and_a_public_page_leave_no_record(app: Flask) -> None:
    client = someone(app, "tom@example.org", Role.EDITOR).client
    assert app.test_client().get(f"/questions/{new_id()}").status_code == 303
    assert client.get("/answers/no-such-page").status_code == 404
    assert client.get("/nowhere").status_code == 404
    assert refusals(app) == []


def test_a_search_through_many_ids_fills_no_disk(app: Flask) -> None:
    patient = someone(app, "ana@example.org")
    for _number in range(70):
        assert patient.client.get(f"/questions/{new_id()}").status_code == 404
    assert len(refusals(app)) == 60

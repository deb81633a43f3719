"""The administrator's pages: every form in and out, what was typed is kept, nobody else comes in."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.access.permissions import Role
from qa_portal.clinic import logo, page, queries, service
from qa_portal.clinic.models import Member
from qa_portal.db import transaction
from tests.clinic.conftest import ADMIN, signed_in
from tests.clinic.test_page import fresh, logo_file
from tests.support.forms import send

HOSTILE = '"><script>alert(1)</script>{{7*7}}'
PAGES = (
    "/admin/clinic",
    "/admin/clinic/facts",
    "/admin/clinic/logo",
    "/admin/clinic/hours",
    "/admin/clinic/holidays",
    "/admin/clinic/texts/privacy",
    "/admin/clinic/texts/terms",
    "/admin/clinic/texts/accessibility",
    "/admin/clinic/texts/about",
    "/admin/clinic/consent/ask",
    "/admin/clinic/consent/publish",
    "/admin/clinic/intake",
    "/admin/clinic/duty",
    "/admin/queues",
    "/admin/queues/new",
)
FACTS: dict[str, Any] = {
    "name": "Northfield",
    "emergency_number": "999",
    "time_zone": "Europe/London",
    "languages": ["en", "es"],
    "brand_colour": "#0b5d6b",
}
QUEUE: dict[str, Any] = {
    "name_en": "Heart",
    "name_es": "Corazón",
    "answer_within_hours": "8",
    "active": "yes",
    "terms_en": "ecg",
}


def in_app(app: Flask, ask: Callable[[], Any]) -> Any:
    with app.app_context():
        return ask()


@pytest.fixture
def staff(app: Flask) -> str:
    """A member of staff who works in no queue yet."""
    account_id = "b" * 32
    with app.app_context(), transaction() as session:
        session.add(Member(account_id=account_id, display_name="Dr Ama Osei"))
    return account_id


def test_every_page_opens_with_one_heading_and_in_spanish_too(as_admin: FlaskClient) -> None:
    for path in PAGES:
        for prefix in ("", "/es"):
            answer = as_admin.get(f"{prefix}{path}", follow_redirects=True)
            assert answer.status_code == 200, path
            assert len(re.findall(r"<h1\b", answer.text)) == 1, path


def test_visitors_and_patients_stay_outside(app: Flask, client: FlaskClient) -> None:
    patient = signed_in(app, Role.PATIENT)
    for path in (*PAGES, "/duty", "/admin/members/x"):
        assert client.get(path).status_code in {302, 303, 401}, path
        assert patient.get(path).status_code == 403, path


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.EDITOR, Role.PRIVACY_OFFICER])
def test_other_staff_see_who_is_on_call_and_nothing_else(app: Flask, role: Role) -> None:
    person = signed_in(app, role)
    assert person.get("/duty").status_code == 200
    for path in PAGES:
        assert person.get(path).status_code == 403, path


@pytest.mark.parametrize(
    ("path", "fields", "then"),
    [
        ("/admin/clinic/facts", FACTS, "/admin/clinic"),
        ("/admin/clinic/hours", {"day0": "08:00-12:00"}, "/admin/clinic"),
        ("/admin/clinic/holidays", {"day": "2031-12-25", "name": "Christmas"}, "/admin/clinic/holidays"),
        ("/admin/clinic/texts/about", {"body_en": "About us", "body_es": ""}, "/admin/clinic"),
        ("/admin/clinic/consent/ask", {"text_en": "May we?", "text_es": "¿Podemos?"}, "/admin/clinic/consent/ask"),
        ("/admin/clinic/intake", {"intake": "stopped", "body_en": "Back soon", "body_es": ""}, "/admin/clinic"),
        ("/admin/clinic/duty", {"name": "Dr X", "phone": "112 233", "account_id": ""}, "/admin/clinic"),
        ("/admin/queues/new", QUEUE, "/admin/queues"),
    ],
)
def test_a_good_form_is_saved_and_leads_on(as_admin: FlaskClient, path: str, fields: dict[str, Any], then: str) -> None:
    answer = send(as_admin, path, **fields)
    assert (answer.status_code, answer.location) == (303, then)
    after = as_admin.get(then).text
    assert "Saved." in after
    assert "Saved." not in as_admin.get(then).text


@pytest.mark.parametrize(
    ("path", "fields", "wrong"),
    [
        ("/admin/clinic/facts", FACTS | {"name": "", "strapline": HOSTILE}, "name"),
        ("/admin/clinic/facts", FACTS | {"brand_colour": HOSTILE}, "brand_colour"),
        ("/admin/clinic/facts", FACTS | {"brand_colour": "#ffff00", "strapline": HOSTILE}, "brand_colour"),
        ("/admin/clinic/hours", {"day0": "09:00-17:00", "day1": HOSTILE}, "day1"),
        ("/admin/clinic/holidays", {"day": "", "name": HOSTILE}, "day"),
        ("/admin/clinic/texts/terms", {"body_en": HOSTILE, "body_es": "x" * 20_001}, "body_es"),
        ("/admin/clinic/consent/publish", {"text_en": HOSTILE, "text_es": ""}, "text_es"),
        ("/admin/clinic/intake", {"intake": "", "body_en": HOSTILE}, "intake"),
        ("/admin/clinic/duty", {"name": HOSTILE, "phone": ""}, "phone"),
        ("/admin/queues/new", QUEUE | {"name_es": HOSTILE, "answer_within_hours": "soon"}, "answer_within_hours"),
        ("/admin/queues/new", QUEUE | {"description_en": HOSTILE, "name_en": "General questions"}, "name_en"),
        ("/admin/queues/new", QUEUE | {"description_en": HOSTILE, "lead_id": "0" * 32}, "lead_id"),
    ],
)
def test_a_bad_form_comes_back_with_what_was_typed_and_what_is_wrong(
    as_admin: FlaskClient, path: str, fields: dict[str, Any], wrong: str
) -> None:
    answer = send(as_admin, path, **fields)
    assert answer.status_code == 422
    assert f'href="#{wrong}"' in answer.text
    assert f'id="{wrong}"' in answer.text or wrong == "lead_id"
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in answer.text


def test_a_date_is_removed_from_the_list_and_not_twice(app: Flask, as_admin: FlaskClient) -> None:
    send(as_admin, "/admin/clinic/holidays", day="2031-12-25", name=HOSTILE)
    assert "<script>alert" not in as_admin.get("/admin/clinic/holidays").text
    for expected in (303, 404):
        answer = send(as_admin, "/admin/clinic/holidays", to="/admin/clinic/holidays/2031-12-25/remove")
        assert answer.status_code == expected
    assert send(as_admin, "/admin/clinic/holidays", to="/admin/clinic/holidays/no-day/remove").status_code == 404


def test_a_logo_is_taken_shown_and_removed(app: Flask, as_admin: FlaskClient) -> None:
    assert send(as_admin, "/admin/clinic/logo", logo=(BytesIO(logo_file()), "x.png")).status_code == 303
    url = re.search(r'src="(/clinic/logo\?v=[0-9a-f]{12})"', as_admin.get("/admin/clinic/logo").text)
    assert url is not None
    assert as_admin.get(url.group(1)).mimetype == "image/webp"
    assert send(as_admin, "/admin/clinic/logo", to="/admin/clinic/logo/remove").status_code == 303
    assert as_admin.get("/clinic/logo").status_code == 404


@pytest.mark.parametrize("upload", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, bytes(2_000)])
def test_a_file_that_is_no_logo_comes_back_with_a_reason(
    as_admin: FlaskClient, upload: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logo, "MAX_BYTES", 1_000)
    answer = send(as_admin, "/admin/clinic/logo", logo=(BytesIO(upload), "logo.png"))
    assert answer.status_code == 422
    assert 'href="#logo"' in answer.text


def test_forms_show_what_is_stored(app: Flask, as_admin: FlaskClient, staff: str) -> None:
    send(as_admin, "/admin/clinic/facts", **FACTS)
    shown = as_admin.get("/admin/clinic/facts").text
    assert 'value="Northfield"' in shown
    assert re.search(r'value="Europe/London"\s+selected', shown)
    assert len(re.findall(r'name="languages"[^>]*checked', shown)) == 2
    send(as_admin, "/admin/queues/new", **(QUEUE | {"members": [staff], "lead_id": staff}))
    queue_id = in_app(app, lambda: _queue_id("heart"))
    shown = as_admin.get(f"/admin/queues/{queue_id}").text
    assert 'value="Coraz' in shown
    assert re.search(rf'value="{staff}"\s+checked', shown)
    assert re.search(rf'value="{staff}"\s+selected', shown)
    assert re.search(r'name="active"[^>]*checked', shown)
    assert not re.search(r'name="is_intake"[^>]*checked', shown)


def _queue_id(slug: str) -> str:
    with transaction() as session:
        return queries.queue_by_slug(session, slug).id


def test_a_queue_is_changed(app: Flask, as_admin: FlaskClient) -> None:
    queue_id = in_app(app, lambda: _queue_id("general_questions"))
    changed = QUEUE | {"name_en": "First", "is_intake": "yes"}
    assert send(as_admin, f"/admin/queues/{queue_id}", **changed).status_code == 303
    assert "First" in as_admin.get("/admin/queues").text
    answer = send(as_admin, f"/admin/queues/{queue_id}", **{**changed, "is_intake": "no", "name_en": "Second"})
    assert answer.status_code == 422
    assert 'value="Second"' in answer.text


def test_what_readers_see_of_a_person_is_changed(as_admin: FlaskClient, staff: str) -> None:
    path = f"/admin/members/{staff}"
    assert 'value="Dr Ama Osei"' in as_admin.get(path).text
    assert send(as_admin, path, display_name="", bio=HOSTILE).status_code == 422
    assert send(as_admin, path, display_name="Dr A", bio="One\r\ntwo").status_code == 303
    assert "Dr A" in as_admin.get("/admin/queues").text


@pytest.mark.parametrize(
    "path", ["/admin/clinic/texts/stop", "/admin/clinic/texts/x", "/admin/clinic/consent/x", "/admin/queues/x"]
)
def test_what_is_not_there_is_not_found(as_admin: FlaskClient, path: str) -> None:
    assert as_admin.get(path).status_code == 404
    assert send(as_admin, "/admin/clinic/facts", to=path, body_en="x", **QUEUE).status_code == 404


def test_staff_see_who_is_on_call(app: Flask, as_admin: FlaskClient) -> None:
    assert "Nobody is named" in as_admin.get("/duty").text
    send(as_admin, "/admin/clinic/duty", name="Dr Night", phone="020 7946 0142")
    shown = signed_in(app, Role.CLINICIAN).get("/duty").text
    assert "Dr Night" in shown
    assert 'href="tel:02079460142"' in shown
    assert 'value="Dr Night"' in as_admin.get("/admin/clinic/duty").text


def test_a_form_without_its_token_changes_nothing(app: Flask, as_admin: FlaskClient) -> None:
    assert as_admin.post("/admin/clinic/facts", data=FACTS | {"name": "Taken over"}).status_code == 400
    assert in_app(app, fresh).name != "Taken over"


def test_the_switch_stops_new_questions_and_the_page_says_so(app: Flask, as_admin: FlaskClient) -> None:
    send(as_admin, "/admin/clinic/intake", intake="stopped", body_en="Back on Monday", body_es="")
    assert "You take no new questions" in as_admin.get("/admin/clinic").text
    assert not in_app(app, fresh).accepts_questions
    send(as_admin, "/admin/clinic/intake", intake="open", body_en="Back on Monday", body_es="")
    assert in_app(app, fresh).accepts_questions


def test_a_colour_of_the_clinic_is_on_its_pages(app: Flask, as_admin: FlaskClient) -> None:
    in_app(app, lambda: service.edit_facts(ADMIN, {"brand_colour": "#0b5d6b"}))
    assert "/brand.css" in as_admin.get("/admin/clinic").text
    assert in_app(app, lambda: page.current().has_brand)

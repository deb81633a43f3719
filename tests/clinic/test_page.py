"""The clinic page: facts as the public sees them, without key, cookie or session."""

from contextlib import suppress
from io import BytesIO

from flask import Flask
from PIL import Image
from sqlalchemy import event

from qa_portal import clock
from qa_portal.clinic import page, service
from qa_portal.clinic.calendar import Span
from qa_portal.db import db, read, transaction
from tests.clinic.conftest import ADMIN


def fresh() -> page.ClinicFacts:
    with transaction() as session:
        return page.facts(session)


def logo_file(colour: str = "#0b5d6b") -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (60, 30), colour).save(drawn, format="PNG")
    return drawn.getvalue()


def test_before_it_is_set_up_a_clinic_has_sane_facts(in_app: Flask) -> None:
    clinic = fresh()
    assert not clinic.is_set_up
    assert clinic.accepts_questions
    assert clinic.emergency_number == "112"
    assert clinic.languages == ("en", "es")
    assert not clinic.has_brand
    assert clinic.logo_url is None
    for language in ("en", "es"):
        texts = [
            getattr(clinic, kind)(language) for kind in ("privacy", "terms", "accessibility", "about", "stop_message")
        ]
        assert len(set(texts)) == 5
    assert clinic.privacy("en") != clinic.privacy("es")
    assert clinic.blocks("privacy", "en")[0].kind == "heading"


def test_every_kind_of_change_shows_at_once_with_the_clock_stopped(clinic: Flask) -> None:
    clock.set_to(clock.now())
    seen = [fresh().edition]
    service.edit_facts(ADMIN, {"name": "Northfield", "brand_colour": "#0b5d6b"})
    assert fresh().name == "Northfield"
    assert fresh().has_brand
    seen.append(fresh().edition)
    service.set_hours(ADMIN, [Span(2, 600, 660)])
    assert fresh().week("en")[2] == ("Wednesday", [("10:00", "11:00")])
    assert fresh().week("es")[0] == ("Lunes", [])
    seen.append(fresh().edition)
    service.set_texts(ADMIN, "about", {"en": "All about us", "es": ""})
    assert fresh().about("en") == "All about us"
    assert "clínico" in fresh().about("es")
    seen.append(fresh().edition)
    service.stop_intake(ADMIN, {"en": "Back on Monday", "es": ""})
    assert not fresh().accepts_questions
    assert fresh().stop_message("en") == "Back on Monday"
    service.start_intake(ADMIN, {"en": "", "es": ""})
    assert fresh().accepts_questions
    assert fresh().stop_message("en").startswith("We cannot take")
    assert len({*seen, fresh().edition}) == 5


def test_facts_that_did_not_change_cost_one_query(clinic: Flask) -> None:
    fresh()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    page.facts(read())
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
    assert "logo " not in asked[-1].replace("\n", " ").replace(",", " ")


def test_a_change_that_was_rolled_back_is_not_remembered(clinic: Flask) -> None:
    before = fresh()
    with suppress(RuntimeError), transaction() as session:
        service.facts_for_change(session).name = "Nowhere"
        session.flush()
        assert page.facts(session).name == "Nowhere"
        raise RuntimeError
    assert fresh() == before


def test_public_routes_need_no_key_and_set_no_cookie(public_app: Flask, app: Flask) -> None:
    with app.app_context():
        service.edit_facts(ADMIN, {"brand_colour": "#0b5d6b", "button_colour": "#0b6e4f"})
        service.set_logo(ADMIN, logo_file())
    client = public_app.test_client()
    with public_app.test_request_context():
        logo_url = page.current().logo_url
    assert logo_url is not None
    for path in ("/brand.css", "/es/brand.css", logo_url):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert again.data == b""
    assert client.get("/brand.css").mimetype == "text/css"
    assert client.get("/brand.css").text.startswith(":root{--nhsuk-brand-colour:#0b5d6b;")
    assert client.get(logo_url).mimetype == "image/webp"


def test_without_logo_and_colours_the_routes_say_so(public_app: Flask) -> None:
    client = public_app.test_client()
    assert client.get("/clinic/logo").status_code == 404
    assert client.get("/brand.css").data == b""


def test_a_colour_that_came_past_the_form_is_still_no_css(clinic: Flask) -> None:
    service.edit_facts(ADMIN, {"brand_colour": "red;}b"})
    assert not fresh().has_brand
    assert fresh().brand_css == ""


def test_a_new_logo_has_a_new_address(clinic: Flask) -> None:
    service.set_logo(ADMIN, logo_file())
    first = fresh().logo_url
    service.set_logo(ADMIN, logo_file("#884400"))
    assert first is not None
    assert fresh().logo_url != first
    service.remove_logo(ADMIN)
    assert fresh().logo_url is None

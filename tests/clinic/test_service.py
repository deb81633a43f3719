"""Changing the clinic's facts: checked, whole, recorded, and by administrators only."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries, service
from qa_portal.clinic.calendar import OFFICE_WEEK, Span
from qa_portal.clinic.models import ConsentWording
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Forbidden, NotFound
from tests.clinic.conftest import ADMIN, Someone
from tests.clinic.test_page import fresh, logo_file


def last_record() -> tuple[str, dict[str, object]]:
    with transaction() as session:
        rows = session.scalars(select(AuditEntry)).all()
        newest = max(rows, key=lambda row: row.at)
        return newest.action, json.loads(newest.fields)


ACTS: list[Callable[[Someone], object]] = [
    lambda user: service.edit_facts(user, {"name": "Other"}),
    lambda user: service.set_logo(user, logo_file()),
    lambda user: service.remove_logo(user),
    lambda user: service.set_hours(user, [Span(0, 0, 60)]),
    lambda user: service.add_holiday(user, date(2026, 12, 25), "Christmas"),
    lambda user: service.set_texts(user, "terms", {"en": "x", "es": "y"}),
    lambda user: service.reword_consent(user, "ask", text_en="x", text_es="y"),
    lambda user: service.stop_intake(user, {}),
    lambda user: service.start_intake(user, {}),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_administrator_changes_the_clinic(
    clinic: Flask, role: Role, act: Callable[[Someone], object]
) -> None:
    before = fresh()
    with pytest.raises(Forbidden):
        act(Someone(role))
    assert fresh() == before


@pytest.mark.parametrize("act", ACTS)
def test_every_change_is_recorded_without_words(clinic: Flask, act: Callable[[Someone], object]) -> None:
    act(ADMIN)
    action, fields = last_record()
    assert action.startswith("admin:")
    assert not {"Other", "Christmas"} & set(fields.values())


def test_the_record_says_which_facts_changed(clinic: Flask) -> None:
    service.edit_facts(ADMIN, {"name": "Northfield", "phone": "", "advice_number": "116 117"})
    assert last_record() == ("admin:clinic:edited", {"changed": "name,advice_number"})


def test_the_first_edit_makes_a_clinic_that_was_never_set_up(in_app: Flask) -> None:
    service.edit_facts(ADMIN, {"name": "Northfield"})
    assert fresh().is_set_up
    assert fresh().calendar.spans == OFFICE_WEEK


def test_hours_replace_the_week(clinic: Flask) -> None:
    service.set_hours(ADMIN, [Span(5, 600, 720), Span(5, 700, 780)])
    assert fresh().calendar.spans == (Span(5, 600, 780),)


def test_a_date_is_closed_once_and_opened_again(clinic: Flask) -> None:
    day = date(2026, 12, 25)
    service.add_holiday(ADMIN, day, "Christmas Day")
    assert fresh().calendar.is_closed_day(day)
    with pytest.raises(BadInput) as refused:
        service.add_holiday(ADMIN, day, "Again")
    assert set(refused.value.errors) == {"day"}
    service.remove_holiday(ADMIN, day)
    assert not fresh().calendar.is_closed_day(day)
    with pytest.raises(NotFound):
        service.remove_holiday(ADMIN, day)


def test_closed_dates_that_passed_can_be_left_out(clinic: Flask) -> None:
    for year in (2025, 2026):
        service.add_holiday(ADMIN, date(year, 12, 25), "Christmas Day")
    with transaction() as session:
        assert [row.day.year for row in queries.holidays(session, since=date(2026, 1, 1))] == [2026]


def test_consent_wordings_are_added_and_never_changed(clinic: Flask) -> None:
    with transaction() as session:
        first = queries.consent_wording(session)
        assert first.version == 1
        assert queries.consent_wording(session, "publish").version == 1
    assert service.reword_consent(ADMIN, "ask", text_en="May we ask?", text_es="¿Podemos preguntar?") == 2
    with transaction() as session:
        assert queries.consent_wording(session).text("es") == "¿Podemos preguntar?"
        kept = session.get(ConsentWording, ("ask", 1))
        assert kept is not None
        assert kept.text("en") == first.text("en")
        assert queries.consent_wording(session, "publish").version == 1
    with pytest.raises(BadInput):
        service.reword_consent(ADMIN, "ask", text_en="May we ask?", text_es="¿Podemos preguntar?")


def test_before_set_up_the_wording_is_the_products_own_and_has_no_version(in_app: Flask) -> None:
    with transaction() as session:
        assert queries.consent_wording(session).version == 0
        assert "publishes nothing" in queries.consent_wording(session).text("en")


def test_a_bad_logo_is_refused_in_plain_words(clinic: Flask) -> None:
    with clinic.test_request_context(), pytest.raises(BadInput) as refused:
        service.set_logo(ADMIN, b"hello")
    assert set(refused.value.errors) == {"logo"}


def test_a_text_saved_as_it_came_with_the_product_stays_the_products(clinic: Flask) -> None:
    service.set_texts(ADMIN, "terms", {"en": "Ours", "es": fresh().terms("es")})
    with transaction() as session:
        assert set(queries.texts(session)) == {("terms", "en")}

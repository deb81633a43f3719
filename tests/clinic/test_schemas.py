"""What the clinic's forms take and refuse."""

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from qa_portal.clinic import schemas
from qa_portal.clinic.calendar import Span
from qa_portal.web.forms import read_form

pytestmark = pytest.mark.usefixtures("in_app")

GOOD: dict[type[Schema], dict[str, Any]] = {
    schemas.FactsForm: {
        "name": "Northfield",
        "emergency_number": "112",
        "time_zone": "Europe/London",
        "languages": ["en", "es"],
    },
    schemas.HoursForm: {"day0": "09:00-17:00"},
    schemas.HolidayForm: {"day": "2026-12-25", "name": "Christmas Day"},
    schemas.TextForm: {"body_en": "One\n\nTwo", "body_es": ""},
    schemas.ConsentForm: {"text_en": "Yes?", "text_es": "¿Sí?"},
    schemas.IntakeForm: {"intake": "stopped"},
    schemas.DutyForm: {"name": "Dr Osei", "phone": "020 7946 0142"},
    schemas.QueueForm: {"name_en": "Heart", "name_es": "Corazón", "answer_within_hours": "16"},
    schemas.MemberForm: {"display_name": "Dr Ama Osei"},
    schemas.LicenceForm: {"register": "Medical Council", "number": "1", "ends_on": "", "looked_up": "yes"},
}
MAY_BE_EMPTY = {schemas.TextForm, schemas.LicenceForm}
LONG = "x" * 20_001
BAD: list[tuple[type[Schema], str, Any]] = [
    (schemas.FactsForm, "name", ""),
    (schemas.FactsForm, "name", "   "),
    (schemas.FactsForm, "name", "x" * 121),
    (schemas.FactsForm, "name", "North\nfield"),
    (schemas.FactsForm, "name", "North\x00field"),
    (schemas.FactsForm, "strapline", "x" * 201),
    (schemas.FactsForm, "emergency_number", ""),
    (schemas.FactsForm, "emergency_number", "call us"),
    (schemas.FactsForm, "emergency_number", "javascript:alert(1)"),
    (schemas.FactsForm, "phone", "020 7946 0142; rm"),
    (schemas.FactsForm, "phone", "+"),
    (schemas.FactsForm, "advice_number", "1" * 41),
    (schemas.FactsForm, "email", "not an address"),
    (schemas.FactsForm, "email", "a@b"),
    (schemas.FactsForm, "email", 'a"onclick="x@b.example'),
    (schemas.FactsForm, "time_zone", "Mars/Base"),
    (schemas.FactsForm, "time_zone", "../../etc/passwd"),
    (schemas.FactsForm, "languages", []),
    (schemas.FactsForm, "languages", ["en", "tlh"]),
    (schemas.FactsForm, "brand_colour", "red;}body{"),
    (schemas.FactsForm, "brand_colour", "red"),
    (schemas.FactsForm, "brand_colour", "#12345"),
    (schemas.FactsForm, "brand_colour", "#0b5d6b;}body{"),
    (schemas.FactsForm, "brand_colour", "#ffff00"),
    (schemas.FactsForm, "button_colour", "#999999"),
    (schemas.HoursForm, "day0", "nine to five"),
    (schemas.HoursForm, "day0", "17:00-09:00"),
    (schemas.HoursForm, "day0", "09:00-25:00"),
    (schemas.HoursForm, "day0", "09:60-17:00"),
    (schemas.HoursForm, "day0", "09:00"),
    (schemas.HoursForm, "day0", ", ".join(f"{hour:02}:00-{hour:02}:30" for hour in range(7))),
    (schemas.HoursForm, "day0", ""),
    (schemas.HoursForm, "day3", "09:00-"),
    (schemas.HolidayForm, "day", ""),
    (schemas.HolidayForm, "day", "25/12/2026"),
    (schemas.HolidayForm, "day", "2026-02-30"),
    (schemas.HolidayForm, "name", ""),
    (schemas.TextForm, "body_en", LONG),
    (schemas.TextForm, "body_es", "a\x08b"),
    (schemas.ConsentForm, "text_en", ""),
    (schemas.ConsentForm, "text_es", "  \n "),
    (schemas.ConsentForm, "text_es", "x" * 2_001),
    (schemas.IntakeForm, "intake", "maybe"),
    (schemas.IntakeForm, "intake", ""),
    (schemas.DutyForm, "name", ""),
    (schemas.DutyForm, "phone", ""),
    (schemas.DutyForm, "phone", "ring me"),
    (schemas.QueueForm, "name_en", ""),
    (schemas.QueueForm, "name_es", ""),
    (schemas.QueueForm, "answer_within_hours", "0"),
    (schemas.QueueForm, "answer_within_hours", "501"),
    (schemas.QueueForm, "answer_within_hours", "soon"),
    (schemas.QueueForm, "answer_within_hours", ""),
    (schemas.QueueForm, "position", "-1"),
    (schemas.QueueForm, "terms_en", "x" * 61),
    (schemas.QueueForm, "terms_es", "\n".join(f"term {number}" for number in range(501))),
    (schemas.QueueForm, "description_en", "x" * 501),
    (schemas.QueueForm, "members", ["x" * 33]),
    (schemas.MemberForm, "display_name", ""),
    (schemas.MemberForm, "bio", "x" * 1_001),
    (schemas.LicenceForm, "register", ""),
    (schemas.LicenceForm, "url", "javascript:alert(1)"),
    (schemas.LicenceForm, "ends_on", "soon"),
    (schemas.LicenceForm, "looked_up", "perhaps"),
]


def read(schema: type[Schema], typed: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    return read_form(schema(), MultiDict(typed | {"csrf_token": "t"}))


@pytest.mark.parametrize("schema", GOOD)
def test_a_good_form_is_taken(schema: type[Schema]) -> None:
    values, errors = read(schema, GOOD[schema])
    assert errors == {}
    assert values


@pytest.mark.parametrize(("schema", "name", "value"), BAD)
def test_bad_input_is_refused_at_its_field(schema: type[Schema], name: str, value: Any) -> None:
    _, errors = read(schema, GOOD[schema] | {name: value})
    assert set(errors) == {name}
    assert all(len(message) > 5 for message in errors[name])


@pytest.mark.parametrize("schema", [schema for schema in GOOD if schema not in MAY_BE_EMPTY])
def test_an_empty_form_names_every_field_that_is_missing(schema: type[Schema]) -> None:
    _, errors = read(schema, {})
    assert errors
    assert all(messages and "Missing data" not in messages[0] for messages in errors.values())


def test_times_are_read_as_people_write_them(in_app: Flask) -> None:
    typed = {"day0": "9-12.30, 13:30 – 17:00", "day1": "0:00-24:00", "day2": " 9 to 17 ; "}
    values, errors = read(schemas.HoursForm, typed)
    assert errors == {}
    assert schemas.spans_of(values) == [Span(0, 540, 750), Span(0, 810, 1020), Span(1, 0, 1440), Span(2, 540, 1020)]


def test_terms_are_one_a_line_each_once_in_lower_case() -> None:
    typed = GOOD[schemas.QueueForm] | {"terms_en": "Chest  pain\r\n\r\nECG\nchest pain\n"}
    values, _ = read(schemas.QueueForm, typed)
    assert values["terms_en"] == ["chest pain", "ecg"]


def test_a_colour_is_kept_in_lower_case() -> None:
    values, errors = read(schemas.FactsForm, GOOD[schemas.FactsForm] | {"brand_colour": " #0B5D6B "})
    assert errors == {}
    assert values["brand_colour"] == "#0b5d6b"


def test_fields_nobody_declared_are_not_read() -> None:
    values, errors = read(schemas.MemberForm, GOOD[schemas.MemberForm] | {"account_id": "x", "active": "yes"})
    assert errors == {}
    assert set(values) == {"display_name", "credential", "specialty", "bio"}

"""Setting the clinic up from a description."""

import json
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_portal.clinic import defaults, queries, setup
from qa_portal.clinic.calendar import Span
from qa_portal.clinic.models import ConsentWording, Queue
from qa_portal.db import transaction
from qa_portal.errors import BadInput
from tests.clinic.test_page import fresh


def load(facts: dict[str, Any]) -> None:
    with transaction() as session:
        setup.load_defaults(session, facts)


def test_nothing_at_all_makes_a_clinic_that_can_take_questions(in_app: Flask) -> None:
    load({})
    clinic = fresh()
    assert clinic.is_set_up
    assert clinic.accepts_questions
    with transaction() as session:
        assert queries.intake_queue(session).name("es") == "Preguntas generales"
        assert queries.consent_wording(session, "publish").text_en == defaults.text("consent_publish", "en")


@pytest.mark.usefixtures("any_database")
def test_the_demo_hospital_is_a_whole_clinic(in_app: Flask) -> None:
    described = json.loads(files("qa_portal.demo").joinpath("hospital.json").read_text(encoding="utf-8"))
    load(described)
    clinic = fresh()
    assert clinic.name == described["name"]
    assert clinic.has_brand
    assert clinic.about("es") == described["about"]["es"]
    assert clinic.privacy("en") == described["privacy_notice"]["en"]
    assert Span(3, 480, 1200) in clinic.calendar.spans
    with transaction() as session:
        found = queries.queues(session)
        assert [queue.slug for queue in found] == [queue["slug"] for queue in described["queues"]]
        assert queries.intake_queue(session).slug == "general_practice"
        assert all(queue.terms["en"] and queue.terms["es"] for queue in found)
        assert queries.consent_wording(session).text_en == described["consent"]["ask"]["en"]


def test_a_second_time_changes_nothing(in_app: Flask) -> None:
    load({"name": "First"})
    load({"name": "Second", "queues": []})
    assert fresh().name == "First"
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Queue)) == 1
        assert session.scalar(select(func.count()).select_from(ConsentWording)) == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"colour": "red;}body{"}, "brand_colour"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"opening_hours": {"monday": [["late", "later"]]}}, "day0"),
        ({"queues": [{"name_en": "Heart"}]}, "name_es"),
    ],
)
def test_a_description_the_forms_would_refuse_is_refused_whole(
    in_app: Flask, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        load(facts)
    assert field in refused.value.errors
    assert not fresh().is_set_up

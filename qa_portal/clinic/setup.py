"""Describing the clinic in one go: used when it is first set up, and by the demo hospital."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import defaults, queries
from qa_portal.clinic.calendar import OFFICE_WEEK, Span
from qa_portal.clinic.models import FACTS_ID, Queue
from qa_portal.clinic.queue_service import QUEUE_FIELDS, free_slug
from qa_portal.clinic.schemas import FactsForm, HoursForm, QueueForm, spans_of
from qa_portal.clinic.service import FACT_FIELDS, facts_for_change, write_consent, write_hours, write_texts
from qa_portal.db import new_id
from qa_portal.errors import BadInput

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
TEXTS = {"privacy": "privacy_notice", "terms": "terms", "accessibility": "accessibility_statement", "about": "about"}
"""Our kinds of text by the names they have in a description."""
FIRST_QUEUE = {
    "name_en": "General questions",
    "name_es": "Preguntas generales",
    "description_en": "Any health question that can wait.",
    "description_es": "Cualquier pregunta de salud que pueda esperar.",
    "answer_within_hours": 16,
}
"""A clinic without queues could take no question: it gets this one."""


def load_defaults(session: Session, facts: Mapping[str, Any]) -> None:
    """Set the clinic up from a description, within the caller's transaction; what it leaves out gets defaults.

    Runs again without harm: a clinic that is set up already keeps what it has. The keys are those of
    `demo/hospital.json`; its `people` are not read here.
    Raises: BadInput, when the description holds what the forms would refuse.
    """
    if queries.facts_row(session) is not None:
        return
    row = facts_for_change(session)
    values = _loaded(FactsForm(), _form_of_facts(facts))
    for name in FACT_FIELDS:
        setattr(row, name, values[name])
    write_hours(session, _week(facts.get("opening_hours", {})))
    for kind, key in TEXTS.items():
        write_texts(session, kind, facts.get(key, {}))
    for kind in defaults.CONSENT_KINDS:
        words = facts.get("consent", {}).get(kind, {})
        shipped = {language: defaults.text(f"consent_{kind}", language) for language in ("en", "es")}
        write_consent(session, kind, text_en=words.get("en", shipped["en"]), text_es=words.get("es", shipped["es"]))
    _queues(session, facts.get("queues") or [FIRST_QUEUE])
    record(session, Action.CLINIC_EDITED, actor=SYSTEM, subject_id=FACTS_ID, changed="setup")


def _form_of_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: facts[name] for name in FACT_FIELDS if name in facts}
    base = {
        "name": defaults.NAME,
        "emergency_number": defaults.EMERGENCY_NUMBER,
        "time_zone": defaults.TIME_ZONE,
        "languages": ["en", "es"],
        "brand_colour": facts.get("colour", ""),
    }
    return base | given


def _week(hours: Mapping[str, list[list[str]]]) -> list[Span]:
    if not hours:
        return list(OFFICE_WEEK)
    typed = {
        f"day{weekday}": ", ".join("-".join(span) for span in hours.get(name, []))
        for weekday, name in enumerate(WEEKDAYS)
    }
    return spans_of(_loaded(HoursForm(), typed))


def _queues(session: Session, described: list[Mapping[str, Any]]) -> None:
    intake = next((at for at, facts in enumerate(described) if facts.get("is_intake")), 0)
    for position, facts in enumerate(described):
        terms = {language: facts.get(f"terms_{language}", []) for language in ("en", "es")}
        typed = {name: facts[name] for name in QUEUE_FIELDS if name in facts and name not in {"terms", "lead_id"}}
        typed |= {f"terms_{language}": "\n".join(words) for language, words in terms.items()}
        values = _loaded(QueueForm(), typed)
        values["terms"] = {"en": values["terms_en"], "es": values["terms_es"]}
        values |= {"position": position, "is_intake": position == intake, "active": True, "lead_id": None}
        slug = facts.get("slug") or free_slug(session, values["name_en"])
        session.add(Queue(id=new_id(), slug=slug, **{name: values[name] for name in QUEUE_FIELDS}))
        session.flush()


def _loaded(schema: FactsForm | HoursForm | QueueForm, typed: Mapping[str, Any]) -> dict[str, Any]:
    errors = schema.validate(typed)
    if errors:
        raise BadInput({str(name): [str(message) for message in messages] for name, messages in errors.items()})
    values: dict[str, Any] = schema.load(typed)
    return values

"""Patients whose questions are sealed for real and written quickly, and what a store says when it is asked for them."""

from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.crypto.keystore import new_question_key
from qa_portal.crypto.sealed import PLACEHOLDER
from qa_portal.db import db, new_id, transaction
from qa_portal.errors import Erased
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.service import Known
from qa_portal.question.models import Question
from qa_portal.question.reading import open_for
from qa_portal.question.writing import new_number, seal_question
from qa_portal.settings import Settings
from tests.support.people import hash_of
from tests.support.story import HERONS

GONE = "gone"


@dataclass
class Patient:
    """A patient, and the words of each of their questions by its id."""

    id: str
    questions: dict[str, str] = field(default_factory=dict)


def new_patient(email: str) -> Patient:
    """Make a patient."""
    return Patient(enrol(Enrolment(email, HERONS, password_hash=hash_of(HERONS))))


def ask(patient: Patient, words: str) -> str:
    """Write one question, acknowledged when this returns: its key first, then its sealed row."""
    return ask_many(patient, [words])[0]


def ask_many(patient: Patient, words: list[str]) -> list[str]:
    """Write questions in one transaction, each under a key of its own."""
    made = {new_id(): text for text in words}
    for question_id in made:
        new_question_key(question_id, patient.id)
    with transaction() as session:
        for question_id, text in made.items():
            question = Question(
                id=question_id, number=new_number(), patient_id=patient.id, about="me", age_band="18_39", revision=0
            )
            seal_question(question, "A question", text, {})
            session.add(question)
    patient.questions |= made
    return list(made)


def told(settings: Settings, patients: list[Patient]) -> dict[str, str]:
    """Open every question of these patients in a store, each as its patient; `GONE` for what does not open."""
    app = create_app(settings)
    with app.app_context():
        found = _told(app, patients)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return found


def _told(_app: Flask, patients: list[Patient]) -> dict[str, str]:
    found = {}
    for patient in patients:
        with transaction() as session:
            for question in session.scalars(select(Question).where(Question.patient_id == patient.id)):
                try:
                    text = open_for(session, Known(patient.id, Role.PATIENT), question, "test").body
                except Erased:
                    text = GONE
                found[question.id] = GONE if text == PLACEHOLDER else text
    return found


def written(patients: list[Patient]) -> dict[str, str]:
    """Return what these patients wrote, by question."""
    return {question_id: text for patient in patients for question_id, text in patient.questions.items()}

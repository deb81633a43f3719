"""The demo's past for the privacy officer: an opening at night that a patient did not recognise, and its case."""

from datetime import datetime, timedelta

from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit import chain
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.demo.people import Cast, Player
from qa_portal.inquiry import habits, unusual
from qa_portal.inquiry.models import Case
from qa_portal.journey.answer import service as answering
from qa_portal.privacy.cases import service as cases
from qa_portal.privacy.readings import service as readings
from qa_portal.question.models import Answer, Entry, Question

NIGHT = timedelta(hours=2, minutes=40)
"""After midnight, UTC."""
NOTES = {
    "en": "I do not know this person. Why was it opened at night?",
    "es": "No conozco a esta persona. ¿Por qué abrió mi pregunta de noche?",
}
OFFICE_NOTE = "Asked the clinician and the head of the team. Waiting for their words."


def play(cast: Cast, present: datetime) -> None:
    """Let a clinician open a colleague's question two nights ago, and the patient ask about it."""
    patients = {player.id: player for player in cast.values() if player.role is Role.PATIENT}
    night = (present - timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    reader, question = _stranger(cast, list(patients), night)
    clock.set_to(night)
    answering.open_work(reader, question.id, "en")
    opened_at = clock.now()
    patient = patients[question.patient_id]
    clock.set_to(present - timedelta(days=1))
    seen = readings.who_opened(patient, question.id, "en")
    opening = next(event for event in seen.people if event.actor_id == reader.id and event.at == opened_at)
    readings.report(patient, question.id, opening.id, NOTES[question.lang])
    officer = next(player for player in cast.values() if player.role is Role.PRIVACY_OFFICER)
    case_id = read().scalars(select(Case.id)).first()
    if case_id:
        cases.note(officer, case_id, OFFICE_NOTE)
    clock.set_to(present)
    chain.link_all()
    unusual.look()
    habits.count()


def _stranger(cast: Cast, patient_ids: list[str], night: datetime) -> tuple[Player, Question]:
    """Return a clinician, and an answered question of a queue of theirs in which they have no part that night."""
    was_there = Question.answered_at.is_not(None) & (Question.sent_at < night)
    answered = select(Question).where(was_there, Question.patient_id.in_(patient_ids))
    for question in read().scalars(answered.order_by(Question.sent_at.desc(), Question.id)):
        team = {member.account_id for member in clinic.members_of(read(), question.queue_id or "")}
        for player in cast.values():
            if player.id in team - _writers(question.id) and question.holder_id != player.id:
                return player, question
    raise LookupError("the demo has no question that two clinicians could read")


def _writers(question_id: str) -> set[str]:
    return {
        author_id
        for table in (Answer, Entry)
        for author_id in read().scalars(select(table.author_id).where(table.question_id == question_id))
    }

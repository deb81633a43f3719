"""An answer goes out: its words are sealed, the question moves on, the patient is told, and it may be proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id
from qa_portal.errors import BadInput
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question import deadlines
from qa_portal.question.attachments import send_along
from qa_portal.question.ledger import begin_publication, move
from qa_portal.question.models import Answer, Publication, Question
from qa_portal.question.queries import answer_draft_of
from qa_portal.question.sources import read_sources
from qa_portal.question.status import Step
from qa_portal.question.writing import add_answer
from qa_portal.text.wording import SafetyNet


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote an answer, as the actor who sends it, while the worker only keeps the time."""

    id: str
    role: Role = Role.CLINICIAN
    queue_ids: frozenset[str] = frozenset()


def send_answer(session: Session, author: Actor, question: Question, sent: Mapping[str, Any]) -> None:
    """Send an answer as its form has it, and propose it for publication when that was ticked.

    Raises: WrongStep; BadInput (a source's address).
    """
    sources = read_sources(sent)
    net = SafetyNet(sent["expect"], sent["worry"], sent["do_now"], sent["by_when"])
    written = add_answer(session, question, author, body=sent["body"], safety_net=net, sources=sources)
    move(session, question, Step.ANSWER, actor=author)
    question.answered_at = clock.now()
    question.answer_read_at = question.helped = question.outcome = question.outcome_at = None
    question.care_step = 0
    put(session, Topic.LOOK_AFTER, question.id, clock.now() + deadlines.CARE[0])
    put(session, Topic.LEARN_ROUTE, question.id)
    record(session, Action.ANSWER_SENT, actor=author, subject_id=question.id, answer_id=written.id)
    drop_answer_draft(session, question.id)
    send_along(session, author, question, written)
    if sent.get("propose") == "yes":
        propose_answer(session, author, question, written)
    post(session, question.patient_id, LetterKind.ANSWER_READY, f"/questions/{question.id}")


def propose_answer(session: Session, user: Actor, question: Question, written: Answer) -> None:
    """Begin the publication of an answer.

    Raises: BadInput, when the patient did not agree to be asked.
    """
    if not question.consent_to_ask:
        raise BadInput({"propose": ["The patient did not agree to be asked."]})
    publication = Publication(
        id=new_id(),
        question_id=question.id,
        answer_id=written.id,
        patient_id=question.patient_id,
        queue_id=question.queue_id or clinic.intake_queue(session).id,
        answered_by_id=written.author_id,
        proposed_by_id=user.id,
        lang=question.lang,
        reminders=0,
        revision=0,
    )
    session.add(publication)
    session.flush()
    begin_publication(session, publication, user)
    put(session, Topic.MAKE_DRAFT, publication.id)


def drop_answer_draft(session: Session, question_id: str) -> None:
    """Forget what was typed for an answer: it went out, or the question was closed."""
    draft = answer_draft_of(session, question_id)
    if draft is not None:
        session.delete(draft)

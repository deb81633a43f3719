"""Use cases of lists: keep them, send one, fill one in."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.reply_models import Questionnaire
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.journey.forms import queries
from qa_portal.question.ledger import move
from qa_portal.question.models import Question
from qa_portal.question.queries import for_update
from qa_portal.question.questionnaires import (
    Filled,
    Form,
    Item,
    filled_to_json,
    form_to_json,
    items_of,
    read_answers,
)
from qa_portal.question.reading import open_for
from qa_portal.question.replying import take_words
from qa_portal.question.status import EntryKind, Step
from qa_portal.question.writing import add_entry

REVIEW_DAYS = 365
"""A list is looked at again after so many days."""


def keep(user: Actor, form_id: str | None, head: Mapping[str, Any], items: Sequence[Item]) -> str:
    """Make a list, or change one of one's own; return its id.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        row = queries.one(session, form_id) if form_id else Questionnaire(id=new_id(), owner_id=user.id)
        ensure(user, Permission.FORM_EDIT, row)
        row.title, row.lang = head["title"], head["lang"]
        row.queue_id = clinic.queue_by_slug(session, head["queue"]).id if head.get("queue") else None
        row.active = head.get("active") == "yes"
        row.items = [asdict(item) for item in items]
        row.updated_at = clock.now()
        row.review_by = (clock.now() + timedelta(days=REVIEW_DAYS)).date()
        session.add(row)
        record(session, Action.FORM_EDITED, actor=user, subject_id=row.id, items=len(items), active=row.active)
        return row.id


def send(user: Actor, question_id: str, form_id: str) -> None:
    """Send a list to the patient; the question waits for what comes back.

    Raises: NotFound, Forbidden, WrongStep, BadInput (a list that is not in use).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        if form_id not in {value for value, _title in queries.to_send(session, question)}:
            raise BadInput({"form": ["Choose a list."]})
        row = queries.one(session, form_id)
        _say(session, user, question, EntryKind.FORM, form_to_json(row.title, items_of(row.items)))
        move(session, question, Step.ASK_BACK, actor=user)
        post(session, question.patient_id, LetterKind.CLINICIAN_ASKED, f"/questions/{question.id}")


def see(user: Actor, question_id: str, entry_id: str) -> tuple[Question, Form]:
    """Return a list that waits for its patient.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        form = queries.sent_form(open_for(session, user, question, "own"), entry_id)
        session.expunge(question)
        return question, form


def fill(
    user: Actor, question_id: str, entry_id: str, sent: Mapping[str, str]
) -> tuple[Question, Form, dict[str, list[str]]]:
    """Take what a patient filled in; what they wrote is looked through for emergency signs.

    Returns the question, its list, and what is wrong by the box: then nothing was taken.
    Raises: NotFound (it is filled in already), WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        form = queries.sent_form(open_for(session, user, question, "own"), entry_id)
        answers, wrong = read_answers(form, sent)
        errors = {f"item_{number}": ["Choose one of these, or write less."] for number in wrong}
        if not any(answers):
            errors["item_1"] = ["Answer at least one question."]
        if errors:
            session.expunge(question)
            return question, form, errors
        filled = Filled(entry_id, form.title, tuple(zip(form.items, answers, strict=True)))
        take_words(session, user, question, filled.clear_words)
        _say(session, user, question, EntryKind.FILLED, filled_to_json(entry_id, form, answers))
        return question, form, {}


def edit_view(user: Actor, form_id: str) -> Questionnaire:
    """Return a list for its form.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        row = queries.one(session, form_id)
        ensure(user, Permission.FORM_EDIT, row)
        session.expunge(row)
        return row


def _say(session: Session, user: Actor, question: Question, kind: EntryKind, body: str) -> None:
    entry = add_entry(session, question, user, kind, body)
    record(session, Action.ENTRY_ADDED, actor=user, subject_id=question.id, entry_id=entry.id, kind=str(kind))

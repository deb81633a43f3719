"""Reading the clinic's lists, and one that was sent."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.clinic.reply_models import Questionnaire
from qa_portal.errors import NotFound
from qa_portal.question.models import Question
from qa_portal.question.questionnaires import Filled, Form, filled_of, form_of
from qa_portal.question.reading import ClearQuestion
from qa_portal.question.status import EntryKind


def lists(session: Session) -> Sequence[Questionnaire]:
    """Return every list of the clinic, those in use first."""
    chosen = select(Questionnaire).order_by(Questionnaire.active.desc(), Questionnaire.title, Questionnaire.lang)
    return session.scalars(chosen).all()


def to_send(session: Session, question: Question) -> list[tuple[str, str]]:
    """Return the lists that can be sent with a question, as value and title: the patient's language first."""
    fits = Questionnaire.queue_id.is_(None) | (Questionnaire.queue_id == question.queue_id)
    rows = session.scalars(select(Questionnaire).where(Questionnaire.active, fits).order_by(Questionnaire.title)).all()
    ordered = sorted(rows, key=lambda row: (row.lang != question.lang, row.title))
    return [(row.id, f"{row.title} ({row.lang})") for row in ordered]


def one(session: Session, form_id: str) -> Questionnaire:
    """Return a list for a change.

    Raises: NotFound.
    """
    row = session.get(Questionnaire, form_id, with_for_update=True)
    if row is None:
        raise NotFound("There is nothing here.")
    return row


def sent_form(clear: ClearQuestion, entry_id: str) -> Form:
    """Return a list that was sent with a question and is not filled in yet.

    Raises: NotFound.
    """
    filled = {done.form_id for done in filled_in(clear)}
    for entry in clear.entries:
        if entry.id == entry_id and entry.kind is EntryKind.FORM and entry_id not in filled:
            form = form_of(entry.body)
            if form is not None:
                return form
    raise NotFound("There is nothing here.")


def filled_in(clear: ClearQuestion) -> list[Filled]:
    """Return what the patient filled in, oldest first."""
    found = (filled_of(entry.body) for entry in clear.entries if entry.kind is EntryKind.FILLED)
    return [one for one in found if one is not None]

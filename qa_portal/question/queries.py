"""Reading the private record's rows; what is sealed in them stays sealed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.errors import NotFound
from qa_portal.question.draft_models import AnswerDraft, ReplyDraft
from qa_portal.question.models import Answer, AskDraft, Publication, Question
from qa_portal.question.status import Status


def found(session: Session, question_id: str) -> Question:
    """Return a question to look at.

    Raises: NotFound.
    """
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound("There is nothing here.")
    return question


def for_update(session: Session, question_id: str) -> Question:
    """Return a question for a change, so that nobody else changes it meanwhile.

    Raises: NotFound.
    """
    question = session.get(Question, question_id, with_for_update=True)
    if question is None:
        raise NotFound("There is nothing here.")
    return question


def publication_for_update(session: Session, publication_id: str) -> Publication:
    """Return a publication for a change, so that nobody else changes it meanwhile.

    Raises: NotFound.
    """
    publication = session.get(Publication, publication_id, with_for_update=True)
    if publication is None:
        raise NotFound("There is nothing here.")
    return publication


def of_patient(session: Session, user: Actor) -> Sequence[Question]:
    """Return a patient's questions, newest first; what was erased is none any more."""
    mine = scope(user, Permission.QUESTION_OWN, Question) & (Question.status != Status.ERASED)
    return session.scalars(select(Question).where(mine).order_by(Question.sent_at.desc())).all()


def ask_draft_of(session: Session, user: Actor) -> AskDraft | None:
    """Return what a patient has begun and not sent."""
    mine = scope(user, Permission.QUESTION_OWN, AskDraft)
    # Locked: of two clicks on "send", the second waits and then finds it sent.
    return session.scalar(select(AskDraft).where(mine).with_for_update())


def answer_draft_of(session: Session, question_id: str) -> AnswerDraft | None:
    """Return the answer that was begun for a question."""
    return session.scalar(select(AnswerDraft).where(AnswerDraft.question_id == question_id))


def reply_draft_of(session: Session, question_id: str) -> ReplyDraft | None:
    """Return what the patient has typed to a question and not sent."""
    return session.scalar(select(ReplyDraft).where(ReplyDraft.question_id == question_id))


def newest_answer(session: Session, question_id: str) -> Answer | None:
    """Return the last answer of a question."""
    newest = select(Answer).where(Answer.question_id == question_id).order_by(Answer.created_at.desc(), Answer.id)
    return session.scalar(newest.limit(1))


def publications_of(session: Session, question_id: str) -> Sequence[Publication]:
    """Return the publications of a question, newest first."""
    chosen = select(Publication).where(Publication.question_id == question_id)
    return session.scalars(chosen.order_by(Publication.created_at.desc())).all()

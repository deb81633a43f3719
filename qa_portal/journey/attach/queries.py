"""Finding what files are added to, for whoever may."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.errors import NotFound
from qa_portal.question.attachments import Attachment
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.queries import ask_draft_of, for_update


@dataclass(frozen=True, slots=True)
class Target:
    """What files are added to: a patient's draft, the patient's next message, or the clinician's next words."""

    side: str
    """`draft`, `own` or `work`: the pages of whom."""
    writing: Permission
    reading: Permission
    question_id: str = ""


DRAFT = Target("draft", Permission.QUESTION_OWN, Permission.QUESTION_OWN)


def own(question_id: str) -> Target:
    """Return a patient's own question as a target."""
    return Target("own", Permission.QUESTION_REPLY, Permission.QUESTION_OWN, question_id)


def work(question_id: str) -> Target:
    """Return a question a clinician works on as a target."""
    return Target("work", Permission.QUESTION_ANSWER, Permission.QUESTION_SEE, question_id)


def locked(session: Session, user: Actor, target: Target) -> AskDraft | Question:
    """Return what files are added to, held for a change.

    Raises: NotFound, Forbidden.
    """
    if not target.question_id:
        draft = ask_draft_of(session, user)
        if draft is None:
            raise NotFound("There is no draft.")
        return draft
    question = for_update(session, target.question_id)
    ensure(user, target.writing, question)
    return question


def one_file(session: Session, user: Actor, target: Target, file_id: str) -> Attachment:
    """Return the row of a file on the pages of a target; its reading checks again, and closer.

    Raises: NotFound, Forbidden.
    """
    if target.question_id:
        ensure(user, target.reading, session.get(Question, target.question_id))
    attachment = session.get(Attachment, file_id)
    if not target.question_id:
        ensure(user, target.reading, attachment)
    if attachment is None or (target.question_id and attachment.question_id != target.question_id):
        raise NotFound("There is nothing here.")
    return attachment

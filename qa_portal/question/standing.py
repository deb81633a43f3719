"""What a reader was to the question at the moment of reading; it stands in the record of every opening."""

from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor, Role
from qa_portal.question.models import Answer, Entry, Publication, Question


class Standing(StrEnum):
    """One member a way to stand to a question."""

    OWN = "own"
    """The patient's own."""
    SYSTEM = "system"
    """The portal itself, without a person."""
    HELD = "held"
    """It was assigned to the reader."""
    ASKED = "asked"
    """A colleague had asked the reader about it."""
    WROTE = "wrote"
    """The reader had answered or written in it before."""
    QUEUE = "queue"
    """It waited in a queue of the reader's, and nobody had it."""
    OTHER = "other"
    """It is in a queue of the reader's, but a colleague had it, or it waited for nobody."""
    REVIEWER = "reviewer"
    """The reader checks the public words."""
    EDITOR = "editor"
    """The reader prepares the public words."""
    GLASS = "glass"
    """None of these: opened in an emergency, with a reason."""
    NONE = "none"
    """None of these."""


WITHOUT_ASSIGNMENT = frozenset({Standing.QUEUE, Standing.OTHER, Standing.GLASS, Standing.NONE})
"""The reader neither had the question nor a part in it."""


def standing_in(session: Session, user: Actor, question: Question) -> Standing:
    """Say what somebody is to a question."""
    if user.role in _BY_ROLE:
        return _BY_ROLE[user.role]
    if question.holder_id == user.id:
        return Standing.HELD
    if question.is_asked_of(user.id):
        return Standing.ASKED
    if _has_written(session, user, question):
        return Standing.WROTE
    if question.queue_id not in user.queue_ids:
        return Standing.NONE
    waits = question.is_open and not question.waits_for_patient and question.holder_id is None
    return Standing.QUEUE if waits else Standing.OTHER


def standing_at(user: Actor, publication: Publication) -> Standing:
    """Say what somebody is to a publication."""
    if user.role in _BY_ROLE:
        return _BY_ROLE[user.role]
    return Standing.WROTE if user.id == publication.answered_by_id else Standing.REVIEWER


def _has_written(session: Session, user: Actor, question: Question) -> bool:
    tables = (Answer, Entry)
    return any(
        session.scalar(select(exists().where(table.question_id == question.id, table.author_id == user.id)))
        for table in tables
    )


_BY_ROLE = {
    Role.PATIENT: Standing.OWN,
    Role.SYSTEM: Standing.SYSTEM,
    Role.EDITOR: Standing.EDITOR,
    Role.PRIVACY_OFFICER: Standing.GLASS,
}

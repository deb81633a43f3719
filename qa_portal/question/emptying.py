"""Emptying the rows of an erased question. What stays is the frame: ids, status, times, queue, level, who answered.

Whatever hangs on a question, and whatever is sealed in it, is found by the tables themselves, not by a list.
"""

from collections.abc import Sequence

from sqlalchemy import Column, Table, delete, or_, select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base
from qa_portal.identity.models import Letter
from qa_portal.outbox import queue
from qa_portal.question import ledger
from qa_portal.question.lessons import take_back
from qa_portal.question.models import Answer, Publication, Question
from qa_portal.question.queries import publications_of
from qa_portal.question.status import PublicationStep, Step
from qa_portal.question.taking_down import take_down
from qa_portal.question.writing import wipe_publication

KEPT = frozenset({Answer.__tablename__})
"""Rows that are emptied, not deleted: who answered, and when, counts on."""


def empty(session: Session, question: Question, *, actor: Actor, reason: str, withdraws: bool) -> dict[str, int]:
    """Take every word out of a question's rows, in the caller's transaction; return what was there, by name."""
    take_back(session, question)
    publications = publications_of(session, question.id)
    counts = count_parts(session, question.id)
    for publication in publications:
        counts["pages_kept"] = counts.get("pages_kept", 0) + _end(session, publication, actor, reason, withdraws)
    _stop_work(session, question, publications)
    _drop_parts(session, question)
    for answer in session.scalars(select(Answer).where(Answer.question_id == question.id)):
        wipe(answer)
    wipe(question)
    question.about = question.age_band = ""
    question.consent_version, question.wished_queue_id = None, None
    ledger.move(session, question, Step.ERASE, actor=actor, reason=reason)
    return counts


def wipe(row: Question | Answer) -> None:
    """Empty every sealed column of a row."""
    for column in row.__table__.columns:
        if isinstance(column.type, SealedColumn):
            setattr(row, column.key, None if column.nullable else Sealed(b""))


def _end(session: Session, publication: Publication, actor: Actor, reason: str, withdraws: bool) -> bool:
    """End a publication that is not public, or that is to go; say whether its page stays."""
    if publication.can(PublicationStep.DROP):
        ledger.move_publication(session, publication, PublicationStep.DROP, actor=actor, reason=reason)
    elif publication.can(PublicationStep.WITHDRAW) and (withdraws or not publication.is_public):
        take_down(session, publication, PublicationStep.WITHDRAW, actor=actor, reason=reason)
    wipe_publication(publication)
    if not publication.is_public:
        publication.due_at = None
    return publication.is_public


def count_parts(session: Session, question_id: str) -> dict[str, int]:
    """Return how many rows of each kind belong to a question, by table."""
    return {
        table.name: len(session.execute(select(column).where(column == question_id)).all())
        for table, column in _parts()
    }


def _drop_parts(session: Session, question: Question) -> None:
    for table, column in _parts():
        if table.name not in KEPT:
            session.execute(delete(table).where(column == question.id))


def _parts() -> list[tuple[Table, Column[str]]]:
    """Return the tables whose rows belong to a question, each with the column that says to which."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != Publication.__tablename__]
    return [(table, table.c.question_id) for table in tables if "question_id" in table.c]


def _stop_work(session: Session, question: Question, publications: Sequence[Publication]) -> None:
    """Take back mails and work about the question that have not gone out."""
    ids = [question.id, *(row.id for row in publications if not row.is_public)]
    paths = or_(*(Letter.path.endswith(f"/{one}") for one in ids))
    letters = session.scalars(select(Letter.id).where(paths, Letter.sent_at.is_(None))).all()
    session.execute(delete(Letter).where(Letter.id.in_(letters)))
    queue.forget(session, [*ids, *letters])

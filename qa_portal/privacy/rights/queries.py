"""Reading for a patient's rights: what there is of them, what was erased, who looked."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto.erasures import ErasureMark
from qa_portal.question.emptying import count_parts
from qa_portal.question.models import Publication, Question
from qa_portal.question.queries import publications_of
from qa_portal.question.status import PublicationStatus

PUBLIC = (PublicationStatus.PUBLISHED, PublicationStatus.DUE)


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes, by name and number, and which public pages would stay."""

    questions: Sequence[Question]
    counts: dict[str, int]
    pages: list[Publication]
    is_held: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """One time somebody opened a question."""

    at: datetime
    role: str
    purpose: str


def erasures_of(session: Session, user: Actor) -> Sequence[ErasureMark]:
    """Return what a person had erased, newest first."""
    theirs = select(ErasureMark).where(ErasureMark.owner_id == user.id)
    return session.scalars(theirs.order_by(ErasureMark.asked_at.desc())).all()


def lasting_pages(session: Session, user: Actor) -> Sequence[Publication]:
    """Return the publications whose page is public while the question it came from is erased."""
    mine = scope(user, Permission.PUBLICATION_DECIDE, Publication)
    wanted = select(Publication).where(mine, Publication.status.in_(PUBLIC), Publication.title.is_(None))
    return session.scalars(wanted.order_by(Publication.published_at)).all()


def preview(session: Session, questions: Sequence[Question], *, is_held: bool) -> Preview:
    """Return what erasing questions would take away."""
    counts: Counter[str] = Counter({"questions": len(questions)})
    pages: list[Publication] = []
    for question in questions:
        counts.update(count_parts(session, question.id))
        pages += [row for row in publications_of(session, question.id) if row.is_public]
    return Preview(questions, dict(counts), pages, is_held)


def openings(session: Session, question_ids: Iterable[str]) -> dict[str, list[Opening]]:
    """Return who opened each question, by question, oldest first: in which role, what for."""
    wanted = select(AuditEntry).where(
        AuditEntry.subject_id.in_(list(question_ids)), AuditEntry.action == str(Action.QUESTION_OPENED)
    )
    found: dict[str, list[Opening]] = {}
    for row in session.scalars(wanted.order_by(AuditEntry.at)):
        purpose = str(json.loads(row.fields).get("purpose", ""))
        found.setdefault(row.subject_id, []).append(Opening(row.at, row.actor_role, purpose))
    return found

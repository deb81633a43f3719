"""What the audit log holds about a record, a patient or a member of staff, ready to be shown: events, never texts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from qa_portal.audit.actions import READING, Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.question.models import AskDraft, Publication, Question
from qa_portal.question.standing import WITHOUT_ASSIGNMENT

PAGE_ROWS = 50
ACTIONS = {action.value for action in Action}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are wanted. The end is not part of the span."""

    subject_ids: tuple[str, ...] = ()
    actor_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    readings_only: bool = False
    unassigned_only: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log with the names that belong to its ids."""

    id: str
    at: datetime
    action: str
    actor_id: str
    actor_role: str
    actor_name: str
    subject_id: str
    number: str
    question_id: str
    queue: str
    purpose: str
    standing: str

    @property
    def unassigned(self) -> bool:
        """Whether the reader had neither the question nor a part in it."""
        return self.standing in WITHOUT_ASSIGNMENT

    @property
    def by_machine(self) -> bool:
        """Whether no person did it."""
        return self.actor_role == "system"


def clause(wanted: Filter) -> ColumnElement[bool]:
    """Return a filter as a clause on the log."""
    parts: list[ColumnElement[bool]] = []
    if wanted.subject_ids:
        parts.append(AuditEntry.subject_id.in_(wanted.subject_ids))
    if wanted.actor_id:
        parts.append(AuditEntry.actor_id == wanted.actor_id)
    if wanted.since is not None:
        parts.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        parts.append(AuditEntry.at < wanted.until)
    if wanted.readings_only or wanted.unassigned_only:
        parts.append(AuditEntry.action.startswith(READING))
    if wanted.unassigned_only:
        parts.append(unassigned())
    # Without a subject or a person nothing is asked for.
    return AuditEntry.id.in_([]) if not (wanted.subject_ids or wanted.actor_id) else _all(parts)


def _all(parts: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


def unassigned() -> ColumnElement[bool]:
    """Return the clause of openings by somebody who had neither the question nor a part in it."""
    codes = sorted(WITHOUT_ASSIGNMENT)
    return or_(*(AuditEntry.fields.contains(f'"standing":"{code}"') for code in codes))


def count(session: Session, wanted: Filter) -> int:
    """Return how many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEntry).where(clause(wanted))) or 0


def events(
    session: Session, wanted: Filter, language: str, *, offset: int = 0, limit: int | None = PAGE_ROWS
) -> list[Event]:
    """Return events, newest first."""
    chosen: Select[Any] = select(AuditEntry).where(clause(wanted)).order_by(AuditEntry.at.desc(), AuditEntry.id)
    rows = session.scalars(chosen.offset(offset).limit(limit) if limit is not None else chosen).all()
    return named(session, rows, language)


def named(session: Session, rows: Sequence[AuditEntry], language: str) -> list[Event]:
    """Return rows of the log with the names that belong to their ids."""
    fields = [json.loads(row.fields) for row in rows]
    people = clinic.members_by_id(session, {row.actor_id for row in rows})
    queues = clinic.queues_by_id(session, {str(told["queue_id"]) for told in fields if told.get("queue_id")})
    numbers = _numbers(session, {row.subject_id for row in rows})
    made = []
    for row, told in zip(rows, fields, strict=True):
        question_id, number = numbers.get(row.subject_id, ("", ""))
        member, queue = people.get(row.actor_id), queues.get(str(told.get("queue_id")))
        made.append(
            Event(
                id=row.id,
                at=row.at,
                action=row.action,
                actor_id=row.actor_id,
                actor_role=row.actor_role,
                actor_name=member.display_name if member else "",
                subject_id=row.subject_id,
                number=number,
                question_id=question_id,
                queue=queue.name(language) if queue else "",
                purpose=str(told.get("purpose", "")),
                standing=str(told.get("standing", "")),
            )
        )
    return made


def _numbers(session: Session, subject_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return id and number of the question each of these subjects belongs to."""
    wanted = list(subject_ids)
    own = select(Question.id, Question.id, Question.number).where(Question.id.in_(wanted))
    through = (
        select(Publication.id, Question.id, Question.number)
        .join(Question, Question.id == Publication.question_id)
        .where(Publication.id.in_(wanted))
    )
    found = [*session.execute(own), *session.execute(through)]
    return {subject_id: (question_id, number) for subject_id, question_id, number in found}


def subjects_of_question(session: Session, question_id: str) -> tuple[str, ...]:
    """Return the ids under which the log speaks of a question: its own and its publications'."""
    found = session.scalars(select(Publication.id).where(Publication.question_id == question_id))
    return (question_id, *found)


def subjects_of_patient(session: Session, patient_id: str) -> tuple[str, ...]:
    """Return the ids under which the log speaks of a patient: the account, questions, drafts, publications."""
    found = [patient_id]
    for table in (Question, AskDraft, Publication):
        found += session.scalars(select(table.id).where(table.patient_id == patient_id)).all()
    return tuple(dict.fromkeys(found))

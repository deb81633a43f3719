"""Opening, noting and closing cases, for the rooms that lead to one. What is typed is sealed here."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import new_owner_key, owner_key
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id
from qa_portal.errors import Conflict, Unreadable
from qa_portal.inquiry.models import OFFICE, Case, CaseKind, CaseNote, CaseOutcome

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a case number: none that looks like another."""


@dataclass(frozen=True, slots=True)
class About:
    """What a case is about; ids only."""

    patient_id: str | None = None
    question_id: str | None = None
    entry_id: str | None = None
    person_id: str | None = None


def office_key() -> bytes:
    """Return the key of the privacy office, made at its first use. Call it before the transaction that needs it."""
    try:
        return owner_key(OFFICE)
    except Unreadable:
        return new_owner_key(OFFICE)


def begin_case(session: Session, user: Actor, kind: CaseKind, about: About) -> Case:
    """Open a case."""
    number = "P-" + "".join(secrets.choice(SIGNS) for _ in range(6))
    case = Case(
        id=new_id(),
        number=number,
        kind=str(kind),
        patient_id=about.patient_id,
        question_id=about.question_id,
        entry_id=about.entry_id,
        person_id=about.person_id,
        opened_by_id=user.id,
        opened_at=clock.now(),
        revision=0,
    )
    session.add(case)
    record(
        session,
        Action.CASE_OPENED,
        actor=user,
        subject_id=case.question_id or case.id,
        case_id=case.id,
        kind=case.kind,
        entry_id=case.entry_id,
    )
    return case


def add_note(session: Session, user: Actor, case: Case, key: bytes, clear_text: str) -> None:
    """Add a note, sealed with a key: the patient's own, or the office's."""
    owner = case.patient_id if user.id == case.patient_id else OFFICE
    note = CaseNote(id=new_id(), case_id=case.id, author_id=user.id, owner_id=owner or OFFICE, written_at=clock.now())
    seal_into(key, note, body=clear_text)
    session.add(note)
    record(
        session,
        Action.CASE_NOTED,
        actor=user,
        subject_id=case.question_id or case.id,
        case_id=case.id,
        note_id=note.id,
    )


def end_case(session: Session, user: Actor, case: Case, outcome: CaseOutcome, clear_answer: str) -> None:
    """Close a case, with what the patient is told.

    Raises: Conflict, when it is closed already.
    """
    if not case.is_open:
        raise Conflict("This case is closed already.")
    case.revision += 1
    case.closed_at, case.closed_by_id, case.outcome = clock.now(), user.id, str(outcome)
    if clear_answer:
        key = owner_key(case.owner_id) if case.patient_id else office_key()
        seal_into(key, case, answer=clear_answer)
    record(
        session,
        Action.CASE_CLOSED,
        actor=user,
        subject_id=case.question_id or case.id,
        case_id=case.id,
        outcome=str(outcome),
    )

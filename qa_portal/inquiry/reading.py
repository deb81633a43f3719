"""The one way to what was written in cases and behind broken glass: checked, opened, recorded in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.sealed import PLACEHOLDER, SealedRow, place_of, unseal
from qa_portal.errors import Unreadable
from qa_portal.inquiry.models import Case, CaseNote, GlassBreak


@dataclass(frozen=True, slots=True)
class ClearNote:
    """One note of a case, readable."""

    author_id: str
    by_patient: bool
    written_at: datetime
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClearCase:
    """What was written in a case, readable."""

    notes: list[ClearNote] = field(repr=False)
    answer: str = field(repr=False)


def open_case(session: Session, user: Actor, case: Case, *, permission: Permission) -> ClearCase:
    """Open a case for somebody `permission` lets at it; a patient reads their own words and the answer only.

    Raises: NotFound, Forbidden.
    """
    ensure(user, permission, case)
    wanted = select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.written_at, CaseNote.id)
    if permission is Permission.CASE_OWN:
        wanted = wanted.where(CaseNote.author_id == user.id)
    notes = [
        ClearNote(row.author_id, row.author_id == case.patient_id, row.written_at, _text(row, "body"))
        for row in session.scalars(wanted)
    ]
    clear = ClearCase(notes, _text(case, "answer") if case.answer is not None else "")
    unreadable = [clear.answer, *(note.body for note in notes)].count(PLACEHOLDER)
    parts = len(notes) + (case.answer is not None)
    record(
        session,
        Action.CASE_READ,
        actor=user,
        subject_id=case.question_id or case.id,
        case_id=case.id,
        parts=parts,
        unreadable=unreadable,
    )
    return clear


def open_reason(session: Session, user: Actor, glass: GlassBreak) -> str:
    """Open the reason of an emergency access.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.GLASS_SEE, glass)
    text = _text(glass, "reason")
    record(
        session,
        Action.GLASS_REASON_READ,
        actor=user,
        subject_id=glass.question_id,
        glass_id=glass.id,
        unreadable=int(text == PLACEHOLDER),
    )
    return text


def _text(row: SealedRow, column: str) -> str:
    try:
        return unseal(owner_key(row.owner_id), place_of(row, column), getattr(row, column))
    except Unreadable:
        return PLACEHOLDER

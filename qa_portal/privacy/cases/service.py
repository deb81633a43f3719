"""Use cases of the officer's cases: open, note, close with an answer, hand out a register."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Conflict, Unreadable
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.inquiry.exports import digest, signed_table
from qa_portal.inquiry.models import Case, CaseKind, CaseOutcome
from qa_portal.inquiry.reading import open_case
from qa_portal.inquiry.writing import About, add_note, begin_case, end_case, office_key
from qa_portal.privacy.cases import queries
from qa_portal.privacy.cases.queries import Opened


def begin(user: Actor, kind: CaseKind, number: str, clear_note: str) -> str:
    """Open a case, about a question if its number is given; return its id.

    Raises: BadInput, when there is no such question.
    """
    key = office_key()
    with transaction() as session:
        ensure(user, Permission.CASE_WORK, user)
        question = queries.question_by_number(session, number) if number else None
        if number and question is None:
            raise BadInput({"number": [_("No question has this receipt number. It looks like 7F3K-92QD.")]})
        about = About(question.patient_id, question.id) if question else About()
        case = begin_case(session, user, kind, about)
        add_note(session, user, case, key, clear_note)
        return case.id


def see(user: Actor, case_id: str, language: str) -> Opened:
    """Open a case with what was written in it; this is recorded.

    Raises: NotFound.
    """
    with transaction() as session:
        case = queries.case(session, case_id)
        clear = open_case(session, user, case, permission=Permission.CASE_WORK)
        return queries.opened(session, case, clear, language)


def note(user: Actor, case_id: str, clear_note: str) -> None:
    """Write a note for the file; patients never see it.

    Raises: NotFound, Conflict (the case is closed).
    """
    key = office_key()
    with transaction() as session:
        case = _open_one(session, user, case_id)
        add_note(session, user, case, key, clear_note)


def close(user: Actor, case_id: str, outcome: CaseOutcome, clear_answer: str) -> None:
    """Close a case. A patient it is about reads the answer with the question; the mail says only that there is news.

    Raises: NotFound, Conflict, BadInput (the patient waits for words).
    """
    office_key()
    with transaction() as session:
        case = _open_one(session, user, case_id)
        asked_by_patient = case.patient_id is not None and case.opened_by_id == case.patient_id
        if asked_by_patient and not clear_answer:
            raise BadInput({"answer": [_("The patient waits for an answer. Write it.")]})
        try:
            end_case(session, user, case, outcome, clear_answer)
        except Unreadable:
            raise Conflict("This patient's data was erased. Close the case without an answer.") from None
        if asked_by_patient and case.question_id:
            post(session, case.opened_by_id, LetterKind.CASE_CLOSED, f"/questions/{case.question_id}/readings")


def hand_out(user: Actor, kind: str) -> bytes:
    """Return a register as a signed table; that it was taken is recorded.

    Raises: Forbidden.
    """
    with transaction() as session:
        ensure(user, Permission.CASE_WORK, user)
        head, rows = queries.register(session, kind)
        content = signed_table(head, rows)
        record(
            session,
            Action.REGISTER_EXPORTED,
            actor=user,
            subject_id=user.id,
            kind=kind,
            rows=len(rows),
            digest=digest(content),
        )
        return content


def _open_one(session: Session, user: Actor, case_id: str) -> Case:
    case = queries.case(session, case_id)
    ensure(user, Permission.CASE_WORK, case)
    if not case.is_open:
        raise Conflict("This case is closed already.")
    return case

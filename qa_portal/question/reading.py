"""The one way to a question's clear text: checks the rule, opens, and records who read what, in one transaction.

A value that cannot be opened never takes the page down: a placeholder stands there and the audit row counts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.sealed import PLACEHOLDER, place_of, unseal
from qa_portal.errors import Unreadable
from qa_portal.question.attachments import sent_of, waiting_of
from qa_portal.question.draft_models import AnswerDraft, ReplyDraft
from qa_portal.question.holds import LegalHold
from qa_portal.question.models import Answer, AskDraft, Entry, Question
from qa_portal.question.opening import ClearAnswer, ClearFile, Opener, open_answer
from qa_portal.question.safety import SafetyCase
from qa_portal.question.standing import Standing, standing_in
from qa_portal.question.status import EntryKind


@dataclass(frozen=True, slots=True)
class ClearEntry:
    """One message of the thread, readable."""

    id: str
    author_id: str
    kind: EntryKind
    body: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClearQuestion:
    """A question, readable. `signs` and `routing` are what the emergency check and the router found."""

    id: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    signs: dict[str, Any] = field(repr=False)
    routing: dict[str, Any] = field(repr=False)
    entries: list[ClearEntry] = field(repr=False)
    answers: list[ClearAnswer] = field(repr=False)
    files: list[ClearFile] = field(repr=False, default_factory=list)


def open_for(session: Session, user: Actor, question: Question, purpose: str) -> ClearQuestion:
    """Open a question with its thread and answers. `purpose` is a code, it goes into the audit log.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.QUESTION_OPEN, question)
    return _opened(session, user, question, purpose)


def _opened(session: Session, user: Actor, question: Question, purpose: str) -> ClearQuestion:
    opener = Opener(question.id, question.patient_id)
    staff = user.role not in {Role.PATIENT, Role.PRIVACY_OFFICER}
    clear = ClearQuestion(
        id=question.id,
        subject=opener.text(question, "subject"),
        body=opener.text(question, "body"),
        signs=opener.json(question, "signs") if staff else {},
        routing=opener.json(question, "routing") if staff else {},
        entries=[_entry(opener, row) for row in _entries(session, question.id, with_notes=staff)],
        answers=[open_answer(opener, row) for row in _answers(session, question.id)],
        files=[opener.file(row) for row in sent_of(session, question.id)],
    )
    record(
        session,
        Action.QUESTION_OPENED,
        actor=user,
        subject_id=question.id,
        purpose=purpose,
        parts=2 + len(clear.entries) + len(clear.answers) + len(clear.files),
        unreadable=opener.unreadable,
        standing=str(standing_in(session, user, question)),
        queue_id=question.queue_id,
    )
    return clear


class Glass(Protocol):
    """An emergency access: to which question, whose, and until when."""

    @property
    def question_id(self) -> Any:
        """The question it opens."""

    @property
    def officer_id(self) -> Any:
        """Who broke it."""

    @property
    def expires_at(self) -> Any:
        """When it ends."""


def open_behind_glass(session: Session, user: Actor, question: Question, glass: Glass) -> ClearQuestion:
    """Open a question for the officer who broke the glass, while that holds; notes among staff stay shut.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.GLASS_OPEN, glass if glass.question_id == question.id else None)
    return _opened(session, user, question, "break_glass")


def open_subjects(session: Session, user: Actor, questions: Sequence[Question]) -> dict[str, str]:
    """Open what a patient's own questions are about, in a few words each, by question id; one record for the list.

    Raises: NotFound, when one is somebody else's.
    """
    subjects, unreadable = {}, 0
    for question in questions:
        ensure(user, Permission.QUESTION_OWN, question)
        opener = Opener(question.id, question.patient_id)
        subjects[question.id] = opener.text(question, "subject")
        unreadable += opener.unreadable
    record(session, Action.QUESTIONS_LISTED, actor=user, subject_id=user.id, parts=len(subjects), unreadable=unreadable)
    return subjects


def open_ask_draft(session: Session, user: Actor, draft: AskDraft) -> dict[str, Any]:
    """Open what a patient has typed so far.

    Raises: NotFound, when it is somebody else's.
    """
    ensure(user, Permission.QUESTION_OWN, draft)
    opener = Opener(draft.id, draft.patient_id)
    typed = opener.json(draft, "payload")
    record(
        session,
        Action.DRAFT_OPENED,
        actor=user,
        subject_id=draft.id,
        purpose="write",
        standing=str(Standing.OWN),
        unreadable=opener.unreadable,
    )
    return typed


def open_answer_draft(session: Session, user: Actor, question: Question, draft: AnswerDraft) -> dict[str, Any]:
    """Open what a clinician has typed so far.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.QUESTION_ANSWER, question)
    opener = Opener(question.id, question.patient_id)
    typed = opener.json(draft, "payload")
    record(
        session,
        Action.DRAFT_OPENED,
        actor=user,
        subject_id=question.id,
        purpose="draft_answer",
        standing=str(standing_in(session, user, question)),
        queue_id=question.queue_id,
        unreadable=opener.unreadable,
    )
    return typed


def open_outgoing(session: Session, question: Question, draft: AnswerDraft) -> dict[str, Any]:
    """Open an answer whose time to go out has come, for the worker that sends it; {} when it does not open."""
    opener = Opener(question.id, question.patient_id)
    typed = opener.json(draft, "payload")
    record(
        session,
        Action.DRAFT_OPENED,
        actor=SYSTEM,
        subject_id=question.id,
        purpose="send",
        standing=str(Standing.SYSTEM),
        queue_id=question.queue_id,
        unreadable=opener.unreadable,
    )
    return typed


def open_reply_draft(session: Session, user: Actor, question: Question, draft: ReplyDraft) -> str:
    """Open the words a patient has typed to a question and not sent; "" when they cannot be opened.

    Raises: NotFound.
    """
    ensure(user, Permission.QUESTION_OWN, question)
    opener = Opener(question.id, question.patient_id)
    words, lost = opener.text(draft, "payload"), opener.unreadable
    record(session, Action.DRAFT_OPENED, actor=user, subject_id=question.id, purpose="reply", unreadable=lost)
    return "" if lost else words


def open_waiting(session: Session, user: Actor, row: AskDraft | Question) -> list[ClearFile]:
    """Open the list of files a person has added and not sent.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.QUESTION_OPEN if isinstance(row, Question) else Permission.QUESTION_OWN, row)
    waiting = waiting_of(session, user, row.id)
    opener = Opener(row.id, row.patient_id)
    found, lost = [opener.file(one) for one in waiting], opener.unreadable
    if found:
        record(session, Action.DRAFT_OPENED, actor=user, subject_id=row.id, purpose="files", unreadable=lost)
    return found


def open_taught(session: Session, question: Question) -> dict[str, Any]:
    """Open, by machine, what a question taught the routing; {} when that was nothing, or will not open any more."""
    opener = Opener(question.id, question.patient_id)
    taught = opener.json(question, "routing").get("taught", {})
    lost = opener.unreadable
    record(
        session,
        Action.QUESTION_OPENED,
        actor=SYSTEM,
        subject_id=question.id,
        purpose="route",
        parts=1,
        unreadable=lost,
        standing=str(Standing.SYSTEM),
        queue_id=question.queue_id,
    )
    return dict(taught)


def open_case_note(session: Session, user: Actor, question: Question, case: SafetyCase) -> str:
    """Open what a case of safety came to; "" while it is open.

    Raises: NotFound, Forbidden.
    """
    ensure(user, Permission.SAFETY_WORK, case)
    opener = Opener(question.id, question.patient_id)
    clear_note = opener.text(case, "note")
    lost = opener.unreadable
    record(session, Action.SAFETY_CASE_OPENED, actor=user, subject_id=question.id, case_id=case.id, unreadable=lost)
    return clear_note


def open_hold_note(session: Session, user: Actor, hold: LegalHold) -> str:
    """Open why something is held, in the words of who placed the hold.

    Raises: Forbidden.
    """
    ensure(user, Permission.RETENTION_MANAGE, hold)
    clear_note, unreadable = "", 0
    if hold.note is not None:
        try:
            clear_note = unseal(owner_key(hold.owner_id), place_of(hold, "note"), hold.note)
        except Unreadable:
            clear_note, unreadable = PLACEHOLDER, 1
    record(session, Action.HOLD_OPENED, actor=user, subject_id=hold.subject_id, hold_id=hold.id, unreadable=unreadable)
    return clear_note


def _entries(session: Session, question_id: str, *, with_notes: bool) -> list[Entry]:
    chosen = select(Entry).where(Entry.question_id == question_id).order_by(Entry.created_at, Entry.id)
    if not with_notes:
        chosen = chosen.where(Entry.kind != EntryKind.NOTE)
    return list(session.scalars(chosen))


def _answers(session: Session, question_id: str) -> list[Answer]:
    chosen = select(Answer).where(Answer.question_id == question_id).order_by(Answer.created_at, Answer.id)
    return list(session.scalars(chosen))


def _entry(opener: Opener, row: Entry) -> ClearEntry:
    return ClearEntry(row.id, row.author_id, EntryKind(row.kind), opener.text(row, "body"), row.created_at)

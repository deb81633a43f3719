"""Use cases after an answer: look whether it was read, take how the patient is, open and close a case of safety."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id, transaction
from qa_portal.errors import NotFound, WrongStep
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.journey.aftercare import queries
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.deadlines import CARE, CASE_DAYS
from qa_portal.question.escalating import ADMIN_PAGE
from qa_portal.question.ledger import move
from qa_portal.question.models import Question
from qa_portal.question.promising import promise_anew, promise_sooner, queue_of
from qa_portal.question.queries import for_update
from qa_portal.question.reading import open_case_note
from qa_portal.question.safety import Finding, SafetyCase
from qa_portal.question.status import Helped, Outcome, Status, Step
from qa_portal.question.writing import seal_case_note
from qa_portal.text.flags import Level


def look_after(question_id: str) -> None:
    """Do what the days since the newest answer ask for. What was missed while nobody worked is not done twice over."""
    with transaction() as session:
        question = session.get(Question, question_id, with_for_update=True)
        if question is None or question.is_erased or question.answered_at is None:
            return
        passed = sum(clock.now() >= question.answered_at + days for days in CARE)
        if passed <= question.care_step:
            return
        LOOKS[passed - 1](session, question)
        question.care_step = passed
        if passed < len(CARE):
            put(session, Topic.LOOK_AFTER, question.id, question.answered_at + CARE[passed])


def _remind(session: Session, question: Question) -> None:
    if question.is_unread:
        post(session, question.patient_id, LetterKind.ANSWER_WAITING, f"/questions/{question.id}")


def _tell_or_ask(session: Session, question: Question) -> None:
    if question.is_unread:
        _tell_clinician(session, question)
    else:
        _ask(session, question)


def _ask_late_reader(session: Session, question: Question) -> None:
    answered_at, read_at = question.answered_at, question.answer_read_at
    if answered_at and read_at and read_at >= answered_at + CARE[-2]:
        _ask(session, question)


def _ask(session: Session, question: Question) -> None:
    # Who is in the middle of a conversation is not asked how it went.
    if not question.is_open and question.outcome is None:
        post(session, question.patient_id, LetterKind.OUTCOME_ASKED, f"/after/{question.id}")


def _tell_clinician(session: Session, question: Question) -> None:
    clinician = queries.author_id(session, question)
    if clinician:
        post(session, clinician, LetterKind.ANSWER_UNREAD, f"/work/{question.id}")
    else:
        post_to_role(session, Role.ADMIN, LetterKind.STAFF_ESCALATION, ADMIN_PAGE)


LOOKS: tuple[Callable[[Session, Question], None], ...] = (_remind, _remind, _tell_or_ask, _ask_late_reader)
"""What is done at each of the times in `deadlines.CARE`."""


def see(user: Actor, question_id: str) -> Question:
    """Return a patient's own question that was answered.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        if not question.has_answer:
            raise NotFound("There is nothing here.")
        session.expunge(question)
        return question


def tell(user: Actor, question_id: str, helped: Helped, outcome: Outcome) -> None:
    """Keep how a patient is since the answer. Who got worse is an urgent question again, and a case of safety.

    Raises: NotFound; WrongStep, when there is no answer yet.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        if not question.has_answer:
            raise WrongStep("There is no answer yet. Write a message instead.")
        question.helped, question.outcome, question.outcome_at = helped, outcome, clock.now()
        case = _raise_alarm(session, user, question) if outcome is Outcome.WORSE else None
        record(
            session,
            Action.OUTCOME_TOLD,
            actor=user,
            subject_id=question.id,
            helped=str(helped),
            outcome=str(outcome),
            case_id=case.id if case else None,
        )


def _raise_alarm(session: Session, user: Actor, question: Question) -> SafetyCase:
    """Open the question again as urgent, with a promise of its own, and open a case unless one is open."""
    question.raise_to(Level.URGENT)
    question.advice_shown_at = question.advice_shown_at or clock.now()
    record(session, Action.ADVICE_SHOWN, actor=user, subject_id=question.id, categories=1)
    # Who waits already is never put off by saying that it got worse.
    (promise_sooner if question.is_promised else promise_anew)(session, question)
    move(session, question, Step.REOPEN if question.where is Status.CLOSED else Step.REPLY, actor=user)
    case = queries.open_case_of(session, question.id)
    if case is None:
        case = SafetyCase(
            id=new_id(), question_id=question.id, queue_id=queue_of(session, question), outcome=Outcome.WORSE
        )
        session.add(case)
        put(session, Topic.SAFETY_CASE, case.id, clock.now() + timedelta(days=CASE_DAYS))
    _tell_of_case(session, case)
    if question.holder_id:
        post(session, question.holder_id, LetterKind.PATIENT_REPLIED, f"/work/{question.id}")
    return case


def _tell_of_case(session: Session, case: SafetyCase) -> None:
    lead = clinic.lead_of(session, case.queue_id)
    if lead:
        post(session, lead.account_id, LetterKind.SAFETY_CASE, f"/safety/{case.id}")
        return
    for member in clinic.members_of(session, case.queue_id):
        post(session, member.account_id, LetterKind.SAFETY_CASE, f"/safety/{case.id}")


def call_to_mind(case_id: str) -> None:
    """Call a case that is still open to mind, every week; it never closes by itself."""
    with transaction() as session:
        case = session.get(SafetyCase, case_id)
        if case is None or case.closed_at is not None:
            return
        _tell_of_case(session, case)
        post_to_role(session, Role.ADMIN, LetterKind.STAFF_ESCALATION, ADMIN_PAGE)
        put(session, Topic.SAFETY_CASE, case.id, clock.now() + timedelta(days=CASE_DAYS))


def open_case(user: Actor, case_id: str) -> tuple[SafetyCase, Question, str]:
    """Return a case, its question, and the note it was closed with.

    Raises: NotFound.
    """
    with transaction() as session:
        case = queries.case_for_update(session, case_id)
        question = session.get_one(Question, case.question_id)
        clear_note = open_case_note(session, user, question, case)
        session.expunge(case)
        session.expunge(question)
        return case, question, clear_note


def close_case(user: Actor, case_id: str, finding: Finding, note: str) -> None:
    """Close a case with what was found, in a sealed note.

    Raises: NotFound; WrongStep, when it is closed already.
    """
    with transaction() as session:
        case = queries.case_for_update(session, case_id)
        ensure(user, Permission.SAFETY_WORK, case)
        if case.closed_at is not None:
            raise WrongStep("This case is closed already.")
        case.finding, case.closed_at, case.closed_by_id = finding, clock.now(), user.id
        seal_case_note(case, note)
        record(
            session,
            Action.SAFETY_CASE_CLOSED,
            actor=user,
            subject_id=case.question_id,
            case_id=case.id,
            finding=str(finding),
        )

"""Use cases of the lists: claim, hand back, transfer; and what happens when a deadline passes."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import transaction
from qa_portal.errors import AlreadyClaimed, BadInput, HandsFull
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.journey.queue.queries import in_hand, to_claim
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.deadlines import idle_until, try_again_at
from qa_portal.question.escalating import ADMIN_PAGE, climb
from qa_portal.question.ledger import move, set_alarm, take
from qa_portal.question.models import Question
from qa_portal.question.promising import promise_anew, promise_sooner, promise_written
from qa_portal.question.queries import for_update
from qa_portal.question.status import CloseCode, EntryKind, PromiseReason, Status, Step
from qa_portal.question.writing import add_entry


class TransferCode(StrEnum):
    """Why a question goes to another queue."""

    WRONG_TEAM = "wrong_team"
    NEEDS_EXPERT = "needs_expert"
    LANGUAGE = "language"
    KNOWN_THERE = "known_there"


def claim(user: Actor, question_id: str) -> None:
    """Take a question, alone: of many who try at once, one gets it. To claim what one holds changes nothing.

    Raises: NotFound, AlreadyClaimed (who has it), HandsFull, WrongStep.
    """
    with transaction() as session:
        if take(session, question_id, actor=user, only=to_claim(user)):
            return
        # Something stands in the way, or it was reopened: look what, and say it.
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_CLAIM, question)
        if question.holder_id == user.id:
            return
        _refuse_held(session, question)
        _refuse_more(session, user, question)
        move(session, question, Step.CLAIM, actor=user)
        question.holder_id = user.id


def hand_back(user: Actor, question_id: str) -> None:
    """Put a question back into its queue; what was typed stays with it.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        step = Step.RETURN if question.where is Status.WAITING else Step.HAND_BACK
        _promise_if_it_rested(session, question)
        move(session, question, step, actor=user)


def transfer(user: Actor, question_id: str, queue_slug: str, code: TransferCode, *, note: str = "") -> None:
    """Hand a question to another queue, with a reason, its draft, and a note for colleagues when there is one.

    A promise once given is never made later by this.
    Raises: NotFound, AlreadyClaimed, BadInput, WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_TRANSFER, question)
        if question.holder_id != user.id:
            _refuse_held(session, question)
        target = clinic.queue_by_slug(session, queue_slug)
        if target.id == question.queue_id:
            raise BadInput({"queue": ["The question is in this queue already."]})
        if not target.active:
            raise BadInput({"queue": ["This queue is closed. Choose another one."]})
        if note:
            entry = add_entry(session, question, user, EntryKind.NOTE, note)
            facts = {"entry_id": entry.id, "kind": str(EntryKind.NOTE)}
            record(session, Action.ENTRY_ADDED, actor=user, subject_id=question.id, **facts)
        question.queue_id = target.id
        _promise_if_it_rested(session, question)
        promise_sooner(session, question)
        question.promise_reason = PromiseReason.TRANSFERRED
        move(session, question, Step.TRANSFER, actor=user, reason=code)
        record(
            session,
            Action.QUESTION_TRANSFERRED,
            actor=user,
            subject_id=question.id,
            queue_id=target.id,
            code=str(code),
        )


def _promise_if_it_rested(session: Session, question: Question) -> None:
    # While the patient was asked, the promise rested, and may be long past.
    if question.where is Status.WAITING:
        promise_anew(session, question)


def _refuse_held(session: Session, question: Question) -> None:
    if question.holder_id:
        holder = clinic.member(session, question.holder_id)
        raise AlreadyClaimed(holder.display_name if holder else "A colleague")


def _refuse_more(session: Session, user: Actor, question: Question) -> None:
    if not question.is_flagged and in_hand(session, user) >= settings.current().claims_in_hand:
        raise HandsFull("You hold as many questions as you can. Answer one, or put one back.")


def return_claims(account_id: str) -> None:
    """Give everything a person holds back to the queues: they left, or were suspended."""
    with transaction() as session:
        held = session.scalars(select(Question).where(Question.holder_id == account_id).with_for_update()).all()
        for question in held:
            _promise_if_it_rested(session, question)
            move(session, question, Step.RETURN, actor=SYSTEM, reason="holder_left")


def act_on_deadline(question_id: str) -> None:
    """Do what the status asks for when its time has passed; an alarm that rings too early does nothing."""
    with transaction() as session:
        question = session.get(Question, question_id, with_for_update=True)
        if question is None or question.due_at is None or question.due_at > clock.now():
            return
        AFTER_DEADLINE[question.where](session, question)


def _route_again(session: Session, question: Question) -> None:
    put(session, Topic.ROUTE_QUESTION, question.id)
    post_to_role(session, Role.ADMIN, LetterKind.STAFF_ESCALATION, ADMIN_PAGE)
    set_alarm(session, question, min(try_again_at(question), climb(session, question)))


def _escalate(session: Session, question: Question) -> None:
    set_alarm(session, question, climb(session, question))


def _return_idle(session: Session, question: Question) -> None:
    if idle_until(question) > clock.now():
        set_alarm(session, question, min(idle_until(question), climb(session, question)))
    else:
        move(session, question, Step.RETURN, actor=SYSTEM, reason="idle")


def _remind_or_expire(session: Session, question: Question) -> None:
    if question.reminders == 0:
        question.reminders = 1
        post(session, question.patient_id, LetterKind.CLINICIAN_ASKED, f"/questions/{question.id}")
        set_alarm(session, question)
        return
    move(session, question, Step.EXPIRE, actor=SYSTEM, reason=CloseCode.NO_REPLY)
    post(session, question.patient_id, LetterKind.QUESTION_CLOSED, f"/questions/{question.id}")


def _send(session: Session, question: Question) -> None:
    if question.send_at is not None and question.send_at > clock.now():
        promise_written(session, question)
        set_alarm(session, question)
        return
    put(session, Topic.SEND_ANSWER, question.id)
    set_alarm(session, question, try_again_at(question))


def _close(session: Session, question: Question) -> None:
    move(session, question, Step.CLOSE, actor=SYSTEM, reason=CloseCode.ANSWERED)


def _call_for_retention(session: Session, question: Question) -> None:
    post_to_role(session, Role.PRIVACY_OFFICER, LetterKind.RETENTION_DUE, "/officer/retention")
    set_alarm(session, question, clock.now() + timedelta(days=365))


def _end(_session: Session, question: Question) -> None:
    # The end of the way: nothing is left that could be late.
    question.due_at = None


AFTER_DEADLINE: dict[Status, Callable[[Session, Question], None]] = {
    Status.RECEIVED: _route_again,
    Status.QUEUED: _escalate,
    Status.REOPENED: _escalate,
    Status.CLAIMED: _return_idle,
    Status.WAITING: _remind_or_expire,
    Status.SENDING: _send,
    Status.ANSWERED: _close,
    Status.CLOSED: _call_for_retention,
    Status.ERASED: _end,
}
"""What happens when the deadline of a status passes; none is without."""

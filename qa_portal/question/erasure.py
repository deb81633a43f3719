"""Erasing, in two halves. First the main store: rows are emptied, a mark says so, work is left for the second half.
Then the keys: ledger, keys, log. Whatever dies between, the worker finishes; a restored store does it all again.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto import shredding
from qa_portal.crypto.erasures import ErasureMark, gap
from qa_portal.crypto.shredding import Kind, Reason
from qa_portal.db import keys_read, new_id, transaction
from qa_portal.identity.closing import close_account, forget_address
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.models import Account, Letter, LetterKind
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.attachments import Attachment
from qa_portal.question.emptying import empty
from qa_portal.question.files import delete_files
from qa_portal.question.models import Question
from qa_portal.question.status import Status

SECOND_LOOK = timedelta(seconds=30)
"""The worker looks after an erasure that was begun this long ago, should whoever began it have died."""
LAST_MAIL = timedelta(minutes=10)
"""So long an address is kept for the mail that says the account is gone."""
LOG_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Order:
    """By whose word something is erased, and why; `withdraws`: public pages made of it go, too."""

    actor: Actor
    reason: Reason
    withdraws: bool = False
    id: str = field(default_factory=new_id)
    at: datetime = field(default_factory=clock.now)


def begin_question(session: Session, question: Question, order: Order) -> ErasureMark:
    """Empty a question's rows and mark its erasure, in the caller's transaction; `finish` destroys the key."""
    counts = _empty(session, question, order)
    return _begin(session, order, Kind.QUESTION, question.id, _Facts(question.patient_id, counts, question.number))


def begin_person(session: Session, account: Account, order: Order) -> ErasureMark:
    """Close an account, empty every question of it, and mark the erasure, in the caller's transaction."""
    theirs = select(Question).where(Question.patient_id == account.id, Question.status != Status.ERASED)
    questions = session.scalars(theirs.with_for_update()).all()
    counts = Counter({"questions": len(questions)})
    for question in questions:
        counts.update(_empty(session, question, order))
    session.execute(delete(Attachment).where(Attachment.patient_id == account.id))
    close_account(session, account)
    return _begin(session, order, Kind.PERSON, account.id, _Facts(account.id, dict(counts)))


def begin_gone(session: Session, kind: Kind, subject_id: str, order: Order) -> ErasureMark:
    """Mark the erasure of something whose rows are gone, or never came; `finish` destroys its keys."""
    return _begin(session, order, kind, subject_id, _Facts(subject_id))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a certificate says of the rows that were emptied."""

    owner_id: str
    counts: dict[str, int] = field(default_factory=dict)
    number: str | None = None


def _empty(session: Session, question: Question, order: Order) -> dict[str, int]:
    return empty(session, question, actor=order.actor, reason=str(order.reason), withdraws=order.withdraws)


def _begin(session: Session, order: Order, kind: Kind, subject_id: str, facts: _Facts) -> ErasureMark:
    mark = ErasureMark(
        id=order.id,
        kind=kind,
        subject_id=subject_id,
        owner_id=facts.owner_id,
        reason=order.reason,
        withdraws=order.withdraws,
        number=facts.number,
        counts=facts.counts,
        asked_at=order.at,
    )
    session.add(mark)
    put(session, Topic.FINISH_ERASURE, mark.id, clock.now() + SECOND_LOOK)
    record(
        session,
        Action.ERASURE_BEGUN,
        actor=order.actor,
        subject_id=subject_id,
        erasure_id=order.id,
        kind=str(kind),
        reason=str(order.reason),
        withdraws=order.withdraws,
    )
    return mark


def finish(erasure_id: str) -> None:
    """Destroy the keys of an erasure that was begun; one that is done is left as it is."""
    with transaction() as session:
        mark = session.get(ErasureMark, erasure_id)
        if mark is None or (mark.is_done and mark.log_is_empty):
            return
        if not mark.is_done and _waits_for_mail(session, mark):
            put(session, Topic.FINISH_ERASURE, mark.id, clock.now() + SECOND_LOOK)
            return
    done = _shred(mark)
    _delete_files(mark)
    with transaction() as session:
        _note(session, session.get_one(ErasureMark, erasure_id, with_for_update=True), done)


def _shred(mark: ErasureMark) -> shredding.Shredded:
    shred = shredding.shred_question if mark.kind == Kind.QUESTION else shredding.shred_person
    return shred(mark.subject_id, Reason(mark.reason), erasure_id=mark.id, withdraws=mark.withdraws)


def _delete_files(mark: ErasureMark) -> None:
    """Delete the sealed files; their keys are gone already, and whatever is left lying is swept later."""
    with transaction() as session:
        theirs = select(Question.id).where((Question.id == mark.subject_id) | (Question.patient_id == mark.subject_id))
        ids = {mark.subject_id, *session.scalars(theirs)}
    for question_id in ids:
        delete_files(question_id)


def _note(session: Session, mark: ErasureMark, done: shredding.Shredded) -> None:
    if not mark.is_done:
        mark.position, mark.shredded_at = done.position, clock.now()
        account = session.get(Account, mark.subject_id)
        if account is not None:
            forget_address(account)
    if not done.log_is_empty:
        put(session, Topic.FINISH_ERASURE, mark.id, clock.now() + LOG_AGAIN)
    mark.log_is_empty = done.log_is_empty
    record(
        session,
        Action.ERASURE_DONE,
        actor=SYSTEM,
        subject_id=mark.subject_id,
        erasure_id=mark.id,
        position=mark.position,
        log_is_empty=done.log_is_empty,
    )


def _waits_for_mail(session: Session, mark: ErasureMark) -> bool:
    if mark.kind != Kind.PERSON or clock.now() > mark.asked_at + LAST_MAIL:
        return False
    unsent = select(Letter.id).where(
        Letter.account_id == mark.subject_id,
        Letter.kind == LetterKind.ACCOUNT_ERASED,
        Letter.sent_at.is_(None),
        Letter.bounced.is_(False),
    )
    return session.scalar(unsent.limit(1)) is not None


def replay() -> int:
    """Do again in each store what the other knows was erased, after an older copy was put back; return how many.

    Doing it twice changes nothing.
    """
    shredding.replay()
    with transaction() as session, keys_read() as keys:
        found = gap(session, keys)
    lines = {line.id: line for line in shredding.ledger()}
    for erasure_id in sorted(found.missing_in_main, key=lambda one: lines[one].position):
        _again_in_main(lines[erasure_id])
        finish(erasure_id)
    for erasure_id in found.missing_in_keys:
        with transaction() as session:
            mark = session.get_one(ErasureMark, erasure_id)
        _shred(mark)
    return len(found.missing_in_main) + len(found.missing_in_keys)


def _again_in_main(line: shredding.Erasure) -> None:
    order = Order(SYSTEM, Reason(line.reason), line.withdraws, line.id, line.at)
    with transaction() as session:
        account = session.get(Account, line.subject_id)
        question = session.get(Question, line.subject_id)
        if account is not None:
            begin_person(session, account, order)
        elif question is not None and not question.is_erased:
            begin_question(session, question, order)
        else:
            # Of somebody who followed a topic the row itself goes; it came back with the older copy.
            session.execute(delete(Follower).where(Follower.id == line.subject_id))
            begin_gone(session, Kind(line.kind), line.subject_id, order)
        record(session, Action.ERASURE_REPLAYED, actor=SYSTEM, subject_id=line.subject_id, erasure_id=line.id)

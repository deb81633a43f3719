"""Use cases of retention: hold, release, order a purge; and what the worker does in small steps."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic.duty import clinic_key
from qa_portal.clinic.duty_models import CLINIC_OWNER
from qa_portal.crypto.keystore import OwnerKey, QuestionKey
from qa_portal.crypto.sealed import seal_into
from qa_portal.crypto.shredding import Kind, Reason
from qa_portal.db import keys_read, new_id, transaction
from qa_portal.errors import BadInput, NotFound
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.models import Account
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.privacy.retention import queries
from qa_portal.privacy.retention.queries import Hold
from qa_portal.question import erasure
from qa_portal.question.attaching import drop_all
from qa_portal.question.erasure import Order
from qa_portal.question.holds import HoldCode, LegalHold
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.reading import open_hold_note

BATCH = 20
"""So many are erased in one step; a death loses nothing, the step is done again."""
ORPHAN_DAYS = 30
"""A key without a row is destroyed when it is so old: a row may come a moment after its key."""
ORPHANS_MOST = 50
ORPHAN_SHARE = 0.05
"""More orphans than these look like an older database beside newer keys: then nothing is destroyed."""
log = structlog.get_logger()


def holds(user: Actor) -> list[Hold]:
    """Return the holds that stand, with their notes; opening those is recorded.

    Raises: Forbidden.
    """
    ensure(user, Permission.RETENTION_MANAGE, user)
    with transaction() as session:
        rows = queries.standing_holds(session)
        return queries.hold_views(session, rows, {row.id: open_hold_note(session, user, row) for row in rows})


def hold(user: Actor, number: str, code: HoldCode, clear_note: str, *, whole: bool) -> None:
    """Keep a question, or everything of its patient, from being erased.

    Raises: Forbidden, BadInput (no such question).
    """
    ensure(user, Permission.RETENTION_MANAGE, user)
    key = clinic_key()
    with transaction() as session:
        question = queries.by_number(session, number)
        if question is None:
            raise BadInput({"number": ["There is no question with this number."]})
        kind, subject_id = (Kind.PERSON, question.patient_id) if whole else (Kind.QUESTION, question.id)
        row = LegalHold(
            id=new_id(), kind=kind, subject_id=subject_id, number=question.number, code=code, placed_by_id=user.id
        )
        row.owner_id = CLINIC_OWNER
        seal_into(key, row, note=clear_note)
        session.add(row)
        record(session, Action.HOLD_PLACED, actor=user, subject_id=subject_id, hold_id=row.id, code=str(code))


def release(user: Actor, hold_id: str) -> None:
    """End a hold; it stays on record.

    Raises: Forbidden, NotFound.
    """
    ensure(user, Permission.RETENTION_MANAGE, user)
    with transaction() as session:
        row = session.get(LegalHold, hold_id, with_for_update=True)
        if row is None:
            raise NotFound("There is nothing here.")
        if row.released_at is None:
            row.released_at, row.released_by_id = clock.now(), user.id
            record(session, Action.HOLD_RELEASED, actor=user, subject_id=row.subject_id, hold_id=row.id)


def order_purge(user: Actor, before: datetime) -> None:
    """Have every question erased that was closed before a moment and is past its time; the worker does it.

    Raises: Forbidden.
    """
    ensure(user, Permission.RETENTION_MANAGE, user)
    cutoff = min(before, queries.question_cutoff(clock.now()))
    with transaction() as session:
        put(session, Topic.PURGE_QUESTIONS, cutoff.isoformat())
        record(session, Action.PURGE_ORDERED, actor=user, subject_id=user.id, before=cutoff.isoformat())


def purge_questions(before: str) -> None:
    """Erase the next questions that are past their time, and leave the rest for the next step."""
    cutoff = datetime.fromisoformat(before)
    with transaction() as session:
        due = queries.questions_due(session, cutoff, BATCH)
        marks = [erasure.begin_question(session, row, Order(SYSTEM, Reason.RETENTION)).id for row in due]
        if len(due) == BATCH:
            put(session, Topic.PURGE_QUESTIONS, before)
    for mark_id in marks:
        erasure.finish(mark_id)


def sweep() -> None:
    """Erase what nobody has to look at first: drafts long untouched, keys whose row never came or is gone."""
    _sweep_drafts()
    _sweep_orphans()


def _sweep_drafts() -> None:
    before = clock.now() - timedelta(days=settings.current().keep_drafts_days)
    with transaction() as session:
        marks = []
        for draft in queries.drafts_due(session, before, BATCH):
            marks.append(_begin_gone(session, Kind.QUESTION, draft.id, Reason.RETENTION))
            drop_all(session, SYSTEM, draft.id)
            session.delete(draft)
    for mark_id in marks:
        erasure.finish(mark_id)


def _sweep_orphans() -> None:
    before = clock.now() - timedelta(days=ORPHAN_DAYS)
    with keys_read() as keys:
        owners = set(keys.scalars(select(OwnerKey.id).where(OwnerKey.created_at < before))) - {CLINIC_OWNER}
        questions = set(keys.scalars(select(QuestionKey.id).where(QuestionKey.created_at < before)))
    with transaction() as session:
        owners -= {*session.scalars(select(Account.id)), *session.scalars(select(Follower.id))}
        questions -= {*session.scalars(select(Question.id)), *session.scalars(select(AskDraft.id))}
    found = [(Kind.PERSON, one) for one in sorted(owners)] + [(Kind.QUESTION, one) for one in sorted(questions)]
    if len(found) > max(ORPHANS_MOST, ORPHAN_SHARE * _keys()):
        log.warning("many keys without rows: is this database older than the keys?", keys=len(found))
        return
    with transaction() as session:
        marks = [_begin_gone(session, kind, subject_id, Reason.ORPHAN) for kind, subject_id in found[:BATCH]]
    for mark_id in marks:
        erasure.finish(mark_id)


def _begin_gone(session: Session, kind: Kind, subject_id: str, reason: Reason) -> str:
    return erasure.begin_gone(session, kind, subject_id, Order(SYSTEM, reason)).id


def _keys() -> int:
    with keys_read() as keys:
        return sum(keys.scalar(select(func.count()).select_from(table)) or 0 for table in (OwnerKey, QuestionKey))

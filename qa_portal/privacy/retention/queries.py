"""Reading for retention: what is past its time, what is held, what should have gone long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_portal import clock, settings
from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.crypto.erasures import ErasureMark
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.handlers import KEPT_DAYS, UNCONFIRMED_DAYS
from qa_portal.identity.models import Account, AccountState, Letter, LinkGrant, SessionRow
from qa_portal.question.holds import LegalHold, held
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.status import Status

SHOWN = 50
"""So many receipt numbers are shown before a purge."""
GRACE_DAYS = 30
"""A deletion that waits for the officer is overdue after so many days; one the worker does, after two."""
WORKER_GRACE = timedelta(days=2)
ERASURE_GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of thing: how long it is kept, how many are past that, the oldest, and who deletes them."""

    title: LazyString
    kept: str
    due: int
    oldest_at: datetime | None
    by_officer: bool = False
    never: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as the officer sees it."""

    row: LegalHold
    number: str
    note: str
    placed_by: str


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day so many months earlier."""
    return clock.months_later(moment, -months)


def due_questions(before: datetime) -> ColumnElement[bool]:
    """Return, for a query, which questions closed before a moment may be erased: closed, and not held."""
    return (Question.status == Status.CLOSED) & (Question.closed_at < before) & ~held()


def questions_due(session: Session, before: datetime, limit: int) -> Sequence[Question]:
    """Return questions past their time, the oldest first."""
    wanted = select(Question).where(due_questions(before)).order_by(Question.closed_at, Question.id)
    return session.scalars(wanted.limit(limit)).all()


def drafts_due(session: Session, before: datetime, limit: int) -> Sequence[AskDraft]:
    """Return what was begun and not touched since a moment."""
    return session.scalars(select(AskDraft).where(AskDraft.updated_at < before).limit(limit)).all()


def question_cutoff(now: datetime) -> datetime:
    """Return the moment before which a question must have been closed to be past its time."""
    return months_before(now, settings.current().keep_questions_months)


def lines(session: Session, now: datetime) -> list[Line]:
    """Return every kind of thing that is kept for a time."""
    here = settings.current()
    days = timedelta(days=1)
    traces, fresh = now - KEPT_DAYS * days, now - UNCONFIRMED_DAYS * days
    pending = (Account.state == AccountState.PENDING) & (Account.role == Role.PATIENT) & (Account.created_at < fresh)
    unasked = Follower.confirmed_at.is_(None) & (Follower.created_at < fresh)
    told = {
        "months": str(_("%(n)s months after closing", n=here.keep_questions_months)),
        "drafts": str(_("%(n)s days after the last change", n=here.keep_drafts_days)),
        "traces": str(_("%(n)s days", n=KEPT_DAYS)),
        "fresh": str(_("%(n)s days", n=UNCONFIRMED_DAYS)),
        "audit": str(_("at least %(n)s months", n=here.keep_audit_months)),
    }
    audit_before = months_before(now, here.keep_audit_months)
    drafts_before = now - here.keep_drafts_days * days
    closed = _count(session, Question.closed_at, due_questions(question_cutoff(now)))
    drafts = _count(session, AskDraft.updated_at, AskDraft.updated_at < drafts_before)
    return [
        Line(_("Closed questions"), told["months"], *closed, by_officer=True),
        Line(_("Questions begun and never sent"), told["drafts"], *drafts),
        Line(_("Sign-ups never confirmed"), told["fresh"], *_count(session, Account.created_at, pending)),
        Line(_("Topics by mail never confirmed"), told["fresh"], *_count(session, Follower.created_at, unasked)),
        Line(_("Signed-in devices"), told["traces"], *_older(session, SessionRow.created_at, traces)),
        Line(_("Links in mails"), told["traces"], *_older(session, LinkGrant.expires_at, traces)),
        Line(_("Mails that were sent"), told["traces"], *_older(session, Letter.created_at, traces)),
        Line(_("The record of acts"), told["audit"], *_older(session, AuditEntry.at, audit_before), never=True),
    ]


def _older(session: Session, column: InstrumentedAttribute[Any], before: datetime) -> tuple[int, datetime | None]:
    return _count(session, column, column < before)


def _count(
    session: Session, column: InstrumentedAttribute[Any], due: ColumnElement[bool]
) -> tuple[int, datetime | None]:
    number, oldest = session.execute(select(func.count(), func.min(column)).where(due)).one()
    return number, oldest


def overdue(session: Session, now: datetime) -> int:
    """Return how many deletions should have happened long ago: waiting for the officer, the worker, or half done."""
    here = settings.current()
    waits = due_questions(question_cutoff(now) - timedelta(days=GRACE_DAYS))
    drafts = AskDraft.updated_at < now - timedelta(days=here.keep_drafts_days) - WORKER_GRACE
    letters = Letter.created_at < now - timedelta(days=KEPT_DAYS) - WORKER_GRACE
    half = ErasureMark.asked_at < now - ERASURE_GRACE
    counted = (
        select(func.count()).select_from(Question).where(waits),
        select(func.count()).select_from(AskDraft).where(drafts),
        select(func.count()).select_from(Letter).where(letters),
        select(func.count()).select_from(ErasureMark).where(half, ErasureMark.position.is_(None)),
    )
    return sum(session.scalar(one) or 0 for one in counted)


def by_number(session: Session, number: str) -> Question | None:
    """Return the question with a receipt number, however it was typed."""
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    wanted = select(Question).where(Question.number == f"{signs[:4]}-{signs[4:]}", Question.status != Status.ERASED)
    return session.scalar(wanted)


def standing_holds(session: Session) -> Sequence[LegalHold]:
    """Return the holds that stand, the newest first."""
    stands = select(LegalHold).where(LegalHold.released_at.is_(None))
    return session.scalars(stands.order_by(LegalHold.placed_at.desc())).all()


def hold_views(session: Session, holds: Sequence[LegalHold], notes: dict[str, str]) -> list[Hold]:
    """Return holds with the receipt number they were placed by, and who placed them."""
    people = clinic.members_by_id(session, {row.placed_by_id for row in holds})
    return [
        Hold(row, row.number, notes.get(row.id, ""), getattr(people.get(row.placed_by_id), "display_name", ""))
        for row in holds
    ]

"""Deleting audit rows that are old enough, so that the rest still verifies: the chain begins at a signed cut."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action
from qa_portal.audit.chain import AuditCut, AuditLink, sign_cut
from qa_portal.audit.log import AuditEntry, record
from qa_portal.db import transaction
from qa_portal.errors import Conflict

LEAST_MONTHS = 72
"""Audit rows are kept so long at least. Source: 45 CFR 164.316(b)(2)(i), six years."""
BATCH = 5000
"""Rows deleted in one transaction."""


def oldest_allowed(months: int = LEAST_MONTHS) -> datetime:
    """Return the moment before which rows may be deleted, when they are kept so many months."""
    now = clock.now()
    years, rest = divmod(months, 12)
    month = now.month - rest
    year = now.year - years - (1 if month < 1 else 0)
    # The first of the month: never a day too early, and there is a first in every month.
    return now.replace(year=year, month=(month - 1) % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def prune_before(moment: datetime) -> int:
    """Delete the linked rows that are older than a moment, up to the first that is not; return how many.

    Raises: Conflict, when the moment lies less than 72 months back.
    """
    if moment > oldest_allowed():
        raise Conflict(f"Audit rows are kept for {LEAST_MONTHS} months at least.")
    deleted = 0
    while True:
        with transaction() as session:
            position, count = _prune_batch(session, moment)
            if count == 0:
                return deleted
            record(session, Action.LOG_PRUNED, actor=SYSTEM, subject_id="audit", position=position, rows=count)
        deleted += count


def _prune_batch(session: Session, moment: datetime) -> tuple[int, int]:
    first_to_stay = session.scalar(
        select(AuditLink.position)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .where(AuditEntry.at >= moment)
        .order_by(AuditLink.position)
        .limit(1)
    )
    first = session.scalar(select(func.min(AuditLink.position)))
    last = session.scalar(select(func.max(AuditLink.position)))
    if first is None or last is None:
        return 0, 0
    cut = min(first + BATCH, first_to_stay if first_to_stay is not None else last + 1) - 1
    if cut < first:
        return cut, 0
    digest = session.scalar(select(AuditLink.digest).where(AuditLink.position == cut))
    session.add(sign_cut(cut, digest or b""))
    ids = select(AuditLink.entry_id).where(AuditLink.position <= cut)
    gone = list(session.scalars(ids))
    session.execute(delete(AuditLink).where(AuditLink.position <= cut))
    session.execute(delete(AuditEntry).where(AuditEntry.id.in_(gone)))
    session.execute(delete(AuditCut).where(AuditCut.position < cut))
    return cut, len(gone)

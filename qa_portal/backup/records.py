"""What is known of backups and drills: written into the audit log, read from it."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry, record
from qa_portal.backup.drill import Drilled
from qa_portal.backup.making import Made
from qa_portal.db import transaction

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """The last drill as the record has it. Times in seconds; `acts_missing` is -1 when the living store was lost."""

    at: datetime
    good: bool
    opened: int
    unreadable: int
    rto: int
    rpo: int
    acts_missing: int


def record_backup(made: Made) -> None:
    """Write down that copies were made."""
    main, keys, megabytes = made.main.facts.id, made.keys.facts.id, round(made.size_bytes / MEGABYTE)
    with transaction() as session:
        record(session, Action.BACKUP_MADE, actor=SYSTEM, subject_id=main, keys=keys, megabytes=megabytes)


def record_drill(drilled: Drilled) -> None:
    """Write down what a drill found."""
    with transaction() as session:
        record(
            session,
            Action.DRILL_MADE,
            actor=SYSTEM,
            subject_id=drilled.main.facts.id,
            good=drilled.good,
            opened=drilled.opened,
            unreadable=drilled.unreadable,
            problem="chain" if drilled.chain_problem else "" if drilled.index_is_same else "index",
            rto=round(drilled.rto_seconds),
            rpo=round(drilled.rpo_seconds),
            acts_missing=drilled.acts_missing,
        )


def record_restore(main_id: str, keys_id: str, erasures: int) -> None:
    """Write down, in the restored store itself, what it was restored from."""
    with transaction() as session:
        record(session, Action.BACKUP_RESTORED, actor=SYSTEM, subject_id=main_id, keys=keys_id, erasures=erasures)


def last_drill(session: Session) -> DrillRecord | None:
    """Return the last drill; None before the first."""
    row = _last(session, Action.DRILL_MADE)
    if row is None:
        return None
    told = json.loads(row.fields)
    names = ("good", "opened", "unreadable", "rto", "rpo", "acts_missing")
    return DrillRecord(row.at, **{name: told[name] for name in names})


def last_backup_at(session: Session) -> datetime | None:
    """Return when the last copy was made, by the record; None before the first."""
    row = _last(session, Action.BACKUP_MADE)
    return row.at if row else None


def _last(session: Session, action: Action) -> AuditEntry | None:
    wanted = select(AuditEntry).where(AuditEntry.action == str(action)).order_by(AuditEntry.at.desc()).limit(1)
    return session.scalar(wanted)

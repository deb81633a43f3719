"""Finding openings that stand out: a round of the worker over new rows of the log. It keeps codes, never names.

What is looked at: outside opening hours, a surname shared with the patient, many at once, and nothing done after.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.audit.actions import READING, Action
from qa_portal.audit.chain import AuditLink
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.calendar import Calendar
from qa_portal.db import new_id, transaction
from qa_portal.errors import NotFound, Unreadable
from qa_portal.identity.reading import open_profile
from qa_portal.inquiry.models import Reason, SameName, Unusual, WatchMark
from qa_portal.question.models import Question
from qa_portal.question.standing import WITHOUT_ASSIGNMENT, Standing

BATCH = 500
"""Rows of the log looked at in one transaction."""
BULK_AN_HOUR = 30
"""So many questions opened by one person within an hour are very many: four to six an hour is a full day's work."""
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
FRESH, SETTLED = "fresh", "settled"


def look() -> None:
    """Look at the rows that are new, then at those a day old: whether anything was done after them."""
    for name, judge in ((FRESH, _judge_fresh), (SETTLED, _judge_settled)):
        while True:
            with transaction() as session:
                rows = _next_rows(session, name)
                judge(session, [row for row in rows if _is_by_staff(row)])
            if len(rows) < BATCH:
                break


def _next_rows(session: Session, name: str) -> list[AuditEntry]:
    """Return the rows after the mark and move the mark behind them."""
    mark = session.get(WatchMark, name) or WatchMark(name=name, position=0)
    wanted = (
        select(AuditEntry, AuditLink.position)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position > mark.position)
        .order_by(AuditLink.position)
        .limit(BATCH)
    )
    found = session.execute(wanted).all()
    if name == SETTLED:
        young = next((number for number, row in enumerate(found) if row[0].at > clock.now() - DAY), len(found))
        found = found[:young]
    if found:
        mark.position = found[-1][1]
        session.add(mark)
    return [row[0] for row in found]


def _is_by_staff(row: AuditEntry) -> bool:
    return row.action == Action.QUESTION_OPENED and row.actor_role not in {Role.PATIENT, Role.SYSTEM}


def _judge_fresh(session: Session, rows: Sequence[AuditEntry]) -> None:
    calendar = clinic.calendar_of(session)
    for row in rows:
        question = session.get(Question, row.subject_id)
        if question is not None:
            reasons = _fresh_reasons(session, row, question, calendar)
            if reasons - {Reason.UNASSIGNED}:
                _keep(session, row, reasons)


def _fresh_reasons(session: Session, row: AuditEntry, question: Question, calendar: Calendar) -> set[Reason]:
    reasons = set()
    if standing_of(row) in WITHOUT_ASSIGNMENT:
        reasons.add(Reason.UNASSIGNED)
        if not calendar.is_open(row.at):
            reasons.add(Reason.NIGHT)
    if _has_same_name(session, row.actor_id, question.patient_id):
        reasons.add(Reason.SURNAME)
    if _is_bulk(session, row):
        reasons.add(Reason.BULK)
    return reasons


def _judge_settled(session: Session, rows: Sequence[AuditEntry]) -> None:
    for row in rows:
        if standing_of(row) not in WITHOUT_ASSIGNMENT or _acted_after(session, row):
            continue
        known = session.scalar(select(Unusual).where(Unusual.entry_id == row.id))
        if known is not None:
            known.reasons = _joined({*known.why, Reason.NO_ACTION})
        elif standing_of(row) in {Standing.OTHER, Standing.NONE}:
            # Who looks at what waits in the list and leaves it to a colleague does nothing unusual.
            _keep(session, row, {Reason.UNASSIGNED, Reason.NO_ACTION})


def _keep(session: Session, row: AuditEntry, reasons: set[Reason]) -> None:
    session.add(
        Unusual(
            id=new_id(),
            entry_id=row.id,
            person_id=row.actor_id,
            question_id=row.subject_id,
            at=row.at,
            reasons=_joined(reasons),
        )
    )
    session.flush()


def _joined(reasons: set[Reason]) -> str:
    return ",".join(reason for reason in Reason if reason in reasons)


def standing_of(row: AuditEntry) -> str:
    """Return what the reader was to the question, as the log has it; "" where it does not say."""
    return str(json.loads(row.fields).get("standing", ""))


def _acted_after(session: Session, row: AuditEntry) -> bool:
    acts = exists().where(
        AuditEntry.actor_id == row.actor_id,
        AuditEntry.subject_id == row.subject_id,
        AuditEntry.at >= row.at,
        AuditEntry.at <= row.at + DAY,
        ~AuditEntry.action.startswith(READING),
    )
    return bool(session.scalar(select(acts)))


def _is_bulk(session: Session, row: AuditEntry) -> bool:
    opened = select(func.count(AuditEntry.subject_id.distinct())).where(
        AuditEntry.actor_id == row.actor_id,
        AuditEntry.action == Action.QUESTION_OPENED,
        AuditEntry.at > row.at - HOUR,
        AuditEntry.at <= row.at,
    )
    if (session.scalar(opened) or 0) < BULK_AN_HOUR:
        return False
    told = exists().where(
        Unusual.person_id == row.actor_id, Unusual.at > row.at - HOUR, Unusual.reasons.contains(Reason.BULK)
    )
    return not session.scalar(select(told))


def _has_same_name(session: Session, person_id: str, patient_id: str) -> bool:
    """Compare surnames once for each pair; the profile is opened by the portal itself, which is recorded."""
    known = session.get(SameName, (person_id, patient_id))
    if known is None:
        member = clinic.member(session, person_id)
        same = bool(member and _surname(member.display_name) in _surnames(session, patient_id))
        known = SameName(person_id=person_id, patient_id=patient_id, same=same, found_at=clock.now())
        session.add(known)
        session.flush()
    return known.same


def _surnames(session: Session, patient_id: str) -> set[str]:
    try:
        clear_profile = open_profile(session, SYSTEM, patient_id, "same_name")
    except (NotFound, Unreadable):
        return set()
    return {_surname(name) for name in clear_profile.names} - {""}


def _surname(name: str) -> str:
    words = name.replace(",", " ").split()
    return words[-1].casefold() if words else ""

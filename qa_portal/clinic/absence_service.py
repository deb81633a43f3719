"""Saying who is away and who stands in, and taking it back; each change recorded in its own transaction."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure, scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import presence, queries
from qa_portal.clinic.absence_models import Absence
from qa_portal.clinic.wording import (
    ABSENCE_BACKWARDS,
    ABSENCE_LONG,
    ABSENCE_TAKEN,
    NOT_ON_STAFF,
    OWN_COVER,
    PAST_DATE,
)
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput

MOST_DAYS = 366


def add(user: Actor, account_id: str, days: tuple[date, date], cover_id: str | None) -> str:
    """Enter days on which somebody does not answer, and who stands in; return the id.

    Raises: NotFound (somebody else's business); BadInput.
    """
    first, last = days
    with transaction() as session:
        absence = Absence(id=new_id(), account_id=account_id, first_day=first, last_day=last, cover_id=cover_id)
        ensure(user, Permission.ABSENCE_EDIT, absence)
        errors = _problems(session, absence)
        if errors:
            raise BadInput(errors)
        session.add(absence)
        record(
            session,
            Action.ABSENCE_SET,
            actor=user,
            subject_id=account_id,
            absence_id=absence.id,
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            cover_id=cover_id,
        )
        return absence.id


def remove(user: Actor, absence_id: str) -> None:
    """Take an absence out: the person is there after all, or again.

    Raises: NotFound.
    """
    with transaction() as session:
        absence = session.get(Absence, absence_id)
        ensure(user, Permission.ABSENCE_EDIT, absence)
        if absence is not None:
            session.delete(absence)
            record(session, Action.ABSENCE_REMOVED, actor=user, subject_id=absence.account_id, absence_id=absence_id)


def listed(session: Session, user: Actor) -> Sequence[Absence]:
    """Return the absences of now and later that a person may change, next first."""
    wanted = select(Absence).where(scope(user, Permission.ABSENCE_EDIT, Absence))
    coming = wanted.where(Absence.last_day >= presence.today(session))
    return session.scalars(coming.order_by(Absence.first_day, Absence.created_at)).all()


def covered(session: Session, user: Actor) -> Sequence[Absence]:
    """Return the absences of now and later in which a person stands in."""
    wanted = select(Absence).where(Absence.cover_id == user.id, Absence.last_day >= presence.today(session))
    return session.scalars(wanted.order_by(Absence.first_day)).all()


def _problems(session: Session, absence: Absence) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    answering = {member.account_id for member in queries.answering_members(session)}
    if absence.account_id not in answering:
        errors["account_id"] = [NOT_ON_STAFF]
    if absence.cover_id == absence.account_id:
        errors["cover_id"] = [OWN_COVER]
    elif absence.cover_id and absence.cover_id not in answering:
        errors["cover_id"] = [NOT_ON_STAFF]
    if absence.last_day < absence.first_day:
        errors["last_day"] = [ABSENCE_BACKWARDS]
    elif absence.last_day < presence.today(session):
        errors["last_day"] = [PAST_DATE]
    elif (absence.last_day - absence.first_day).days >= MOST_DAYS:
        errors["last_day"] = [ABSENCE_LONG]
    elif _overlaps(session, absence):
        errors["first_day"] = [ABSENCE_TAKEN]
    return errors


def _overlaps(session: Session, absence: Absence) -> bool:
    own = select(Absence.id).where(Absence.account_id == absence.account_id)
    same = own.where(Absence.first_day <= absence.last_day, Absence.last_day >= absence.first_day)
    return session.scalar(same.limit(1)) is not None

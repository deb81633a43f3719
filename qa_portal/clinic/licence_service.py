"""Writing down a licence, and that it was looked up; each change recorded in its own transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import presence, queries
from qa_portal.clinic.licence_models import Licence, Standing
from qa_portal.clinic.service import renew_edition
from qa_portal.clinic.wording import LICENCE_OF_ONE_OWN, PAST_DATE
from qa_portal.db import transaction
from qa_portal.errors import BadInput

WRITTEN = ("register", "number", "url", "ends_on")
"""What is written down; any change makes an earlier check void."""


def save(user: Actor, account_id: str, values: Mapping[str, Any]) -> None:
    """Write down a licence, and with `looked_up` that it stands in the register; without a number it is taken out.

    Nobody checks their own. Raises: NotFound, BadInput.
    """
    with transaction() as session:
        member = queries.member(session, account_id)
        ensure(user, Permission.CLINIC_EDIT, member)
        licence = session.get(Licence, account_id)
        if values["number"]:
            licence = licence or Licence(account_id=account_id)
            _write(session, user, licence, values)
        elif licence is not None:
            session.delete(licence)
        renew_edition(session)
        record(
            session,
            Action.LICENCE_SAVED,
            actor=user,
            subject_id=account_id,
            there=bool(values["number"]),
            checked=bool(values["number"] and values["looked_up"]),
        )


def of_member(session: Session, account_id: str) -> Licence | None:
    """Return somebody's licence."""
    return session.get(Licence, account_id)


def standings(session: Session) -> dict[str, Standing]:
    """Return how each licence stands today, by account."""
    today = presence.today(session)
    return {licence.account_id: licence.standing(today) for licence in session.scalars(select(Licence))}


def shown_of(session: Session, account_id: str) -> Licence | None:
    """Return a licence readers may be told of: one that was checked and has not ended."""
    licence = of_member(session, account_id)
    is_good = licence is not None and licence.standing(presence.today(session)).can_be_shown
    return licence if is_good else None


def _write(session: Session, user: Actor, licence: Licence, values: Mapping[str, Any]) -> None:
    if values["looked_up"] and licence.account_id == user.id:
        raise BadInput({"looked_up": [LICENCE_OF_ONE_OWN]})
    if values["looked_up"] and values["ends_on"] and values["ends_on"] < presence.today(session):
        raise BadInput({"ends_on": [PAST_DATE]})
    if any(getattr(licence, name) != values[name] for name in WRITTEN):
        licence.checked_at = licence.checked_by_id = None
    for name in WRITTEN:
        setattr(licence, name, values[name])
    if values["looked_up"]:
        licence.checked_at, licence.checked_by_id = clock.now(), user.id
    session.add(licence)

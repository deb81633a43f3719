"""Proving again who one is, before a sensitive act; and how a person signs in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.db import read, transaction
from qa_portal.identity import queries, recovery, sessions
from qa_portal.identity.factor_models import Passkey, Totp
from qa_portal.identity.factors import Kind


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person signs in: since when with an app, how many codes on paper are left, which passkeys."""

    app_since: datetime | None
    codes_left: int
    few_codes: bool
    passkeys: list[Passkey]


def overview(user: Actor) -> Ways:
    """Return what the page about signing in shows."""
    session = read()
    ensure(user, Permission.ACCOUNT_OWN, queries.account(session, user.id))
    since = session.scalar(select(Totp.confirmed_at).where(Totp.account_id == user.id, Totp.confirmed_at.is_not(None)))
    left = recovery.left(session, user.id)
    keys = session.scalars(select(Passkey).where(Passkey.account_id == user.id).order_by(Passkey.created_at)).all()
    return Ways(since, left, left <= recovery.FEW, list(keys))


def renew(user: Actor, session_id: str, kind: Kind) -> str:
    """Note that somebody proved again who they are; return the new token of their session."""
    with transaction() as session:
        record(session, Action.PROVED_AGAIN, actor=user, subject_id=user.id, session_id=session_id, kind=kind)
        return sessions.renew(session, session_id)

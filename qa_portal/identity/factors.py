"""The second factor: set up, asked for, used up, taken away. A code works once; a wrong one is recorded."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Gone, PortalError, Unreadable
from qa_portal.identity import letters, queries, recovery, sessions, totp
from qa_portal.identity.factor_models import Passkey, Totp
from qa_portal.identity.models import Account, LetterKind
from qa_portal.identity.reading import ClearSecret, open_contact, open_secret
from qa_portal.identity.service import Known
from qa_portal.identity.sessions import NewSession

SECURITY_PAGE = "/account/security"
"""Where letters about the second factor lead."""
_BETWEEN = re.compile(r"[\s-]+")


class WrongCode(PortalError):
    """The code does not fit, is too old, or was used before."""

    http_status = 422


class Kind(StrEnum):
    """What a person proved with."""

    PASSWORD = "password"
    APP = "app"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, repr=False)
class SetUp:
    """What a person needs to set up an app: the picture, and the key to type by hand."""

    picture: str
    by_hand: str


def is_set_up(session: Session, account_id: str) -> bool:
    """Say whether an account has a second factor that was confirmed with a code."""
    return _confirmed(session, account_id) is not None


def begin(actor: Actor, issuer: str) -> SetUp:
    """Return what an app needs; the same until it is confirmed, so that a reload changes nothing."""
    key = owner_key(actor.id)
    with transaction() as session:
        queries.for_update(session, actor.id)
        row = _waiting(session, actor.id)
        if row is None:
            row = Totp(id=new_id(), account_id=actor.id, last_step=0, created_at=clock.now())
            seal_into(key, row, secret=totp.new_secret())
            session.add(row)
            session.flush()
        clear = open_secret(session, actor, row, "set up")
        contact = open_contact(session, actor, actor.id, "set up second factor")
    address = totp.address(clear.secret, issuer=issuer, label=contact.email)
    return SetUp(totp.picture(address), totp.grouped(clear.secret))


def confirm(actor: Actor, clear_code: str) -> None:
    """Let the app that was set up count from now on, in place of one before; mail tells of it.

    Raises: WrongCode, Gone (nothing was set up).
    """
    with transaction() as session:
        _confirm(session, actor, clear_code)


def set_up_and_enter(half: sessions.LiveSession, clear_code: str) -> NewSession:
    """Let the app count that somebody set up who had none, and sign them in.

    Raises: WrongCode, Gone.
    """
    with transaction() as session:
        queries.for_update(session, half.account_id)
        if is_set_up(session, half.account_id):
            raise Gone("Sign in again.")
        _confirm(session, Known(half.account_id, half.role), clear_code)
        return begin_whole(session, half, Kind.APP)


def _confirm(session: Session, actor: Actor, clear_code: str) -> None:
    account = queries.for_update(session, actor.id)
    row = _waiting(session, account.id)
    if row is None:
        raise Gone("Start again: this page was open for too long.")
    step = _step(open_secret(session, actor, row, "set up"), clear_code, after=0)
    if step is None:
        raise WrongCode("This code does not fit.")
    session.execute(delete(Totp).where(Totp.account_id == account.id, Totp.id != row.id))
    row.confirmed_at, row.last_step = clock.now(), step
    _tell(session, account, Action.FACTOR_ADDED, kind=Kind.APP, factor_id=row.id, actor=actor)


def enter(half: sessions.LiveSession, clear_code: str) -> NewSession:
    """Let somebody in who gave the password before, and now a code of the app or one on paper.

    Raises: WrongCode.
    """
    actor = Known(half.account_id, half.role)
    kind = check(actor, clear_code)
    with transaction() as session:
        return begin_whole(session, half, kind)


def begin_whole(session: Session, half: sessions.LiveSession, kind: Kind) -> NewSession:
    """End the half session and begin a whole one in its place."""
    account = queries.for_update(session, half.account_id)
    if not account.is_active or not sessions.end_half(session, half.id):
        raise WrongCode("Sign in again.")
    return admit(session, account, kind)


def admit(session: Session, account: Account, kind: Kind) -> NewSession:
    """Begin the session of somebody who has proved all there is to prove; a browser never seen is told of by mail."""
    is_new = sessions.is_new_browser(session, account.id)
    new = sessions.begin(session, account)
    actor = Known(account.id, account.role)
    record(session, Action.SIGNED_IN, actor=actor, subject_id=account.id, session_id=new.id, kind=kind)
    if is_new:
        letters.post(session, account.id, LetterKind.NEW_BROWSER, "/account/sessions")
    return new


def check(actor: Actor, clear_code: str) -> Kind:
    """Use up a code of the app, or one on paper, of a person; return which it was.

    Raises: WrongCode.
    """
    if recovery.is_code(clear_code):
        return _use_recovery(actor, clear_code)
    with transaction() as session:
        row = _confirmed(session, actor.id)
        try:
            clear = open_secret(session, actor, row, "check") if row else None
        except Unreadable:
            clear = None
        step = _step(clear, clear_code, after=row.last_step) if clear and row else None
        taken = step is not None and row is not None and _take(session, row.id, step)
    if not taken:
        _refuse(actor, Kind.APP)
    return Kind.APP


def renew_recovery(actor: Actor) -> list[str]:
    """Return ten new codes on paper; the old ones stop working."""
    with transaction() as session:
        queries.for_update(session, actor.id)
        clear_codes = recovery.renew(session, actor.id)
        record(session, Action.RECOVERY_RENEWED, actor=actor, subject_id=actor.id, count=len(clear_codes))
    return clear_codes


def reset(session: Session, actor: Actor, account: Account) -> None:
    """Take every second factor of an account away, and end its sessions: at the next sign-in a new one is set up."""
    forget(session, account.id)
    sessions.end_all(session, account.id)
    _tell(session, account, Action.FACTOR_RESET, actor=actor)


def forget(session: Session, account_id: str) -> None:
    """Delete every second factor of an account."""
    for table in (Totp, Passkey):
        session.execute(delete(table).where(table.account_id == account_id))
    recovery.forget(session, account_id)


def tell_of_tries(account_id: str) -> None:
    """Mail the owner that somebody who knows the password tries codes."""
    with transaction() as session:
        letters.post(session, account_id, LetterKind.FACTOR_TRIED, "/reset")


def _use_recovery(actor: Actor, clear_code: str) -> Kind:
    with transaction() as session:
        if used := recovery.use(session, actor.id, clear_code):
            left = recovery.left(session, actor.id)
            record(session, Action.RECOVERY_USED, actor=actor, subject_id=actor.id, left=left)
            letters.post(session, actor.id, LetterKind.RECOVERY_USED, SECURITY_PAGE)
    if not used:
        _refuse(actor, Kind.RECOVERY)
    return Kind.RECOVERY


def _refuse(actor: Actor, kind: Kind) -> NoReturn:
    with transaction() as session:
        record(session, Action.FACTOR_REFUSED, actor=actor, subject_id=actor.id, kind=kind, code="wrong")
    raise WrongCode("This code does not fit.")


def _step(clear: ClearSecret, clear_code: str, *, after: int) -> int | None:
    now = totp.step_at(clock.now().timestamp())
    return totp.step_of(clear.secret, _BETWEEN.sub("", clear_code), now=now, after=after)


def _take(session: Session, row_id: str, step: int) -> bool:
    """Use a step up: of two who come with the same code at once, one is let in."""
    taking = update(Totp).where(Totp.id == row_id, Totp.last_step < step).values(last_step=step)
    return session.execute(taking.returning(Totp.id)).scalar() is not None


def _tell(session: Session, account: Account, action: Action, *, actor: Actor, **fields: str) -> None:
    record(session, action, actor=actor, subject_id=account.id, **fields)
    letters.post(session, account.id, LetterKind.FACTOR_CHANGED, SECURITY_PAGE)


def _confirmed(session: Session, account_id: str) -> Totp | None:
    return session.scalar(select(Totp).where(Totp.account_id == account_id, Totp.confirmed_at.is_not(None)))


def _waiting(session: Session, account_id: str) -> Totp | None:
    wanted = select(Totp).where(Totp.account_id == account_id, Totp.confirmed_at.is_(None))
    return session.scalar(wanted.order_by(Totp.created_at.desc()).limit(1))


def has_factor(account_id: str) -> bool:
    """Say, for a page, whether an account has a second factor."""
    return is_set_up(read(), account_id)

"""The one way to a person's clear address and profile: checked, opened, and recorded in the same transaction.

Who only shows a value asks with `to_show`: what cannot be opened is then a placeholder on the page. Who acts on one
(a mail, the search for identifiers) does not: there a value that cannot be opened must stop the act.
"""

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.sealed import PLACEHOLDER, SealedRow, place_of, unseal
from qa_portal.errors import NotFound, Unreadable
from qa_portal.identity.factor_models import Totp
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.models import Account, LinkGrant, Profile


@dataclass(frozen=True, slots=True, repr=False)
class ClearContact:
    """A person's address, readable; empty for somebody who asked without one."""

    email: str

    def __repr__(self) -> str:
        return "<clear contact>"


@dataclass(frozen=True, slots=True, repr=False)
class ClearProfile:
    """What a patient told us about themselves, readable; empty where they told us nothing."""

    names: tuple[str, ...] = ()
    """Names the patient goes by, one an item."""
    relatives: tuple[str, ...] = ()
    birth_date: date | None = None
    phone: str = ""
    town: str = ""
    street: str = ""
    member_number: str = ""

    def __repr__(self) -> str:
        return "<clear profile>"

    @property
    def is_empty(self) -> bool:
        """Whether the patient told us nothing."""
        return self == ClearProfile()


@dataclass(frozen=True, slots=True, repr=False)
class ClearSecret:
    """What an authenticator app and we share, readable."""

    secret: str

    def __repr__(self) -> str:
        return "<clear secret>"


def open_contact(
    session: Session, actor: Actor, account_id: str, purpose: str, *, to_show: bool = False
) -> ClearContact:
    """Open a person's address. `purpose` is a short code for the record.

    Raises: NotFound, Forbidden, Unreadable (not with `to_show`).
    """
    account = session.get(Account, account_id)
    ensure(actor, Permission.CONTACT_OPEN, account)
    if account is None:
        raise NotFound("There is nothing here.")
    if not account.has_mail:
        return ClearContact("")
    clear, unreadable = _open(account, ["email"])
    record(session, Action.CONTACT_OPENED, actor=actor, subject_id=account_id, purpose=purpose, unreadable=unreadable)
    _stop(unreadable and not to_show)
    return ClearContact(clear["email"])


def open_for_lookup(session: Session, account: Account, purpose: str) -> dict[str, str]:
    """Open what an account is found by, its address and its receipt code, to make the blind indexes anew.

    Raises: Unreadable.
    """
    columns = [column for column in ("email", "code") if getattr(account, column) is not None]
    clear, unreadable = _open(account, columns)
    record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id=account.id, purpose=purpose, unreadable=unreadable)
    _stop(unreadable)
    return clear


def open_grant_contact(session: Session, grant: LinkGrant, purpose: str) -> ClearContact:
    """Open the address a change of address is about, for the worker.

    Raises: NotFound, Unreadable.
    """
    if grant.email is None:
        raise NotFound("There is nothing here.")
    clear, lost = _open(grant, ["email"])
    record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id=grant.account_id, purpose=purpose, unreadable=lost)
    _stop(lost)
    return ClearContact(clear["email"])


def open_follower(session: Session, row: Follower, purpose: str) -> ClearContact:
    """Open the address of somebody who follows a topic, for the worker.

    Raises: Unreadable.
    """
    clear, lost = _open(row, ["email"])
    record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id=row.id, purpose=purpose, unreadable=lost)
    _stop(lost)
    return ClearContact(clear["email"])


def open_secret(session: Session, actor: Actor, row: Totp, purpose: str) -> ClearSecret:
    """Open the secret of a person's own authenticator app, to set it up or to check a code.

    Raises: NotFound (somebody else's), Unreadable.
    """
    if row.account_id != actor.id:
        raise NotFound("There is nothing here.")
    clear, lost = _open(row, ["secret"])
    record(session, Action.FACTOR_OPENED, actor=actor, subject_id=row.account_id, purpose=purpose, unreadable=lost)
    _stop(lost)
    return ClearSecret(clear["secret"])


def open_code(session: Session, account: Account, purpose: str) -> str | None:
    """Open a receipt code to seal or look it up anew; None when there is none. No page shows it.

    Raises: Unreadable.
    """
    if account.code is None:
        return None
    clear, unreadable = _open(account, ["code"])
    record(session, Action.CODE_OPENED, actor=SYSTEM, subject_id=account.id, purpose=purpose, unreadable=unreadable)
    _stop(unreadable)
    return clear["code"]


def open_profile(
    session: Session, actor: Actor, account_id: str, purpose: str, *, to_show: bool = False
) -> ClearProfile:
    """Open a patient's profile; an empty one when they never filled it in.

    Raises: NotFound, Forbidden, Unreadable (not with `to_show`).
    """
    ensure(actor, Permission.PROFILE_OPEN, session.get(Account, account_id))
    profile = session.scalar(select(Profile).where(Profile.account_id == account_id))
    clear, unreadable = _open(profile, _filled(profile)) if profile else ({}, 0)
    record(
        session,
        Action.PROFILE_OPENED,
        actor=actor,
        subject_id=account_id,
        purpose=purpose,
        parts=",".join(sorted(clear)),
        unreadable=unreadable,
    )
    _stop(unreadable and not to_show)
    return ClearProfile(
        names=_lines(clear.get("names", "")),
        relatives=_lines(clear.get("relatives", "")),
        birth_date=_date(clear.get("birth_date", "")),
        phone=clear.get("phone", ""),
        town=clear.get("town", ""),
        street=clear.get("street", ""),
        member_number=clear.get("member_number", ""),
    )


def _filled(profile: Profile) -> list[str]:
    return [field.name for field in fields(ClearProfile) if getattr(profile, field.name) is not None]


def _open(row: SealedRow, columns: list[str]) -> tuple[dict[str, str], int]:
    """Open columns of a row; return their clear texts, and how many would not open."""
    clear, unreadable = {}, 0
    for column in columns:
        try:
            clear[column] = unseal(owner_key(row.owner_id), place_of(row, column), getattr(row, column))
        except Unreadable:
            clear[column] = PLACEHOLDER
            unreadable += 1
    return clear, unreadable


def _stop(unread: object) -> None:
    """Stop an act that needs what cannot be opened. The record of it is made before, and stays."""
    if unread:
        raise Unreadable("what this needs cannot be opened")


def _date(clear: str) -> date | None:
    return date.fromisoformat(clear) if clear not in {"", PLACEHOLDER} else None


def _lines(clear: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in clear.splitlines() if line.strip())

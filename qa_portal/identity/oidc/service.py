"""Letting in whom the hospital's service vouches for: a member of staff somebody here invited, nobody else."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic.models import Member
from qa_portal.db import new_id, transaction
from qa_portal.errors import Forbidden
from qa_portal.identity import addresses, links, queries
from qa_portal.identity.models import Account, AccountState, LinkGrant, LinkKind, SignOnLink
from qa_portal.identity.oidc.provider import SignedOn
from qa_portal.identity.service import STRANGER, Known, begin_session
from qa_portal.identity.sessions import NewSession


def enter(person: SignedOn) -> NewSession:
    """Begin a session for a member of staff; at the first time their account is tied to the service's name for them.

    Raises: Forbidden, when nobody invited them, or the account is suspended, over, or a patient's.
    """
    with transaction() as session:
        account = _linked(session, person) or _by_address(session, person)
        if account is not None and _is_let_in(session, account):
            _join(session, account)
            _link(session, account, person)
            return begin_session(session, account, proven=person.has_second_factor)
    with transaction() as session:
        subject_id = account.id if account else STRANGER.id
        record(session, Action.SIGN_IN_REFUSED, actor=STRANGER, subject_id=subject_id, code="sign_on")
    raise Forbidden("The hospital's sign-on knows you, but nobody has invited you here yet. Ask your administrator.")


def _linked(session: Session, person: SignedOn) -> Account | None:
    wanted = select(SignOnLink.account_id).where(SignOnLink.subject_hash == _hash(person))
    account_id = session.scalar(wanted)
    return queries.for_update(session, account_id) if account_id else None


def _by_address(session: Session, person: SignedOn) -> Account | None:
    if not person.clear_email or not addresses.is_address(person.clear_email):
        return None
    account = queries.by_lookup(session, addresses.lookup(addresses.normalised(person.clear_email)))
    if account is None:
        return None
    # Once an account is tied to one person of the service, another with the same address is not let in.
    taken = session.scalar(select(SignOnLink.id).where(SignOnLink.account_id == account.id))
    return None if taken else queries.for_update(session, account.id)


def _is_let_in(session: Session, account: Account) -> bool:
    if not account.role.is_staff:
        return False
    if account.state is AccountState.PENDING:
        wanted = select(LinkGrant).where(LinkGrant.account_id == account.id, LinkGrant.kind == LinkKind.JOIN)
        return any(grant.is_open for grant in session.scalars(wanted))
    return account.is_active


def _join(session: Session, account: Account) -> None:
    if account.state is not AccountState.PENDING:
        return
    links.withdraw_all(session, account.id)
    account.state, account.verified_at = AccountState.ACTIVE, clock.now()
    member = session.get(Member, account.id)
    if member is not None:
        member.active = True
    actor = Known(account.id, account.role)
    record(session, Action.STAFF_JOINED, actor=actor, subject_id=account.id, role=account.role)


def _link(session: Session, account: Account, person: SignedOn) -> None:
    if session.scalar(select(SignOnLink.id).where(SignOnLink.subject_hash == _hash(person))) is None:
        session.add(SignOnLink(id=new_id(), subject_hash=_hash(person), account_id=account.id, created_at=clock.now()))
        session.flush()


def _hash(person: SignedOn) -> str:
    return hashlib.sha256(f"{person.issuer}\x00{person.subject}".encode()).hexdigest()

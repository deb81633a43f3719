"""Staff: invited by a link, joined with their own password, suspended, let go."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic_queries
from qa_portal.clinic.models import Member, Queue, QueueMember
from qa_portal.clinic.service import renew_edition
from qa_portal.crypto.keystore import new_owner_key
from qa_portal.crypto.lookup import blind_key_id
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Conflict, Gone, NotFound
from qa_portal.identity import addresses, factors, letters, links, passwords, queries, sessions
from qa_portal.identity.models import Account, AccountState, LetterKind, LinkKind
from qa_portal.identity.queries import StaffRow
from qa_portal.identity.reading import ClearContact, open_contact
from qa_portal.identity.service import Known, begin_session
from qa_portal.identity.sessions import NewSession
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic

STAFF_ROLES = tuple(role for role in Role if role.is_staff)


@dataclass(frozen=True, slots=True, repr=False)
class Invitation:
    """Whom to invite: a normalised address, a role, a name for the list, the queues to work in."""

    clear_email: str
    role: Role
    display_name: str
    queue_ids: Sequence[str] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Joining:
    """What an invited person says of themselves, for patients to see."""

    display_name: str
    credential: str = ""
    specialty: str = ""
    clear_password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Details:
    """One member of staff for the admin, with the address."""

    row: StaffRow
    contact: ClearContact
    is_self: bool


def invite(actor: Actor, invitation: Invitation, *, by_mail: bool = True) -> str:
    """Invite somebody, or invite them anew; return the path of the link.

    Raises: Conflict, when the address belongs to somebody who is here already.
    """
    account_id = new_id()
    key = new_owner_key(account_id)
    try:
        return _invite(actor, invitation, account_id=account_id, key=key, by_mail=by_mail)
    except IntegrityError:
        raise Conflict("Somebody else invited this address a moment ago.") from None


def _invite(actor: Actor, invitation: Invitation, *, account_id: str, key: bytes, by_mail: bool) -> str:
    with transaction() as session:
        account = queries.by_lookup(session, addresses.lookup(invitation.clear_email))
        if account is None:
            account = _new_account(session, invitation, account_id=account_id, key=key)
        ensure(actor, Permission.STAFF_MANAGE, account)
        if account.role is Role.PATIENT or account.state is not AccountState.PENDING:
            raise Conflict("This address has an account already. Use another address.")
        account.role = invitation.role
        _enter(session, account.id, invitation)
        links.withdraw_all(session, account.id)
        grant = links.grant(session, LinkKind.JOIN, account.id)
        if by_mail:
            letters.post_link(session, LetterKind.JOIN, grant)
        queues = ",".join(invitation.queue_ids)[:200]
        record(session, Action.STAFF_INVITED, actor=actor, subject_id=account.id, role=account.role, queues=queues)
        return links.path_of(grant)


def invite_again(actor: Actor, account_id: str) -> None:
    """Send a new link to somebody who has not joined yet; the old one stops working.

    Raises: NotFound, Conflict.
    """
    with transaction() as session:
        account = _staff(session, actor, account_id)
        if account.state is not AccountState.PENDING:
            raise Conflict("This person has joined already.")
        links.withdraw_all(session, account.id)
        letters.post_link(session, LetterKind.JOIN, links.grant(session, LinkKind.JOIN, account.id))
        record(session, Action.STAFF_INVITED, actor=actor, subject_id=account.id, role=account.role)


def details(actor: Actor, account_id: str, language: str = "en") -> Details:
    """Return what the admin sees of one person; opening the address is recorded.

    Raises: NotFound.
    """
    with transaction() as session:
        account = _staff(session, actor, account_id)
        row = next((row for row in queries.staff(session, language) if row.account.id == account.id), None)
        if row is None:
            raise NotFound("There is nothing here.")
        contact = open_contact(session, actor, account.id, "staff list", to_show=True)
        return Details(row, contact, account.id == actor.id)


def invited(secret: str) -> Joining:
    """Return what is known of the person an invitation is for.

    Raises: Gone.
    """
    session = read()
    grant = links.opened(session, LinkKind.JOIN, secret)
    member = clinic_queries.member(session, grant.account_id)
    if member is None:
        raise Gone("This link no longer works.")
    return Joining(member.display_name, member.credential, member.specialty)


def join(secret: str, joining: Joining) -> NewSession:
    """Take up an invitation; the person goes on to set up the second step of signing in.

    Raises: Gone, TooMany.
    """
    links.opened(read(), LinkKind.JOIN, secret)
    encoded = passwords.hash_password(joining.clear_password)
    with transaction() as session:
        grant = links.opened(session, LinkKind.JOIN, secret, to_use=True)
        account = queries.for_update(session, grant.account_id)
        member = session.get(Member, account.id)
        if account.state is not AccountState.PENDING or member is None:
            raise Gone("This link no longer works.")
        links.use(session, grant)
        account.password_hash, account.state = encoded, AccountState.ACTIVE
        account.verified_at = clock.now()
        member.display_name, member.credential = joining.display_name, joining.credential
        member.specialty, member.active = joining.specialty, True
        actor = Known(account.id, account.role)
        record(session, Action.STAFF_JOINED, actor=actor, subject_id=account.id, role=account.role)
        return begin_session(session, account)


def let_go(actor: Actor, account_id: str) -> None:
    """Off-board somebody: sessions end, queues are left, claimed questions return, the address is free again.

    Raises: NotFound, Conflict (yourself, or the last admin).
    """
    with transaction() as session:
        account = _staff(session, actor, account_id)
        _refuse_last(session, actor, account)
        account.state, account.left_at = AccountState.LEFT, clock.now()
        account.password_hash = None
        account.email_lookup = f"left:{account.id}"
        _shut_out(session, account)
        factors.forget(session, account.id)
        session.execute(delete(QueueMember).where(QueueMember.account_id == account.id))
        session.execute(update(Queue).where(Queue.lead_id == account.id).values(lead_id=None))
        record(session, Action.STAFF_LEFT, actor=actor, subject_id=account.id, role=account.role)


def suspend(actor: Actor, account_id: str) -> None:
    """Shut somebody out at once, until they are let in again; claimed questions return.

    Raises: NotFound, Conflict (yourself, or the last admin).
    """
    with transaction() as session:
        account = _staff(session, actor, account_id, Permission.STAFF_SUSPEND)
        _refuse_last(session, actor, account)
        if account.state is not AccountState.ACTIVE:
            raise Conflict("This account is not in use.")
        account.state = AccountState.SUSPENDED
        _shut_out(session, account)
        record(session, Action.ACCOUNT_SUSPENDED, actor=actor, subject_id=account.id)


def reset_factor(actor: Actor, account_id: str) -> None:
    """Take away a person's second factor and end their sessions; the password stays, and mail tells them.

    Raises: NotFound, Conflict (yourself).
    """
    with transaction() as session:
        account = _staff(session, actor, account_id)
        if account.id == actor.id:
            raise Conflict("You cannot do this to your own account. Ask another administrator.")
        factors.reset(session, actor, account)


def restore(actor: Actor, account_id: str) -> None:
    """Let a suspended person in again.

    Raises: NotFound, Conflict.
    """
    with transaction() as session:
        account = _staff(session, actor, account_id, Permission.STAFF_SUSPEND)
        if account.state is not AccountState.SUSPENDED:
            raise Conflict("This account is not suspended.")
        account.state = AccountState.ACTIVE
        _show(session, account, active=True)
        record(session, Action.ACCOUNT_RESTORED, actor=actor, subject_id=account.id)


def _new_account(session: Session, invitation: Invitation, *, account_id: str, key: bytes) -> Account:
    account = Account(
        id=account_id,
        role=invitation.role,
        state=AccountState.PENDING,
        language=invitation.language,
        email_lookup=addresses.lookup(invitation.clear_email),
        email_key_id=blind_key_id(),
        revision=0,
    )
    seal_into(key, account, email=invitation.clear_email)
    session.add(account)
    session.flush()
    return account


def _enter(session: Session, account_id: str, invitation: Invitation) -> None:
    member = session.get(Member, account_id)
    if member is None:
        member = Member(account_id=account_id, display_name=invitation.display_name)
        session.add(member)
    member.display_name = invitation.display_name
    member.answers = invitation.role is Role.CLINICIAN
    # Shown to nobody outside until the person has joined.
    member.active, member.public_slug = False, None
    session.flush()
    session.execute(delete(QueueMember).where(QueueMember.account_id == account_id))
    for queue_id in dict.fromkeys(invitation.queue_ids):
        clinic_queries.queue(session, queue_id)
        session.add(QueueMember(queue_id=queue_id, account_id=account_id))


def _staff(
    session: Session, actor: Actor, account_id: str, permission: Permission = Permission.STAFF_MANAGE
) -> Account:
    account = queries.for_update(session, account_id)
    ensure(actor, permission, account if account.role.is_staff else None)
    return account


def _shut_out(session: Session, account: Account) -> None:
    sessions.end_all(session, account.id)
    links.withdraw_all(session, account.id)
    _show(session, account, active=False)
    put(session, Topic.RETURN_CLAIMS, account.id)


def _show(session: Session, account: Account, *, active: bool) -> None:
    session.execute(update(Member).where(Member.account_id == account.id).values(active=active))
    renew_edition(session)


def _refuse_last(session: Session, actor: Actor, account: Account) -> None:
    if account.id == actor.id:
        raise Conflict("You cannot do this to your own account. Ask another administrator.")
    if account.role is Role.ADMIN and account.is_active and queries.count_active(session, Role.ADMIN) == 1:
        raise Conflict("This is the only administrator. Invite another one first.")

"""All reading of accounts, one function a question asked. Clear values are read in `reading` only."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Role
from qa_portal.clinic.models import Member, Queue, QueueMember
from qa_portal.crypto.lookup import Lookup
from qa_portal.errors import NotFound
from qa_portal.identity.models import Account, AccountState, LinkGrant, LinkKind, SessionRow
from qa_portal.identity.sessions import is_over


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as the admin's list shows them."""

    account: Account
    display_name: str
    credential: str
    queue_names: tuple[str, ...]
    invitation_open: bool


def by_lookup(session: Session, lookup: Lookup) -> Account | None:
    """Return the account an address belongs to, whichever root its look-up was made with."""
    either = or_(Account.email_lookup.in_(lookup.every), Account.email_lookup_next.in_(lookup.every))
    return session.scalar(select(Account).where(either))


def by_code(session: Session, lookup: Lookup) -> Account | None:
    """Return the account a receipt code belongs to, whichever root its look-up was made with."""
    either = or_(Account.code_lookup.in_(lookup.every), Account.code_lookup_next.in_(lookup.every))
    return session.scalar(select(Account).where(either))


def for_update(session: Session, account_id: str) -> Account:
    """Return an account, locked until the transaction ends.

    Raises: NotFound.
    """
    found = session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def account(session: Session, account_id: str) -> Account:
    """Return an account to read.

    Raises: NotFound.
    """
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def bounced_ids(session: Session, account_ids: Iterable[str]) -> frozenset[str]:
    """Return those of the accounts that mail does not reach."""
    wanted = select(Account.id).where(Account.id.in_(list(account_ids)), Account.bounced_at.is_not(None))
    return frozenset(session.scalars(wanted))


def open_sessions(session: Session, account_id: str) -> list[SessionRow]:
    """Return the sessions of an account that hold now, last used first."""
    wanted = (
        select(SessionRow)
        .where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None), SessionRow.is_half.is_(False))
        .order_by(SessionRow.seen_at.desc())
    )
    return [row for row in session.scalars(wanted) if not is_over(row)]


def count_active(session: Session, role: Role) -> int:
    """Return how many people act in a role now."""
    wanted = select(func.count()).where(Account.role == role, Account.state == AccountState.ACTIVE)
    return session.scalar(wanted) or 0


def staff(session: Session, language: str = "en") -> list[StaffRow]:
    """Return everybody who works here or is invited, by name; their queues are named in a language."""
    wanted = (
        select(Account, Member)
        .join(Member, Member.account_id == Account.id)
        .where(Account.role != Role.PATIENT, Account.state != AccountState.LEFT)
        .order_by(Member.display_name, Account.id)
    )
    rows = session.execute(wanted).all()
    ids = [found.id for found, _ in rows]
    teams = _queue_names(session, ids, language)
    open_links = select(LinkGrant).where(LinkGrant.account_id.in_(ids), LinkGrant.kind == LinkKind.JOIN)
    invited = {grant.account_id for grant in session.scalars(open_links) if grant.is_open}
    return [
        StaffRow(found, member.display_name, member.credential, teams.get(found.id, ()), found.id in invited)
        for found, member in rows
    ]


def _queue_names(session: Session, account_ids: list[str], language: str) -> dict[str, tuple[str, ...]]:
    wanted = (
        select(QueueMember.account_id, Queue)
        .join(Queue, Queue.id == QueueMember.queue_id)
        .where(QueueMember.account_id.in_(account_ids))
        .order_by(Queue.position, Queue.name_en)
    )
    names: dict[str, tuple[str, ...]] = {}
    for account_id, queue in session.execute(wanted):
        names[account_id] = (*names.get(account_id, ()), queue.name(language))
    return names

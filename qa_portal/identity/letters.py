"""Writing to a person: a room says which kind and which page; the worker finds the address and the words."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.clinic import presence
from qa_portal.db import new_id
from qa_portal.identity.models import Account, AccountState, Letter, LetterKind, LinkGrant
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic

WORK_LETTERS = frozenset({LetterKind.STAFF_ESCALATION, LetterKind.PATIENT_REPLIED, LetterKind.REVIEW_ASKED})
"""What goes to whoever stands in while a clinician is away."""
LINK_LETTERS_AN_HOUR = 5
"""How many mails of a kind anybody can have sent to one account by filling in forms, in an hour."""


def post(session: Session, account_id: str, kind: LetterKind, path: str) -> None:
    """Send a person a mail that leads to a page, once this transaction is committed.

    `path` begins with `/` and holds ids at most; the mail holds it and a fixed text, nothing else.
    Raises: ValueError, when `path` is no path of this site.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("a letter leads to a path of this site")
    if kind in WORK_LETTERS:
        account_id = presence.stand_in(session, account_id) or account_id
    _add(session, Letter(id=new_id(), account_id=account_id, kind=kind, path=path, created_at=clock.now()))


def post_to_role(session: Session, role: Role, kind: LetterKind, path: str) -> None:
    """Send everybody who acts in a role now a mail that leads to a page.

    Raises: ValueError, when `path` is no path of this site.
    """
    wanted = select(Account.id).where(Account.role == role, Account.state == AccountState.ACTIVE)
    for account_id in session.scalars(wanted.order_by(Account.id)).all():
        post(session, account_id, kind, path)


def post_link(session: Session, kind: LetterKind, grant: LinkGrant, *, path: str = "/") -> None:
    """Send the mail of a link grant, to the grant's own address when it has one; `path` for a kind without a link."""
    letter = Letter(id=new_id(), account_id=grant.account_id, kind=kind, path=path, created_at=clock.now())
    letter.grant_id = grant.id
    # There is no relationship to tell the order of the two rows.
    session.flush()
    _add(session, letter)


def is_enough(session: Session, account_id: str, kind: LetterKind) -> bool:
    """Say whether an account got so many mails of a kind within an hour that one more would be a nuisance."""
    since = clock.now() - timedelta(hours=1)
    wanted = select(func.count()).where(Letter.account_id == account_id, Letter.kind == kind, Letter.created_at > since)
    return (session.scalar(wanted) or 0) >= LINK_LETTERS_AN_HOUR


def _add(session: Session, letter: Letter) -> None:
    session.add(letter)
    put(session, Topic.MAIL, letter.id)

"""Mail links: `t=<id of the grant>.<secret derived from it>`. They act on POST only, once, and expire."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.crypto.keyring import RootKey, keyring
from qa_portal.crypto.lookup import is_token, token
from qa_portal.crypto.retiring import GRACE
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Gone
from qa_portal.identity.models import LinkGrant, LinkKind

LIFETIMES = {
    LinkKind.VERIFY: timedelta(hours=48),
    LinkKind.RESET: timedelta(hours=2),
    LinkKind.JOIN: timedelta(days=7),
    LinkKind.EMAIL: timedelta(hours=24),
}
"""How long a link works."""
PATHS = {
    LinkKind.VERIFY: "/verify",
    LinkKind.RESET: "/reset/new",
    LinkKind.JOIN: "/join",
    LinkKind.EMAIL: "/account/email/confirm",
}
"""Which page a link opens."""


def grant(session: Session, kind: LinkKind, account_id: str) -> LinkGrant:
    """Add what a new mail link may do."""
    now = clock.now()
    row = LinkGrant(
        id=new_id(),
        kind=kind,
        account_id=account_id,
        created_at=now,
        expires_at=now + LIFETIMES[kind],
        revision=0,
        by_guardian=False,
    )
    session.add(row)
    return row


def secret_of(row: LinkGrant) -> str:
    """Return the value of a link's `t`."""
    return f"{row.id}.{token(f'link:{row.kind}', row.id)}"


def path_of(row: LinkGrant) -> str:
    """Return the path and query of a link."""
    return f"{PATHS[row.kind]}?t={secret_of(row)}"


def opened(session: Session, kind: LinkKind, secret: str, *, to_use: bool = False) -> LinkGrant:
    """Return what a link may do, when it still works; `to_use` locks the row until the transaction ends.

    Raises: Gone, for a link that was used, expired, was withdrawn or never existed: all alike.
    """
    grant_id, _, shown = secret.partition(".")
    wanted = select(LinkGrant).where(LinkGrant.id == grant_id, LinkGrant.kind == kind)
    row = session.scalar(wanted.with_for_update() if to_use else wanted)
    if not is_token(shown, f"link:{kind}", grant_id) or row is None or not row.is_open:
        raise Gone("This link no longer works.")
    return row


def works(session: Session, kind: LinkKind, secret: str) -> bool:
    """Say whether a link still works, without using it."""
    try:
        opened(session, kind, secret)
    except Gone:
        return False
    return True


def use(session: Session, row: LinkGrant) -> None:
    """Use a link up, and with it every other open link of its kind for the account."""
    row.used_at = clock.now()
    session.execute(
        delete(LinkGrant).where(
            LinkGrant.account_id == row.account_id,
            LinkGrant.kind == row.kind,
            LinkGrant.id != row.id,
            LinkGrant.used_at.is_(None),
        )
    )


def withdraw_all(session: Session, account_id: str) -> None:
    """Take away every open link of an account."""
    session.execute(delete(LinkGrant).where(LinkGrant.account_id == account_id, LinkGrant.used_at.is_(None)))


def count_open_before(root: RootKey) -> int:
    """Return how many links that still work may have been made with a root."""
    return read().scalar(select(func.count()).where(*_made_with(root))) or 0


def end_open_before(root: RootKey) -> int:
    """End every link that may have been made with a root; return how many there were."""
    with transaction() as session:
        ended = session.execute(update(LinkGrant).where(*_made_with(root)).values(used_at=clock.now()))
        return int(getattr(ended, "rowcount", 0))


def _made_with(root: RootKey) -> list[ColumnElement[bool]]:
    still_open = [LinkGrant.used_at.is_(None), LinkGrant.expires_at > clock.now()]
    active = keyring().active
    if root.id == active.id:
        return still_open
    # A link does not say its root. Requests that began before the active one was there may have used the older.
    return [*still_open, LinkGrant.created_at < datetime.fromisoformat(active.created_at) + GRACE]

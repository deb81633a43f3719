"""After a commit: letters go out. By the clock: what is over is cleared away."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.erasures import secret_of
from qa_portal.db import transaction
from qa_portal.identity import letter_texts, links
from qa_portal.identity.models import Account, AccountState, Letter, LetterKind, LinkGrant, SessionRow
from qa_portal.identity.reading import ClearContact, open_contact, open_grant_contact
from qa_portal.notify import AddressRefused, Channel, Message, channel_from
from qa_portal.outbox.topics import Topic
from qa_portal.web.limits import forget_old

CHANNEL = "qa_portal.channel"
SWEEP_SECONDS = 3600.0
KEPT_DAYS = 30
"""How long ended sessions, used links and sent letters are kept, in days."""
UNCONFIRMED_DAYS = 7
"""How long an account whose address was never confirmed is kept, in days."""
SHUT = frozenset({AccountState.LEFT, AccountState.SUSPENDED, AccountState.ERASED})
"""Accounts nobody writes to, but for the mail that says that all is erased."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter with its address, about to be sent."""

    letter: Letter
    account: Account
    grant: LinkGrant | None
    contact: ClearContact


def channel() -> Channel:
    """Return the app's way to send messages; made at the first letter."""
    made: Channel | None = current_app.extensions.get(CHANNEL)
    if made is None:
        here = settings.current()
        made = current_app.extensions[CHANNEL] = channel_from(here.smtp_url, sender=here.mail_from)
    return made


def send_letter(letter_id: str) -> None:
    """Send one letter; a letter already dealt with is left alone.

    Raises: ChannelDown, and the outbox tries again later.
    """
    with transaction() as session:
        ready = _prepare(session, letter_id)
    if ready is None:
        return
    url = settings.current().base_url.rstrip("/") + _path(ready)
    subject, text = letter_texts.write(ready.letter.kind, ready.account.language, url=url)
    try:
        channel().send(Message(ready.contact.email, subject, text))
    except AddressRefused:
        _bounce(ready)
    else:
        _sent(ready)


def sweep() -> None:
    """Delete what is over: old sessions, links and letters, unconfirmed accounts, rate counts."""
    now = clock.now()
    old = now - timedelta(days=KEPT_DAYS)
    forget_old()
    with transaction() as session:
        session.execute(delete(SessionRow).where(SessionRow.created_at < old))
        session.execute(delete(Letter).where(Letter.created_at < old))
        session.execute(delete(LinkGrant).where(LinkGrant.expires_at < old))
        session.execute(
            delete(Account).where(
                Account.state == AccountState.PENDING,
                Account.role == Role.PATIENT,
                Account.created_at < now - timedelta(days=UNCONFIRMED_DAYS),
                Account.id.not_in(select(LinkGrant.account_id).where(LinkGrant.expires_at > now)),
            )
        )


def _prepare(session: Session, letter_id: str) -> _Ready | None:
    letter = session.get(Letter, letter_id)
    if letter is None or letter.sent_at is not None or letter.bounced:
        return None
    account = session.get(Account, letter.account_id)
    if account is None or (account.state in SHUT and letter.kind is not LetterKind.ACCOUNT_ERASED):
        return None
    grant = session.get(LinkGrant, letter.grant_id) if letter.grant_id else None
    if grant is not None and grant.email is not None:
        contact = open_grant_contact(session, grant, f"mail:{letter.kind}")
    elif account.has_mail:
        contact = open_contact(session, SYSTEM, account.id, f"mail:{letter.kind}")
    else:
        # Who asked without an address was told that they find the news here.
        return None
    return _Ready(letter, account, grant, contact)


def _path(ready: _Ready) -> str:
    if ready.letter.kind is LetterKind.ACCOUNT_ERASED:
        return f"/erased?t={secret_of(ready.letter.path.rpartition('/')[2])}"
    if ready.grant is None or ready.letter.kind is LetterKind.EMAIL_CHANGED_NOTICE:
        return ready.letter.path
    return links.path_of(ready.grant)


def _sent(ready: _Ready) -> None:
    with transaction() as session:
        session.execute(update(Letter).where(Letter.id == ready.letter.id).values(sent_at=clock.now()))
        if _is_to_the_account(ready) and ready.account.bounced_at is not None:
            session.execute(update(Account).where(Account.id == ready.account.id).values(bounced_at=None))


def _bounce(ready: _Ready) -> None:
    with transaction() as session:
        session.execute(update(Letter).where(Letter.id == ready.letter.id).values(bounced=True))
        record(session, Action.MAIL_BOUNCED, actor=SYSTEM, subject_id=ready.account.id, kind=str(ready.letter.kind))
        if _is_to_the_account(ready):
            session.execute(
                update(Account)
                .where(Account.id == ready.account.id, Account.bounced_at.is_(None))
                .values(bounced_at=clock.now())
            )


def _is_to_the_account(ready: _Ready) -> bool:
    return ready.grant is None or ready.grant.email is None


HANDLERS = {Topic.MAIL: send_letter}
PERIODIC = {"identity_sweep": (SWEEP_SECONDS, sweep)}

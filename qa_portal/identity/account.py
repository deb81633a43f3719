"""What a person does with their own account: language, password, address, devices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.lookup import blind_key_id
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import read, transaction
from qa_portal.errors import Gone, NotFound
from qa_portal.identity import addresses, letters, links, passwords, queries, receipts, sessions
from qa_portal.identity.models import Account, AccountState, LetterKind, LinkGrant, LinkKind, SessionRow
from qa_portal.identity.reading import ClearContact, open_code, open_contact, open_grant_contact
from qa_portal.identity.service import Known, WrongPassword


@dataclass(frozen=True, slots=True)
class Overview:
    """What the account page shows."""

    contact: ClearContact
    language: str
    devices: int
    mail_is_refused: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser a person is signed in with: what kind, since when, and whether it is this one."""

    id: str
    family: str
    device: str
    since: datetime
    seen_at: datetime
    is_here: bool


def overview(user: Actor) -> Overview:
    """Return what a person's own account page shows; opening the address is recorded.

    Raises: NotFound, Unreadable.
    """
    with transaction() as session:
        account = _own(session, user)
        return Overview(
            open_contact(session, user, user.id, "own account", to_show=True),
            account.language,
            len(queries.open_sessions(session, user.id)),
            account.bounced_at is not None,
        )


def choose_language(user: Actor, language: str) -> None:
    """Use a language for a person's pages and mails from now on."""
    with transaction() as session:
        _own(session, user).language = language


def places(user: Actor, session_id: str) -> list[SignedIn]:
    """Return where a person is signed in now, this browser first, then the last used."""
    rows = queries.open_sessions(read(), user.id)
    found = [_signed_in(row, session_id) for row in rows]
    return sorted(found, key=lambda place: not place.is_here)


def _signed_in(row: SessionRow, session_id: str) -> SignedIn:
    family, _, device = row.browser.partition("/")
    return SignedIn(row.id, family, device, since=row.created_at, seen_at=row.seen_at, is_here=row.id == session_id)


def end_one_session(user: Actor, session_id: str) -> None:
    """Sign a person out in one place.

    Raises: NotFound, when it is none of theirs.
    """
    with transaction() as session:
        _own(session, user)
        if not any(row.id == session_id for row in queries.open_sessions(session, user.id)):
            raise NotFound("There is nothing here.")
        sessions.end(session, session_id)
        record(session, Action.SIGNED_OUT, actor=user, subject_id=user.id, session_id=session_id, code="one")


def end_other_sessions(user: Actor, session_id: str) -> None:
    """Sign a person out everywhere else."""
    with transaction() as session:
        _own(session, user)
        sessions.end_all(session, user.id, but=session_id)
        record(session, Action.SIGNED_OUT, actor=user, subject_id=user.id, session_id=session_id, code="others")


def change_password(user: Actor, session_id: str, *, clear_old: str, clear_new: str) -> None:
    """Change a person's own password; other devices are signed out, and mail tells of it.

    Raises: WrongPassword, TooMany.
    """
    prove(user, clear_old)
    encoded = passwords.hash_password(clear_new)
    with transaction() as session:
        account = _own(session, user)
        account.password_hash = encoded
        sessions.end_all(session, user.id, but=session_id)
        record(session, Action.PASSWORD_CHANGED, actor=user, subject_id=user.id, code="change")
        letters.post(session, user.id, LetterKind.PASSWORD_CHANGED, "/reset")


def prove(user: Actor, clear_password: str) -> None:
    """Check that whoever sits there knows the password of the account, or its receipt code while it has no password.

    Raises: WrongPassword, TooMany.
    """
    account = queries.account(read(), user.id)
    fits = passwords.matches(clear_password, account.password_hash)
    if not fits and not (account.password_hash is None and receipts.fits(account, clear_password)):
        raise WrongPassword("The password is wrong.")


def ask_new_address(user: Actor, clear_email: str, clear_password: str) -> None:
    """Send a link to a new address; the account keeps the old one until the link is used.

    An address that has an account already gets a mail that says so, and the answer here is the same.
    Raises: WrongPassword, TooMany.
    """
    prove(user, clear_password)
    key = owner_key(user.id)
    with transaction() as session:
        _own(session, user)
        record(session, Action.EMAIL_CHANGE_ASKED, actor=user, subject_id=user.id)
        lookup = addresses.lookup(clear_email)
        other = queries.by_lookup(session, lookup)
        if other is not None:
            if not letters.is_enough(session, other.id, LetterKind.ALREADY_REGISTERED):
                letters.post(session, other.id, LetterKind.ALREADY_REGISTERED, "/sign-in")
            return
        if letters.is_enough(session, user.id, LetterKind.EMAIL_CHANGE):
            return
        grant = links.grant(session, LinkKind.EMAIL, user.id)
        seal_into(key, grant, email=clear_email)
        letters.post_link(session, LetterKind.EMAIL_CHANGE, grant)


def confirm_new_address(secret: str) -> None:
    """Use the new address from now on, and tell the old one.

    Raises: Gone.
    """
    try:
        _confirm_new_address(secret)
    except IntegrityError:
        raise Gone("This link no longer works.") from None


def _confirm_new_address(secret: str) -> None:
    with transaction() as session:
        grant = links.opened(session, LinkKind.EMAIL, secret, to_use=True)
        account = queries.for_update(session, grant.account_id)
        if account.state is not AccountState.ACTIVE or grant.email is None:
            raise Gone("This link no longer works.")
        actor = Known(account.id, account.role)
        new = open_grant_contact(session, grant, "change of address")
        old = open_contact(session, actor, account.id, "change of address")
        _swap(session, account, grant, new=new, old=old)
        links.use(session, grant)
        record(session, Action.EMAIL_CHANGED, actor=actor, subject_id=account.id)
        if old.email:
            letters.post_link(session, LetterKind.EMAIL_CHANGED_NOTICE, grant, path="/sign-in")


def _swap(session: Session, account: Account, grant: LinkGrant, *, new: ClearContact, old: ClearContact) -> None:
    key = owner_key(account.id)
    clear_code = open_code(session, account, "change of address")
    account.email_lookup, account.email_key_id = addresses.lookup(new.email), blind_key_id()
    account.revision += 1
    grant.revision += 1
    # What is sealed anew counts the revision: the code has to move along.
    seal_into(key, account, email=new.email, code=clear_code)
    seal_into(key, grant, email=old.email or None)
    account.bounced_at = None


def _own(session: Session, user: Actor) -> Account:
    account = queries.for_update(session, user.id)
    ensure(user, Permission.ACCOUNT_OWN, account)
    return account

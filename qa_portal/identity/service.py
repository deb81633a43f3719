"""The door: sign-up, confirming an address, sign-in and out, a forgotten password.

What a stranger can see is the same whether or not an address has an account: the answer, the work done, the time.
"""

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import new_owner_key
from qa_portal.crypto.lookup import blind_key_id
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Gone, PortalError
from qa_portal.identity import addresses, letters, links, passwords, queries, sessions
from qa_portal.identity.models import Account, AccountState, LetterKind, LinkKind
from qa_portal.identity.sessions import NewSession


class WrongPassword(PortalError):
    """The address or the password does not fit; which of the two is not said."""

    http_status = 422


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the door, for the record: who it is, is what they have yet to prove."""

    id: str = "visitor"
    role: str = "visitor"


@dataclass(frozen=True, slots=True)
class Known:
    """The owner of an account, for the record of what they did before they had a session."""

    id: str
    role: Role
    queue_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class SignUp:
    """What a new patient typed, checked: a normalised address, a password, who will use the account."""

    clear_email: str
    clear_password: str
    by_guardian: bool
    language: str


STRANGER = Stranger()


def sign_up(new: SignUp) -> None:
    """Open an account that waits for its address to be confirmed; mail goes out in every case.

    Raises: TooMany.
    """
    account_id = new_id()
    key = new_owner_key(account_id)
    password_hash = passwords.hash_password(new.clear_password)
    try:
        _sign_up(new, account_id=account_id, key=key, password_hash=password_hash)
    except IntegrityError:
        # Another request opened the same account a moment ago: now it is known.
        _sign_up(new, account_id=account_id, key=key, password_hash=password_hash)


def _sign_up(new: SignUp, *, account_id: str, key: bytes, password_hash: str) -> None:
    with transaction() as session:
        lookup = addresses.lookup(new.clear_email)
        account = queries.by_lookup(session, lookup)
        if account is not None and not _waits_for_patient(account):
            if not letters.is_enough(session, account.id, LetterKind.ALREADY_REGISTERED):
                letters.post(session, account.id, LetterKind.ALREADY_REGISTERED, "/sign-in")
            return
        again = account is not None
        if account is None:
            account = Account(id=account_id, role=Role.PATIENT, language=new.language, email_lookup=lookup, revision=0)
            account.email_key_id = blind_key_id()
            seal_into(key, account, email=new.clear_email)
            session.add(account)
            session.flush()
        record(session, Action.ACCOUNT_OPENED, actor=STRANGER, subject_id=account.id, again=again)
        if letters.is_enough(session, account.id, LetterKind.VERIFY):
            return
        grant = links.grant(session, LinkKind.VERIFY, account.id)
        # The password belongs to this attempt, not to the account: a stranger who signs up with
        # somebody's address first must not end up with a password that opens it.
        grant.password_hash = password_hash
        grant.by_guardian = new.by_guardian
        letters.post_link(session, LetterKind.VERIFY, grant)


def confirm(secret: str, clear_password: str) -> NewSession:
    """Confirm an address with the link from the mail and the password chosen with it; the person is signed in.

    Raises: Gone, WrongPassword, TooMany.
    """
    chosen = links.opened(read(), LinkKind.VERIFY, secret)
    if not passwords.matches(clear_password, chosen.password_hash):
        _refuse(chosen.account_id, "confirm")
    with transaction() as session:
        grant = links.opened(session, LinkKind.VERIFY, secret, to_use=True)
        account = queries.for_update(session, grant.account_id)
        if not _waits_for_patient(account):
            raise Gone("This link no longer works.")
        links.use(session, grant)
        account.password_hash = grant.password_hash
        account.state = AccountState.ACTIVE
        account.verified_at = clock.now()
        account.guardian_confirmed_at = clock.now() if grant.by_guardian else None
        actor = Known(account.id, account.role)
        record(session, Action.ACCOUNT_CONFIRMED, actor=actor, subject_id=account.id, by_guardian=grant.by_guardian)
        return begin_session(session, account)


def sign_in(clear_email: str, clear_password: str, *, shared: bool = False) -> NewSession:
    """Sign a person in. An unknown address costs the same time as a wrong password.

    Raises: WrongPassword, TooMany.
    """
    known = queries.by_lookup(read(), addresses.lookup(clear_email))
    encoded = known.password_hash if known is not None and known.is_active else None
    fits = passwords.matches(clear_password, encoded)
    if known is None or encoded is None or not fits:
        _refuse(known.id if known else STRANGER.id, "password")
    fresh = passwords.hash_password(clear_password) if passwords.is_outdated(encoded) else None
    with transaction() as session:
        account = queries.for_update(session, known.id)
        if account.password_hash != encoded or not account.is_active:
            raise WrongPassword("The e-mail address or the password is wrong.")
        account.password_hash = fresh or encoded
        return begin_session(session, account, shared=shared)


def begin_session(session: Session, account: Account, *, shared: bool = False, proven: bool = False) -> NewSession:
    """Begin a session for somebody who has just given the password, and record it; `shared` on others' devices.

    A patient is signed in. For staff it is half a session: it opens nothing before the second factor is given,
    unless it was `proven` elsewhere.
    """
    is_new = sessions.is_new_browser(session, account.id)
    new = sessions.begin(session, account, half=account.role.is_staff and not proven, shared=shared)
    actor = Known(account.id, account.role)
    action = Action.PASSWORD_PROVED if new.is_half else Action.SIGNED_IN
    record(session, action, actor=actor, subject_id=account.id, session_id=new.id)
    if is_new and not new.is_half:
        letters.post(session, account.id, LetterKind.NEW_BROWSER, "/account/sessions")
    return new


def sign_out(user: Actor, session_id: str) -> None:
    """End a person's session."""
    with transaction() as session:
        sessions.end(session, session_id)
        record(session, Action.SIGNED_OUT, actor=user, subject_id=user.id, session_id=session_id, code="sign_out")


def ask_reset(clear_email: str) -> None:
    """Send the link for a new password, if the address has an account; to an unknown one nothing is sent.

    Raises: TooMany.
    """
    passwords.spend_time()
    with transaction() as session:
        account = queries.by_lookup(session, addresses.lookup(clear_email))
        subject_id = account.id if account else STRANGER.id
        record(session, Action.RESET_ASKED, actor=STRANGER, subject_id=subject_id)
        if account is None or not account.is_active:
            return
        if letters.is_enough(session, account.id, LetterKind.RESET):
            return
        grant = links.grant(session, LinkKind.RESET, account.id)
        letters.post_link(session, LetterKind.RESET, grant)


def reset_password(secret: str, clear_password: str) -> None:
    """Set a new password with the link from the mail; every session of the account ends.

    Raises: Gone, TooMany.
    """
    links.opened(read(), LinkKind.RESET, secret)
    encoded = passwords.hash_password(clear_password)
    with transaction() as session:
        grant = links.opened(session, LinkKind.RESET, secret, to_use=True)
        account = queries.for_update(session, grant.account_id)
        if not account.is_active:
            raise Gone("This link no longer works.")
        links.use(session, grant)
        account.password_hash = encoded
        sessions.end_all(session, account.id)
        actor = Known(account.id, account.role)
        record(session, Action.PASSWORD_CHANGED, actor=actor, subject_id=account.id, code="reset")
        letters.post(session, account.id, LetterKind.PASSWORD_CHANGED, "/reset")


def _waits_for_patient(account: Account) -> bool:
    return account.state is AccountState.PENDING and account.role is Role.PATIENT


def _refuse(subject_id: str, code: str) -> NoReturn:
    with transaction() as session:
        record(session, Action.SIGN_IN_REFUSED, actor=STRANGER, subject_id=subject_id, code=code)
    raise WrongPassword("The e-mail address or the password is wrong.")

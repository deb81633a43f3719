"""Asking without an e-mail address: a receipt code is all that leads back, and nobody can find it out again.

The code is 16 random digits. Stored are its blind index, which finds the account, and the code sealed under the
person's own key, so that the index can be made anew when the root key changes.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import new_owner_key
from qa_portal.crypto.lookup import Lookup, blind, blind_key_id, is_token, same_token, token
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Gone
from qa_portal.identity import passwords, queries
from qa_portal.identity.models import Account, AccountState
from qa_portal.identity.service import STRANGER, WrongPassword, begin_session
from qa_portal.identity.sessions import NewSession

DIGITS = 16
GROUP = 4
PURPOSE = "receipt"
OFFER_SECONDS = 2 * 3600
"""How long a code that was shown, and not yet confirmed, can be taken up."""


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """A code that is shown and belongs to nobody yet. `proof` shows that it was made here, and when."""

    clear_code: str
    proof: str

    @property
    def groups(self) -> list[str]:
        """The code as it is read aloud: four times four digits."""
        return [self.clear_code[start : start + GROUP] for start in range(0, DIGITS, GROUP)]


def offer() -> Offer:
    """Draw a code."""
    clear_code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    made_at = str(int(clock.now().timestamp()))
    return Offer(clear_code, f"{made_at}.{token(PURPOSE, _facts(clear_code, made_at))}")


def offered(clear_code: str, proof: str) -> Offer:
    """Return the offer a form brings back.

    Raises: Gone, when it was not made here or is too old.
    """
    made_at, _, mark = proof.partition(".")
    if not is_token(mark, PURPOSE, _facts(clear_code, made_at)):
        raise Gone("This code was not made here.")
    if clock.now().timestamp() > int(made_at) + OFFER_SECONDS:
        raise Gone("This code was shown too long ago.")
    return Offer(clear_code, proof)


def take_up(taken: Offer, *, by_guardian: bool, language: str, shared: bool) -> NewSession:
    """Open an account for the owner of a code, who is then signed in. Taking it up twice opens one account.

    Raises: Gone.
    """
    try:
        return _open(taken, by_guardian=by_guardian, language=language, shared=shared)
    except IntegrityError:
        return sign_in(taken.clear_code, shared=shared)


def _open(taken: Offer, *, by_guardian: bool, language: str, shared: bool) -> NewSession:
    account_id = new_id()
    key = new_owner_key(account_id)
    now = clock.now()
    account = Account(
        id=account_id,
        role=Role.PATIENT,
        state=AccountState.ACTIVE,
        language=language,
        code_lookup=lookup(taken.clear_code),
        code_key_id=blind_key_id(),
        revision=0,
        created_at=now,
        guardian_confirmed_at=now if by_guardian else None,
    )
    seal_into(key, account, code=taken.clear_code)
    with transaction() as session:
        session.add(account)
        session.flush()
        record(session, Action.ACCOUNT_OPENED, actor=STRANGER, subject_id=account.id, again=False)
        return begin_session(session, account, shared=shared)


def sign_in(clear_code: str, *, shared: bool) -> NewSession:
    """Sign in the owner of a code. A code nobody has costs the same work as one that fits.

    Raises: WrongPassword, TooMany.
    """
    passwords.spend_time()
    known = queries.by_code(read(), lookup(clear_code))
    if known is None or not known.is_active:
        with transaction() as session:
            subject_id = known.id if known else STRANGER.id
            record(session, Action.SIGN_IN_REFUSED, actor=STRANGER, subject_id=subject_id, code="receipt")
        raise WrongPassword("The code is wrong.")
    with transaction() as session:
        return begin_session(session, queries.for_update(session, known.id), shared=shared)


def lookup(clear_code: str) -> Lookup:
    """Return the blind index of a code, written as digits only."""
    return blind("code", clear_code)


def fits(account: Account, clear_text: str) -> bool:
    """Say whether a text is the code of an account, however it is grouped."""
    known = account.code_lookup
    return known is not None and any(same_token(made, known) for made in lookup(digits_of(clear_text)).every)


def digits_of(clear_text: str) -> str:
    """Return the ASCII digits of what was typed, whatever stands between them."""
    return "".join(str(int(sign)) for sign in clear_text if sign.isdecimal())


def _facts(clear_code: str, made_at: str) -> str:
    return f"{clear_code}\x00{made_at}"

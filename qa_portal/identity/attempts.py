"""How often somebody may try at the door.

Tries at an account count together with where they come from, so that a stranger never locks the owner out.
Codes count for the account, too, since only somebody who knows the password can try one. Three of a million codes fit
at any time: 50 wrong ones a day find one in 18 years in the mean. A new password starts the count anew.
"""

from qa_portal.db import read
from qa_portal.errors import TooMany
from qa_portal.identity import addresses, factors, queries, recovery
from qa_portal.web import doors
from qa_portal.web.limits import client, hidden, is_within, within_rate

PER_ACCOUNT = "5/15 minutes"
"""Tries at the password of somebody who is signed in, from one network address."""
CODES_PER_CALLER = "10/15 minutes"
"""Codes for one account from one network address."""
WRONG_CODES = "50/day"
"""Wrong codes for one account from anywhere."""
WRONG_BEFORE_MAIL = "4/day"
ONE_MAIL = "1/day"


def count(name: str, clear_email: str) -> None:
    """Count one try at what the setting `rate_<name>` limits, for the caller, and at this account.

    Raises: TooMany, PuzzleNeeded.
    """
    doors.knock(name, subject=addresses.lookup(clear_email))


def passed(name: str, clear_email: str) -> None:
    """Forget the failures of somebody who proved to be the owner of an address."""
    doors.opened(name, subject=addresses.lookup(clear_email))


def count_password(account_id: str) -> None:
    """Count one try at the password of the person who is signed in.

    Raises: TooMany.
    """
    if not within_rate(PER_ACCOUNT, "confirm:account", who=hidden(client(), account_id)):
        raise TooMany("That was too often. Wait a few minutes, then try again.")


def count_code(account_id: str, clear_code: str) -> None:
    """Count one try with a code, for the caller at this account; refuse it when too many were wrong today.

    Raises: TooMany.
    """
    kind = _kind(clear_code)
    allowed = is_within(WRONG_CODES, f"{kind}:wrong", who=_account(account_id))
    if not within_rate(CODES_PER_CALLER, f"{kind}:account", who=hidden(client(), account_id)) or not allowed:
        raise TooMany("That was too often. Wait a few minutes, then try again.")


def count_wrong_code(account_id: str, clear_code: str) -> None:
    """Count one wrong code for the account; after several in a day its owner gets a mail."""
    who = _account(account_id)
    within_rate(WRONG_CODES, f"{_kind(clear_code)}:wrong", who=who)
    if not within_rate(WRONG_BEFORE_MAIL, "code:some", who=who) and within_rate(ONE_MAIL, "code:mail", who=who):
        factors.tell_of_tries(account_id)


def _kind(clear_code: str) -> str:
    # Counted apart: whoever spoils the one way leaves the owner the other.
    return "recovery" if recovery.is_code(clear_code) else "code"


def _account(account_id: str) -> str:
    return hidden(account_id, queries.account(read(), account_id).password_hash or "")

"""How often somebody may try at the door.

Tries at an account count together with where they come from, so that a stranger never locks the owner out.
"""

from qa_portal.errors import TooMany
from qa_portal.identity import addresses
from qa_portal.web.limits import client, hidden, within, within_rate

PER_ACCOUNT = "5/15 minutes"
"""Tries at one account from one network address."""


def count(name: str, clear_email: str) -> None:
    """Count one try at what the setting `rate_<name>` limits, for the caller, and for the caller at this account.

    Raises: TooMany.
    """
    caller = client()
    at_this_account = hidden(caller, addresses.lookup(clear_email))
    # Both are counted, whatever the first says.
    counted = [within(name, caller), within_rate(PER_ACCOUNT, f"{name}:account", who=at_this_account)]
    if not all(counted):
        raise TooMany("That was too often. Wait a few minutes, then try again.")

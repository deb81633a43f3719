"""E-mail addresses: what counts as one, and as the same one."""

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from qa_portal.crypto.lookup import Lookup, blind

MAX_CHARS = 254
"""Source: RFC 5321, section 4.5.3.1.3."""

# A clinic's own network may use .local, a demo uses .invalid: the library documents this list as ours to change.
SPECIAL_USE_DOMAIN_NAMES.clear()


def is_address(clear_email: str) -> bool:
    """Say whether mail can be sent to this at all; nobody is asked over the network."""
    return _normal(clear_email) is not None


def normalised(clear_email: str) -> str:
    """Return the form an address is stored in: no blanks around it, lower case, an ASCII domain.

    Raises: ValueError, without the address, when it is none.
    """
    found = _normal(clear_email)
    if found is None:
        raise ValueError("this is no e-mail address")
    return found


def lookup(clear_email: str) -> Lookup:
    """Return the blind index of a normalised address."""
    return blind("email", clear_email)


def follow_lookup(clear_email: str, topic_slug: str) -> Lookup:
    """Return the blind index of a normalised address that follows a topic; "" is all of them.

    The topic is part of it: neither an account nor another topic of the same address has the same one.
    """
    return blind("email", f"follow\x00{topic_slug}\x00{clear_email}")


def _normal(clear_email: str) -> str | None:
    if len(clear_email) > MAX_CHARS:
        return None
    try:
        checked = validate_email(clear_email.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    if "." not in checked.domain:
        return None
    return f"{checked.local_part}@{checked.ascii_domain or checked.domain}".lower()

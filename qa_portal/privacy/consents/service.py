"""Use case of the register: the officer looks at it."""

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.db import read
from qa_portal.privacy.consents import queries
from qa_portal.privacy.consents.queries import Register


def look(user: Actor, page: int) -> Register:
    """Return a page of the register.

    Raises: Forbidden.
    """
    ensure(user, Permission.AUDIT_READ, user)
    return queries.open_register(read(), page)

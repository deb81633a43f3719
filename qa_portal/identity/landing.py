"""Where a person goes after signing in: back to where they came from, if that is here, or to their own place."""

import re
from urllib.parse import urlencode

from qa_portal.access.permissions import Role

LANDINGS = {
    Role.PATIENT: "/questions",
    Role.CLINICIAN: "/queue",
    Role.EDITOR: "/desk",
    Role.PRIVACY_OFFICER: "/officer/access",
    Role.ADMIN: "/admin/clinic",
}
SECOND_STEP = "/sign-in/code"
LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""A path of this site: one slash first, printable ASCII, no backslash (browsers read one as a slash)."""


def is_local(path: str) -> bool:
    """Say whether a browser sent to this path stays on this site."""
    return LOCAL_PATH.fullmatch(path) is not None


def next_step(wanted: str, role: Role, *, is_half: bool) -> str:
    """Return where to go after the password: to the second step, or to where the person wanted to go."""
    if not is_half:
        return after_sign_in(wanted, role)
    return SECOND_STEP + (f"?{urlencode({'next': wanted})}" if is_local(wanted) else "")


def after_sign_in(wanted: str, role: Role) -> str:
    """Return where to go: the wanted path when it is one of this site, else the first page of the role."""
    return wanted if is_local(wanted) else LANDINGS[role]

"""Which pages are public: those whose permission says so. Nothing else has to be marked."""

from flask import current_app, request

from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission

PUBLIC = frozenset({Permission.PUBLIC_READ, Permission.PUBLIC_POST})


def page_permission() -> Permission | None:
    """The permission of the view that answers this request; None when no view does."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission: Permission | None = getattr(view, MARK, None)
    return permission


def is_public() -> bool:
    """Whether this request is for a public page (an address nobody answers counts as public)."""
    permission = page_permission()
    return permission is None or permission in PUBLIC

"""What roles and account states are called on pages."""

from flask_babel import lazy_gettext as _

from qa_portal.access.permissions import Role
from qa_portal.identity.models import AccountState

ROLE_NAMES = {
    Role.CLINICIAN: _("Clinician"),
    Role.EDITOR: _("Editor"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.ADMIN: _("Administrator"),
}
"""The roles of staff, in the order they are offered."""
STATE_NAMES = {
    AccountState.PENDING: _("Invited"),
    AccountState.ACTIVE: _("Active"),
    AccountState.SUSPENDED: _("Suspended"),
    AccountState.LEFT: _("Left"),
    AccountState.ERASED: _("Erased"),
}

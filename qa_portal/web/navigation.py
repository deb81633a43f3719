"""Where the header and the footer lead, by role. The paths are the portal's fixed addresses."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_login import current_user

from qa_portal.access.permissions import Role
from qa_portal.web.languages import private_path, public_path


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the header; `here` is the value of aria-current, or None elsewhere."""

    label: str
    url: str
    here: str | None


@dataclass(frozen=True, slots=True)
class _Stop:
    label: LazyString
    path: str
    also: str | None = None


_ACCOUNT = _Stop(_("Account"), "/account")
_STOPS = {
    Role.PATIENT: (
        _Stop(_("Ask"), "/ask"),
        _Stop(_("My questions"), "/questions"),
        _ACCOUNT,
    ),
    Role.CLINICIAN: (
        _Stop(_("Queue"), "/queue", also="/work"),
        _Stop(_("Review"), "/review", also="/guide-checks"),
        _Stop(_("Pages due"), "/pages-due"),
        _Stop(_("Follow-up"), "/safety"),
        _Stop(_("Days away"), "/absences"),
        _ACCOUNT,
    ),
    Role.EDITOR: (
        _Stop(_("Desk"), "/desk"),
        _Stop(_("Guides"), "/guide-desk"),
        _Stop(_("Readers"), "/reach"),
        _Stop(_("Pages due"), "/pages-due"),
        _Stop(_("Reports"), "/page-reports"),
        _ACCOUNT,
    ),
    Role.ADMIN: (
        _Stop(_("Waiting"), "/admin/waiting"),
        _Stop(_("Clinic"), "/admin/clinic"),
        _Stop(_("Queues"), "/admin/queues"),
        _Stop(_("Staff"), "/admin/staff"),
        _Stop(_("Recalls"), "/recalls"),
        _Stop(_("Days away"), "/absences"),
        _Stop(_("Emergency access"), "/officer/glass"),
        _ACCOUNT,
    ),
    Role.PRIVACY_OFFICER: (
        _Stop(_("Accesses"), "/officer/access"),
        _Stop(_("Cases"), "/officer/cases"),
        _Stop(_("Emergency access"), "/officer/glass"),
        _Stop(_("Evidence"), "/officer/evidence"),
        _Stop(_("Consents"), "/officer/consents"),
        _Stop(_("Retention"), "/officer/retention"),
        _ACCOUNT,
    ),
}
_PUBLIC_STOPS = (
    _Stop(_("Home"), "/"),
    _Stop(_("Search answers"), "/search", also="/answers"),
    _Stop(_("Topics"), "/topics", also="/guides"),
    _Stop(_("Ask a question"), "/ask"),
    _Stop(_("Sign in"), "/sign-in"),
)


def _here(stop: _Stop) -> str | None:
    path = request.path
    if path == stop.path:
        return "page"
    inside = [root for root in (stop.path, stop.also) if root and root != "/"]
    return "true" if any(path.startswith(f"{root}/") for root in inside) else None


def _places(stops: tuple[_Stop, ...], to_url: Callable[[str], str]) -> list[Place]:
    return [Place(str(stop.label), to_url(stop.path), _here(stop)) for stop in stops]


def public_places() -> list[Place]:
    """The links of a public page, in its language."""
    return _places(_PUBLIC_STOPS, public_path)


def places_here() -> tuple[str | None, ...]:
    """Which of the links of a public page lead to where the reader is."""
    return tuple(_here(stop) for stop in _PUBLIC_STOPS)


def private_places() -> list[Place]:
    """The links of the person signed in, by role; those of a public page for everybody else."""
    if not current_user.is_authenticated:
        return public_places()
    return _places(_STOPS.get(current_user.role, (_ACCOUNT,)), private_path)


def home_path() -> str:
    """Where the clinic's name leads from a private page: to the first place of the role."""
    return private_places()[0].url


def patient_side() -> bool:
    """Whether the page is for patients, or for people who are about to sign in."""
    return not current_user.is_authenticated or current_user.role == Role.PATIENT


def sign_out_path() -> str:
    """Where the sign-out button posts to."""
    return private_path("/sign-out")


def leave_path() -> str:
    """Where "Leave quickly" posts to."""
    return private_path("/leave")


def footer_links() -> list[tuple[str, str]]:
    """Label and path of the pages every reader may need."""
    return [
        (gettext("Emergency numbers"), public_path("/emergency")),
        (gettext("About this service"), public_path("/about")),
        (gettext("Who answers"), public_path("/people")),
        (gettext("How fast we answer"), public_path("/service")),
        (gettext("Privacy"), public_path("/privacy")),
        (gettext("Terms"), public_path("/terms")),
        (gettext("Accessibility"), public_path("/accessibility")),
    ]

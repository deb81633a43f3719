"""Events in plain words: who, what, and why."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from qa_portal.access.permissions import Role
from qa_portal.inquiry.acts import ACTIONS
from qa_portal.inquiry.models import CaseKind, CaseOutcome, Reason
from qa_portal.question.standing import Standing

PURPOSES: dict[str, LazyString] = {
    "answer": _("To read and answer it"),
    "draft_answer": _("To go on with the answer they had begun"),
    "route": _("To find the right team for it, by machine"),
    "own": _("To read it"),
    "write": _("To write it"),
    "draft": _("To prepare the public words, by machine"),
    "desk": _("To prepare the public words"),
    "review": _("To check the public words"),
    "decide": _("To decide about the public words"),
    "approve": _("To approve the public words"),
    "publish": _("To make the approved words public, by machine"),
    "break_glass": _("In an emergency, with a written reason"),
    "deidentify": _("To take out what points to the patient, by machine"),
    "same_name": _("To see whether a reader has the same surname, by machine"),
    "staff list": _("To show the staff list"),
    "export": _("To hand their data out to them"),
    "set up": _("To set up the second step"),
    "check": _("To check the code of a sign-in"),
    "own account": _("To show their own account"),
    "own profile": _("To show their own profile"),
    "change of address": _("To change an address"),
    "on_call_page": _("To see who is on call"),
    "edit": _("To change it"),
}
"""Why something was opened, by the code in the record."""
MAIL_PREFIX = "mail:"
STANDINGS: dict[Standing, LazyString] = {
    Standing.OWN: _("It is their own"),
    Standing.SYSTEM: _("The portal itself, no person"),
    Standing.HELD: _("It was assigned to them"),
    Standing.ASKED: _("A colleague had asked them about it"),
    Standing.WROTE: _("They had answered it or written in it before"),
    Standing.QUEUE: _("It waited in their team's list and nobody had it yet"),
    Standing.OTHER: _("It is in their team's list, but it was not assigned to them"),
    Standing.REVIEWER: _("They check the public words"),
    Standing.EDITOR: _("They prepare the public words"),
    Standing.GLASS: _("It was not assigned to them: emergency access"),
    Standing.NONE: _("They had no part in it"),
}
"""What a reader was to the question."""
ROLES: dict[str, LazyString] = {
    Role.PATIENT: _("Patient"),
    Role.CLINICIAN: _("Clinician"),
    Role.EDITOR: _("Editor"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.ADMIN: _("Administrator"),
    Role.SYSTEM: _("The portal, by machine"),
    "visitor": _("Somebody not signed in"),
}
KINDS: dict[str, LazyString] = {
    CaseKind.UNRECOGNISED: _("A patient does not recognise an opening"),
    CaseKind.UNUSUAL: _("Unusual opening"),
    CaseKind.COMPLAINT: _("Complaint"),
    CaseKind.EMERGENCY: _("Emergency access"),
    CaseKind.OTHER: _("Something else"),
}
OUTCOMES: dict[str, LazyString] = {
    CaseOutcome.PROPER: _("It was proper"),
    CaseOutcome.NOT_PROPER: _("It was not proper"),
    CaseOutcome.UNCLEAR: _("It could not be made clear"),
}
REASONS: dict[Reason, tuple[LazyString, LazyString]] = {
    Reason.UNASSIGNED: (_("Not assigned"), _("The reader did not have the question and had not written in it.")),
    Reason.NIGHT: (_("Outside opening hours"), _("It was opened while the clinic was closed.")),
    Reason.SURNAME: (_("Same surname"), _("The reader has a surname of the patient's. They may be related.")),
    Reason.NO_ACTION: (_("Nothing done after"), _("Within a day the reader did nothing with the question.")),
    Reason.BULK: (_("Many at once"), _("The reader opened very many questions within an hour.")),
}
"""Why an opening is unusual: in two words, and in a sentence."""


def purpose_words(code: str) -> str:
    """Say why something was opened; "" where no reason belongs to the act."""
    if code.startswith(MAIL_PREFIX):
        return str(gettext("To send a mail, by machine"))
    return str(PURPOSES.get(code, code))


def standing_words(code: str) -> str:
    """Say what a reader was to the question; "" where that was not asked."""
    return str(STANDINGS[Standing(code)]) if code in set(Standing) else ""


def role_words(code: str) -> str:
    """Say in which role somebody acted."""
    return str(ROLES.get(code, code))


def action_words(tag: str) -> str:
    """Say what was done; its tag for what happens seldom."""
    return str(ACTIONS.get(tag, tag))

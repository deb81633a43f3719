"""Events in plain words: who, what, and why."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
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
ACTIONS: dict[str, LazyString] = {
    Action.DRAFT_OPENED: _("Opened a draft"),
    Action.QUESTION_OPENED: _("Opened the question"),
    Action.QUESTIONS_LISTED: _("Opened the list of their questions"),
    Action.PUBLICATION_OPENED: _("Opened the public words"),
    Action.CONTACT_OPENED: _("Opened an e-mail address"),
    Action.PROFILE_OPENED: _("Opened a profile"),
    Action.CODE_OPENED: _("Opened a receipt code"),
    Action.FACTOR_OPENED: _("Opened the second step of a sign-in"),
    Action.DUTY_OPENED: _("Opened who is on call"),
    Action.CASE_READ: _("Opened a case"),
    Action.GLASS_REASON_READ: _("Opened the reason for an emergency access"),
    Action.QUESTION_SENT: _("Sent the question"),
    Action.QUESTION_CHANGED: _("Changed the question"),
    Action.QUESTION_STEP: _("Moved the question on"),
    Action.QUESTION_ROUTED: _("Chose a team"),
    Action.QUESTION_TRANSFERRED: _("Handed it to another team"),
    Action.ADVICE_SHOWN: _("Saw the emergency advice"),
    Action.ANSWER_SENT: _("Sent an answer"),
    Action.ENTRY_ADDED: _("Wrote a message"),
    Action.QUESTION_CLOSED: _("Closed the question"),
    Action.PUBLICATION_STEP: _("Moved the public words on"),
    Action.PUBLICATION_EDITED: _("Changed the public words"),
    Action.PUBLICATION_APPROVED: _("Approved the public words"),
    Action.PUBLICATION_RELEASED: _("Made the words public"),
    Action.PUBLICATION_CORRECTED: _("Corrected the public page"),
    Action.PUBLICATION_WITHDRAWN: _("Took the public page back"),
    Action.SIGNED_IN: _("Signed in"),
    Action.SIGN_IN_REFUSED: _("Was refused at sign-in"),
    Action.SIGNED_OUT: _("Was signed out"),
    Action.ACCOUNT_OPENED: _("Opened an account"),
    Action.ACCOUNT_SUSPENDED: _("Suspended an account"),
    Action.ACCOUNT_RESTORED: _("Let an account in again"),
    Action.TIMELINE_LOOKED_UP: _("Looked at this list"),
    Action.TIMELINE_EXPORTED: _("Exported this list"),
    Action.CASE_OPENED: _("Opened a case about it"),
    Action.CASE_NOTED: _("Wrote a note in a case"),
    Action.CASE_CLOSED: _("Closed a case"),
    Action.GLASS_BROKEN: _("Began an emergency access"),
    Action.GLASS_REVIEWED: _("Reviewed an emergency access"),
    Action.ATTACHMENT_OPENED: _("Opened a photo or a file"),
    Action.DATA_EXPORTED: _("Took their data along"),
    Action.ERASURE_BEGUN: _("Erased it"),
    Action.ERASURE_DONE: _("Destroyed its keys"),
    Action.ERASURE_REPLAYED: _("Erased it again after a restore"),
    Action.ERASURE_REFUSED: _("Could not erase it: it is held"),
    Action.HOLD_PLACED: _("Held it, so that it is not erased"),
    Action.HOLD_RELEASED: _("Ended a hold"),
    Action.HOLD_OPENED: _("Opened why it is held"),
    Action.PURGE_ORDERED: _("Had old questions erased"),
    Action.FINDING_LOOKED_AT: _("Looked at an unusual opening"),
    Action.ATTACHMENT_ADDED: _("Added a photo or a file"),
    Action.ATTACHMENT_REMOVED: _("Took a photo or a file away"),
    Action.COLLEAGUE_ASKED: _("Asked a colleague about it"),
    Action.COLLEAGUE_DONE: _("Ended a colleague's part in it"),
    Action.QUESTION_TAKEN_OVER: _("Took it over from a colleague"),
    Action.READY_WORDS_EDITED: _("Changed ready words"),
    Action.READY_WORDS_DELETED: _("Deleted ready words"),
    Action.URGENT_PASSED_OVER: _("Passed over an urgent question, with a reason"),
    Action.OUTCOME_TOLD: _("Said how they are doing after the answer"),
    Action.SAFETY_CASE_OPENED: _("Opened a follow-up case"),
    Action.SAFETY_CASE_CLOSED: _("Closed a follow-up case"),
    Action.FORM_EDITED: _("Changed a list of questions"),
    Action.PUBLICATION_CHECKED: _("Checked the public words"),
    Action.PROFILE_CHANGED: _("Changed a profile"),
    Action.ACCOUNT_CONFIRMED: _("Confirmed an account"),
    Action.ACCESS_REFUSED: _("Was refused: it is not theirs to see"),
    Action.PASSWORD_PROVED: _("Proved who they are with the password"),
    Action.PROVED_AGAIN: _("Proved again who they are"),
    Action.FACTOR_ADDED: _("Added a second step for signing in"),
    Action.FACTOR_REMOVED: _("Removed a second step for signing in"),
    Action.FACTOR_REFUSED: _("Was refused at the second step"),
    Action.FACTOR_RESET: _("Reset somebody's second step"),
    Action.PASSKEY_COPIED: _("A passkey looked copied"),
    Action.RECOVERY_RENEWED: _("Made new recovery codes"),
    Action.RECOVERY_USED: _("Used a recovery code"),
    Action.RESET_ASKED: _("Asked for a new password"),
    Action.PASSWORD_CHANGED: _("Changed the password"),
    Action.EMAIL_CHANGE_ASKED: _("Asked for another e-mail address"),
    Action.EMAIL_CHANGED: _("Changed the e-mail address"),
    Action.MAIL_BOUNCED: _("A mail came back"),
    Action.STAFF_INVITED: _("Invited somebody to the staff"),
    Action.STAFF_JOINED: _("Joined the staff"),
    Action.STAFF_LEFT: _("Left the staff"),
    Action.REGISTER_EXPORTED: _("Exported the register of consents"),
    Action.CHAIN_CHECKED: _("Checked this record for tampering"),
    Action.CHAIN_ANCHORED_ANEW: _("Sealed this record anew"),
    Action.LOG_PRUNED: _("Removed old lines of this record"),
    Action.EVIDENCE_RUN: _("Wrote a report on how the data is kept"),
    Action.BACKUP_MADE: _("Made a backup"),
    Action.BACKUP_RESTORED: _("Restored a backup"),
    Action.DRILL_MADE: _("Tried a restore, as an exercise"),
    Action.KEYS_ROTATED: _("Changed the keys"),
    Action.KEYS_RETIRED: _("Destroyed old keys"),
    Action.KEYS_RECOVERED: _("Recovered the keys"),
    Action.KEYS_PAPER: _("Made a new recovery key on paper"),
    Action.CLINIC_EDITED: _("Changed what is said of the clinic"),
    Action.CLINIC_LOGO: _("Changed the logo"),
    Action.HOURS_SET: _("Set the opening hours"),
    Action.HOLIDAY_ADDED: _("Added a day when the clinic is closed"),
    Action.HOLIDAY_REMOVED: _("Removed a day when the clinic is closed"),
    Action.TEXT_EDITED: _("Changed a text of the clinic"),
    Action.CONSENT_WORDED: _("Changed the words of the consent"),
    Action.INTAKE_SWITCHED: _("Opened or closed the form for questions"),
    Action.DUTY_SET: _("Set who is on call"),
    Action.ABSENCE_SET: _("Noted an absence"),
    Action.ABSENCE_REMOVED: _("Removed an absence"),
    Action.QUEUE_EDITED: _("Changed a team's list"),
    Action.QUEUE_JOINED: _("Put somebody into a team"),
    Action.QUEUE_LEFT: _("Took somebody out of a team"),
    Action.FLAG_RULE_ADDED: _("Added an emergency rule"),
    Action.FLAG_RULE_ENDED: _("Ended an emergency rule"),
    Action.FLAGS_SIGNED: _("Signed for the emergency rules"),
    Action.FLAGS_RAN_AGAIN: _("Read the open questions again by the rules"),
    Action.QUESTION_RAISED: _("Raised it to urgent or emergency, by new rules"),
    Action.MEMBER_EDITED: _("Changed what is said of a member of staff"),
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

"""The words of every kind of letter. A new kind is one member of `LetterKind` and one row here.

A mail can be read by others on a lock screen or a shared phone: it says that there is something to read,
never what. Only letters about the account itself say what they are for.
"""

from dataclasses import dataclass

from flask_babel import LazyString, force_locale, gettext
from flask_babel import lazy_gettext as _

from qa_portal.identity.models import LetterKind
from qa_portal.web.brand import clinic_facts


@dataclass(frozen=True, slots=True)
class Text:
    """A subject (None: the neutral one), what the mail says, and what the link is for."""

    lines: tuple[LazyString, ...]
    call: LazyString
    subject: LazyString | None = None


_NEW = Text((_("There is something new for you to read."),), _("Sign in to read it:"))
_REPLY = Text((_("There is a message for you. We need a reply from you to go on."),), _("Sign in to read it:"))
_STAFF = Text((_("Something on your list needs you."),), _("Sign in to see it:"))
_NOT_YOU = _("If this was not you, you can ignore this mail. Nothing changes.")

TEXTS: dict[LetterKind, Text] = {
    LetterKind.VERIFY: Text(
        (
            _("Somebody, we hope you, wants to open an account with this address."),
            _("The link works for 48 hours. You will need the password you chose."),
            _NOT_YOU,
        ),
        _("Confirm that this is your address:"),
        _("Confirm your e-mail address"),
    ),
    LetterKind.ALREADY_REGISTERED: Text(
        (
            _("Somebody, we hope you, wants to open an account with this address. It has an account already."),
            _("You can sign in. If you have forgotten your password, you can choose a new one there."),
            _NOT_YOU,
        ),
        _("Sign in:"),
        _("You already have an account"),
    ),
    LetterKind.RESET: Text(
        (_("You can choose a new password now. The link works for 2 hours."), _NOT_YOU),
        _("Choose a new password:"),
        _("Choose a new password"),
    ),
    LetterKind.PASSWORD_CHANGED: Text(
        (
            _("The password of your account was changed, and all other devices were signed out."),
            _("If this was not you, choose a new password at once and call us."),
        ),
        _("Choose a new password:"),
        _("Your password was changed"),
    ),
    LetterKind.JOIN: Text(
        (
            _("You are invited to join the team that answers questions here."),
            _("The link works for 7 days. You choose your own password."),
        ),
        _("Set up your account:"),
        _("You are invited to join"),
    ),
    LetterKind.EMAIL_CHANGE: Text(
        (_("You asked us to use this address from now on. The link works for 24 hours."), _NOT_YOU),
        _("Confirm that this is your address:"),
        _("Confirm your new e-mail address"),
    ),
    LetterKind.EMAIL_CHANGED_NOTICE: Text(
        (
            _("Your account has a new e-mail address. We will not write to this one any more."),
            _("If this was not you, call us."),
        ),
        _("Sign in to check your account:"),
        _("Your e-mail address was changed"),
    ),
    LetterKind.QUESTION_RECEIVED: _NEW,
    LetterKind.CLINICIAN_ASKED: _REPLY,
    LetterKind.ANSWER_READY: _NEW,
    LetterKind.QUESTION_CLOSED: _NEW,
    LetterKind.ANSWER_WAITING: _NEW,
    LetterKind.OUTCOME_ASKED: Text(
        (_("We would like to ask you something. It takes two taps."),), _("Sign in to read it:")
    ),
    LetterKind.ANSWER_UNREAD: _STAFF,
    LetterKind.SAFETY_CASE: _STAFF,
    LetterKind.PROMISE_CHANGED: _NEW,
    LetterKind.PUBLICATION_ASKED: Text(
        (_("We would like to ask you something. You are free to say no."),), _("Sign in to read it:")
    ),
    LetterKind.PUBLICATION_PUBLISHED: _NEW,
    LetterKind.WITHDRAWN: _NEW,
    LetterKind.STAFF_ESCALATION: _STAFF,
    LetterKind.COLLEAGUE_ASKED: _STAFF,
    LetterKind.TAKEN_OVER: _STAFF,
    LetterKind.PATIENT_REPLIED: _STAFF,
    LetterKind.REVIEW_ASKED: _STAFF,
    LetterKind.PAGE_DUE: _STAFF,
    LetterKind.DESK_WAITING: _STAFF,
    LetterKind.RETENTION_DUE: _STAFF,
    LetterKind.ACCOUNT_ERASED: Text(
        (
            _("Your account is closed and what was in it is erased, as you asked. We will not write to you again."),
            _("If this was not you, call us."),
        ),
        _("What was erased, and when, stands here for 90 days:"),
        _("Your account is closed"),
    ),
    LetterKind.NEW_BROWSER: Text(
        (
            _("Somebody, we hope you, signed in to your account with a browser we have not seen before."),
            _("If this was you, there is nothing to do. If not, choose a new password at once and call us."),
        ),
        _("See where you are signed in:"),
        _("A new browser signed in to your account"),
    ),
    LetterKind.FACTOR_CHANGED: Text(
        (
            _("The second step of your sign-in was changed or taken away."),
            _("If this was not you, call us at once."),
        ),
        _("See how you sign in:"),
        _("The second step of your sign-in was changed"),
    ),
    LetterKind.FACTOR_TRIED: Text(
        (
            _("Somebody who knows your password typed wrong codes several times. They did not get in."),
            _("If this was not you, choose a new password at once."),
        ),
        _("Choose a new password:"),
        _("Somebody tried to sign in to your account"),
    ),
    LetterKind.RECOVERY_USED: Text(
        (
            _("One of your codes on paper was used. It does not work again."),
            _("If this was not you, call us at once."),
        ),
        _("See how you sign in:"),
        _("A code on paper was used"),
    ),
    LetterKind.CASE_OPENED: _STAFF,
    LetterKind.CASE_CLOSED: _NEW,
    LetterKind.GLASS_BROKEN: _STAFF,
}


def write(kind: LetterKind, language: str, *, url: str) -> tuple[str, str]:
    """Return subject and text of a letter in a language."""
    clinic = clinic_facts()
    text = TEXTS[kind]
    with force_locale(language):
        neutral = gettext("You have a message at %(clinic)s", clinic=clinic.name)
        parts = [gettext("Hello,"), *(str(line) for line in text.lines), f"{text.call}\n{url}"]
        if clinic.phone:
            parts.append(gettext("Questions about this mail? Call %(phone)s.", phone=clinic.phone))
        parts.append(gettext("This mail was sent by a machine that cannot read replies."))
        parts.append(clinic.name)
        subject = f"{text.subject} - {clinic.name}" if text.subject else neutral
    return subject.replace("\n", " "), "\n\n".join(parts) + "\n"

"""A person's own account, as pages."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal.access.guard import guard, proven, proven_by_staff
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import Gone
from qa_portal.identity import account as service
from qa_portal.identity import links
from qa_portal.identity import profile as profiles
from qa_portal.identity.browsers import DEVICES
from qa_portal.identity.forms import Errors, answer
from qa_portal.identity.models import LinkKind
from qa_portal.identity.reading import ClearProfile
from qa_portal.identity.schemas import ChangePasswordForm, LanguageForm, NewAddressForm, ProfileForm
from qa_portal.identity.service import WrongPassword
from qa_portal.identity.sessions import this_session
from qa_portal.web.forms import read_form
from qa_portal.web.languages import CHOICE, NAMES
from qa_portal.web.limits import limit

account = Blueprint("account", __name__, url_prefix="/account")


def _by_account() -> str:
    return str(current_user.id)


@account.get("")
@guard(Permission.ACCOUNT_OWN)
def show() -> ResponseReturnValue:
    """Show the account."""
    return render_template("identity/account.html", own=service.overview(current_user), languages=NAMES, errors={})


@account.post("/language")
@guard(Permission.ACCOUNT_OWN)
def choose_language() -> ResponseReturnValue:
    """Use a language from now on, in mails too."""
    values, errors = read_form(LanguageForm(), request.form)
    if not errors:
        service.choose_language(current_user, values["language"])
        this_session().pop(CHOICE, None)
        flash(_("Your language is saved."), "success")
    return redirect(url_for("identity.account.show"), 303)


@account.get("/sessions")
@guard(Permission.ACCOUNT_OWN)
def sessions_page() -> ResponseReturnValue:
    """List where this person is signed in."""
    here = current_user.session_id
    return render_template("identity/sessions.html", places=service.places(current_user, here), names=DEVICES)


@account.post("/sessions/<session_id>/end")
@guard(Permission.ACCOUNT_OWN)
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out in one place; at once, whichever process serves it."""
    service.end_one_session(current_user, session_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("identity.account.sessions_page"), 303)


@account.post("/sessions/end")
@guard(Permission.ACCOUNT_OWN)
@proven
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere else."""
    service.end_other_sessions(current_user, current_user.session_id)
    flash(_("All your other devices are signed out."), "success")
    return redirect(url_for("identity.account.show"), 303)


@account.get("/password")
@guard(Permission.ACCOUNT_OWN)
@proven_by_staff
def password_page() -> ResponseReturnValue:
    """Ask for the old and the new password."""
    return answer("change_password")


@account.post("/password")
@guard(Permission.ACCOUNT_OWN)
@proven_by_staff
@limit("sign_in", by=_by_account)
def change_password() -> ResponseReturnValue:
    """Change the password."""
    values, errors = read_form(ChangePasswordForm(), request.form)
    if errors:
        return answer("change_password", errors)
    try:
        service.change_password(
            current_user, current_user.session_id, clear_old=values["old_password"], clear_new=values["password"]
        )
    except WrongPassword:
        return answer("change_password", {"old_password": [_("This is not your password.")]})
    flash(_("Your new password is saved. Your other devices are signed out."), "success")
    return redirect(url_for("identity.account.show"), 303)


@account.get("/email")
@guard(Permission.ACCOUNT_OWN)
@proven_by_staff
def email_page() -> ResponseReturnValue:
    """Ask for the new address."""
    return answer("change_email")


@account.post("/email")
@guard(Permission.ACCOUNT_OWN)
@proven_by_staff
@limit("sign_in", by=_by_account)
def change_email() -> ResponseReturnValue:
    """Send a link to the new address."""
    values, errors = read_form(NewAddressForm(), request.form)
    if errors:
        return answer("change_email", errors)
    try:
        service.ask_new_address(current_user, values["email"], values["password"])
    except WrongPassword:
        return answer("change_email", {"password": [_("This is not your password.")]})
    flash(_("We sent a mail to the new address. Open the link in it to finish."), "info")
    return redirect(url_for("identity.account.show"), 303)


@account.get("/email/confirm")
@guard(Permission.SIGN_IN)
def confirm_email_page() -> ResponseReturnValue:
    """Ask for the press of a button: following the link alone does nothing."""
    secret = request.args.get("t", "")
    if not links.works(read(), LinkKind.EMAIL, secret):
        raise Gone("This link no longer works.")
    return answer("confirm_email", t=secret)


@account.post("/email/confirm")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def confirm_email() -> ResponseReturnValue:
    """Use the new address from now on."""
    service.confirm_new_address(request.form.get("t", ""))
    return render_template("identity/email_changed.html")


@account.get("/profile")
@guard(Permission.PROFILE_OWN)
def profile_page() -> ResponseReturnValue:
    """Show a patient's own profile."""
    return _profile_form(_as_form(profiles.own_profile(current_user)))


@account.post("/profile")
@guard(Permission.PROFILE_OWN)
def save_profile() -> ResponseReturnValue:
    """Save the profile."""
    values, errors = read_form(ProfileForm(), request.form)
    if errors:
        return _profile_form(request.form, errors)
    profiles.save(current_user, ClearProfile(**values))
    flash(_("Your details are saved."), "success")
    return redirect(url_for("identity.account.show"), 303)


def _profile_form(values: Any, errors: Errors | None = None) -> ResponseReturnValue:
    return answer("profile", errors, values=values)


def _as_form(clear: ClearProfile) -> dict[str, str]:
    return {
        "names": "\n".join(clear.names),
        "relatives": "\n".join(clear.relatives),
        "birth_date": clear.birth_date.isoformat() if clear.birth_date else "",
        "phone": clear.phone,
        "town": clear.town,
        "street": clear.street,
        "member_number": clear.member_number,
    }

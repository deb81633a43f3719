"""Passkeys, as pages: a script asks the browser, an ordinary form brings the answer. Without the script, codes work."""

import hashlib

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.identity import passkeys, proofs
from qa_portal.identity.factors import Kind, WrongCode
from qa_portal.identity.forms import answer
from qa_portal.identity.landing import after_sign_in
from qa_portal.identity.schemas import CredentialForm, NewPasskeyForm
from qa_portal.identity.security_routes import ask_proof, go_back
from qa_portal.identity.sessions import this_session
from qa_portal.web.brand import clinic_facts
from qa_portal.web.forms import read_form
from qa_portal.web.languages import private_path
from qa_portal.web.limits import limit

passkey = Blueprint("passkey", __name__)


def _bound_to() -> str:
    """Return what a challenge is bound to: the session row, or what only this visitor's forms hold."""
    row = this_session().row
    if row is not None:
        return row.id
    return hashlib.sha256(str(this_session().get("csrf_token", "")).encode()).hexdigest()


def _json(options: str) -> ResponseReturnValue:
    return Response(options, mimetype="application/json")


@passkey.post("/sign-in/passkey/options")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def ask_at_the_door() -> ResponseReturnValue:
    """Tell the browser what to sign: for any passkey, or after the password for one of that person."""
    half = this_session().half
    return _json(passkeys.ask_to_use(_bound_to(), half.account_id if half else ""))


@passkey.post("/sign-in/passkey")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def enter() -> ResponseReturnValue:
    """Sign in with a passkey."""
    half, wanted = this_session().half, request.form.get("next", "")
    page = "code" if half else "sign_in"
    values, errors = read_form(CredentialForm(), request.form)
    if errors:
        return answer(page, _refused(), next=wanted)
    try:
        sent = values["credential"]
        new = passkeys.enter_half(half, sent) if half else passkeys.enter(_bound_to(), sent)
    except WrongCode:
        return answer(page, _refused(), next=wanted)
    this_session().adopt(new)
    return redirect(private_path(after_sign_in(wanted, new.role)), 303)


@passkey.post("/confirm/passkey/options")
@guard(Permission.ACCOUNT_OWN)
def ask_again() -> ResponseReturnValue:
    """Tell the browser what to sign, to prove again who this is."""
    return _json(passkeys.ask_to_use(_bound_to(), current_user.id))


@passkey.post("/confirm/passkey")
@guard(Permission.ACCOUNT_OWN)
@limit("sign_in")
def prove() -> ResponseReturnValue:
    """Take a passkey as the proof, and go on to where the person was."""
    try:
        passkeys.prove(current_user, current_user.session_id, request.form.get("confirm_credential", ""))
    except WrongCode:
        return ask_proof(_refused())
    this_session().renew(proofs.renew(current_user, current_user.session_id, Kind.PASSKEY))
    return go_back()


@passkey.get("/account/passkeys/new")
@guard(Permission.ACCOUNT_OWN)
@proven
def new_page() -> ResponseReturnValue:
    """Ask for a name, and let the browser make a passkey."""
    return answer("new_passkey")


@passkey.post("/account/passkeys/options")
@guard(Permission.ACCOUNT_OWN)
@proven
def ask_to_make() -> ResponseReturnValue:
    """Tell the browser what to make a passkey of."""
    return _json(passkeys.ask_to_make(current_user, _bound_to(), clinic_facts().name))


@passkey.post("/account/passkeys")
@guard(Permission.ACCOUNT_OWN)
@proven
def add() -> ResponseReturnValue:
    """Keep a passkey."""
    values, errors = read_form(NewPasskeyForm(), request.form)
    if not errors:
        try:
            passkeys.add(current_user, _bound_to(), **values)
        except WrongCode:
            errors = {"_form": [_("Your browser could not make this passkey, or it is here already. Try again.")]}
    if errors:
        return answer("new_passkey", errors)
    flash(_("Your passkey is saved. You can sign in with it from now on."), "success")
    return redirect(url_for("identity.security.show"), 303)


@passkey.post("/account/passkeys/<passkey_id>/remove")
@guard(Permission.ACCOUNT_OWN)
@proven
def remove(passkey_id: str) -> ResponseReturnValue:
    """Take a passkey away."""
    passkeys.remove(current_user, passkey_id)
    flash(_("The passkey is removed and does not work any more."), "success")
    return redirect(url_for("identity.security.show"), 303)


def _refused() -> dict[str, list[str]]:
    return {"_form": [_("This passkey does not work here. Try again, or sign in another way.")]}

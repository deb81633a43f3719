"""How a person signs in, as pages of their account: the app, codes on paper, and proving again who they are."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.errors import TooMany
from qa_portal.identity import account, attempts, factors, proofs
from qa_portal.identity.factors import Kind, WrongCode
from qa_portal.identity.forms import answer, code_problem
from qa_portal.identity.landing import LANDINGS, after_sign_in
from qa_portal.identity.schemas import CodeForm, ConfirmCodeForm, ConfirmPasswordForm
from qa_portal.identity.service import WrongPassword
from qa_portal.identity.sessions import this_session
from qa_portal.web.brand import clinic_facts
from qa_portal.web.forms import read_form
from qa_portal.web.languages import private_path

security = Blueprint("security", __name__)
OURS = "confirm_"
"""Fields of the page that asks who somebody is; every other field belongs to the form that was interrupted."""


@security.get("/account/security")
@guard(Permission.ACCOUNT_OWN)
def show() -> ResponseReturnValue:
    """Show how this person signs in."""
    return render_template("identity/security.html", own=proofs.overview(current_user))


@security.get("/account/app")
@guard(Permission.FACTOR_OWN)
@proven
def scan_page() -> ResponseReturnValue:
    """Show the picture for another app; the one before counts until the new one has shown a code."""
    made = factors.begin(current_user, clinic_facts().name)
    return render_template("identity/scan.html", made=made, on=url_for(".new_app_page"))


@security.get("/account/app/code")
@guard(Permission.FACTOR_OWN)
@proven
def new_app_page() -> ResponseReturnValue:
    """Ask for the first code of the new app."""
    return answer("first_code", next="", back=url_for(".scan_page"), to=url_for(".new_app"))


@security.post("/account/app/code")
@guard(Permission.FACTOR_OWN)
@proven
def new_app() -> ResponseReturnValue:
    """Let the new app count from now on."""
    values, errors = read_form(CodeForm(), request.form)
    if not errors:
        try:
            factors.confirm(current_user, values["code"])
        except WrongCode:
            errors = {"code": [_("This code does not fit. Wait for the next one in your app and type that.")]}
    if errors:
        return answer("first_code", errors, next="", back=url_for(".scan_page"), to=url_for(".new_app"))
    flash(_("Your new app is set up. The one before does not work any more."), "success")
    return redirect(url_for(".show"), 303)


@security.get("/account/recovery")
@guard(Permission.FACTOR_OWN)
def recovery_page() -> ResponseReturnValue:
    """Say what codes on paper are for."""
    is_first = request.args.get("first") == "yes"
    return render_template("identity/recovery.html", own=proofs.overview(current_user), first=is_first)


@security.post("/account/recovery")
@guard(Permission.FACTOR_OWN)
@proven
def renew_recovery() -> ResponseReturnValue:
    """Show ten new codes, this once."""
    codes = factors.renew_recovery(current_user)
    return render_template("identity/recovery_codes.html", codes=codes, on=private_path(LANDINGS[current_user.role]))


@security.get("/confirm")
@guard(Permission.ACCOUNT_OWN)
def confirm_page() -> ResponseReturnValue:
    """Ask again who this is."""
    return ask_proof()


@security.post("/confirm")
@guard(Permission.ACCOUNT_OWN)
def confirm() -> ResponseReturnValue:
    """Take the proof and go on to where the person was; or, led here by a form, ask for it and keep the form."""
    if f"{OURS}sent" not in request.form:
        return ask_proof(carried=_carried())
    is_staff = current_user.role.is_staff
    values, errors = read_form(ConfirmCodeForm() if is_staff else ConfirmPasswordForm(), request.form)
    if errors:
        return ask_proof(errors, carried=_carried())
    try:
        this_session().renew(_prove(values))
    except (WrongCode, WrongPassword, TooMany) as problem:
        found = code_problem(problem, f"{OURS}code" if is_staff else f"{OURS}password")
        return ask_proof(found, carried=_carried(), status=problem.http_status)
    return go_back()


def go_back() -> ResponseReturnValue:
    """Lead on to the page that asked for the proof; what was sent to it is sent again."""
    to = after_sign_in(request.args.get("next", ""), current_user.role)
    return redirect(private_path(to), 307 if request.form.get(f"{OURS}again") else 303)


def _prove(values: dict[str, str]) -> str:
    """Check what was typed; return the new token of the session.

    Raises: WrongCode, WrongPassword, TooMany.
    """
    if f"{OURS}password" in values:
        attempts.count_password(current_user.id)
        account.prove(current_user, values[f"{OURS}password"])
        return proofs.renew(current_user, current_user.session_id, Kind.PASSWORD)
    clear_code = values[f"{OURS}code"]
    attempts.count_code(current_user.id, clear_code)
    try:
        kind = factors.check(current_user, clear_code)
    except WrongCode:
        attempts.count_wrong_code(current_user.id, clear_code)
        raise
    return proofs.renew(current_user, current_user.session_id, kind)


def _carried() -> list[tuple[str, str]]:
    """Return the fields of the form that was interrupted; passwords are typed again, never shown."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(OURS) and name != "csrf_token" and "password" not in name
    ]


def ask_proof(
    errors: dict[str, list[str]] | None = None,
    *,
    carried: list[tuple[str, str]] | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    """Show the page that asks; a form that was interrupted goes along in hidden fields."""
    carried = _carried() if carried is None and request.method == "POST" else carried
    is_again = carried is not None and (f"{OURS}sent" not in request.form or f"{OURS}again" in request.form)
    facts = {"next": request.args.get("next", ""), "carried": carried or [], "again": is_again}
    return answer("confirm", errors, status=status, values={}, **facts)

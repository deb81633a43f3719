"""The second step of signing in, as pages: give a code, or set the app up at the first time."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import NotSignedIn, TooMany
from qa_portal.identity import attempts, factors, service
from qa_portal.identity.factors import WrongCode
from qa_portal.identity.forms import answer, code_problem
from qa_portal.identity.landing import after_sign_in
from qa_portal.identity.schemas import CodeForm
from qa_portal.identity.service import Known
from qa_portal.identity.sessions import LiveSession, this_session
from qa_portal.web.brand import clinic_facts
from qa_portal.web.forms import read_form
from qa_portal.web.languages import private_path

factor = Blueprint("factor", __name__, url_prefix="/sign-in")


def _half() -> LiveSession:
    """Return who gave the password and owes the second step.

    Raises: NotSignedIn, and the browser is led to the door.
    """
    half = this_session().half
    if half is None:
        raise NotSignedIn("Sign in to go on.")
    return half


def _new_half() -> LiveSession:
    """Return who has no second factor yet and may set one up; somebody who has one may not change it like this."""
    half = _half()
    if factors.has_factor(half.account_id):
        raise NotSignedIn("Sign in to go on.")
    return half


@factor.errorhandler(NotSignedIn)
def to_the_door(_error: NotSignedIn) -> ResponseReturnValue:
    """Lead whoever has no business here to the first step."""
    return redirect(url_for("identity.sign_in_page"), 303)


@factor.get("/code")
@guard(Permission.SIGN_IN)
def code_page() -> ResponseReturnValue:
    """Ask for the code; who has none yet is led to set one up."""
    wanted = request.args.get("next", "")
    if not factors.has_factor(_half().account_id):
        return redirect(url_for(".set_up_page", next=wanted or None), 303)
    return answer("code", next=wanted)


@factor.post("/code")
@guard(Permission.SIGN_IN)
def code() -> ResponseReturnValue:
    """Take the code, and sign the person in."""
    half, wanted = _half(), request.form.get("next", "")
    values, errors = read_form(CodeForm(), request.form)
    if errors:
        return answer("code", errors, next=wanted)
    try:
        attempts.count_code(half.account_id, values["code"])
        new = factors.enter(half, values["code"])
    except WrongCode as problem:
        attempts.count_wrong_code(half.account_id, values["code"])
        return answer("code", code_problem(problem), next=wanted)
    except TooMany as problem:
        return answer("code", code_problem(problem), status=problem.http_status, next=wanted)
    this_session().adopt(new)
    return redirect(private_path(after_sign_in(wanted, new.role)), 303)


@factor.post("/again")
@guard(Permission.SIGN_IN)
def again() -> ResponseReturnValue:
    """Leave a sign-in half way, and start anew."""
    half = this_session().half
    if half is not None:
        service.sign_out(Known(half.account_id, half.role), half.id)
        this_session().leave()
    return redirect(url_for("identity.sign_in_page"), 303)


@factor.get("/set-up")
@guard(Permission.SIGN_IN)
def set_up_page() -> ResponseReturnValue:
    """Say what the second step is, and what is needed for it."""
    _new_half()
    return render_template("identity/set_up.html", next=request.args.get("next", ""))


@factor.get("/set-up/scan")
@guard(Permission.SIGN_IN)
def scan_page() -> ResponseReturnValue:
    """Show the picture for the app, and the key to type by hand."""
    half = _new_half()
    made = factors.begin(Known(half.account_id, half.role), clinic_facts().name)
    wanted = request.args.get("next", "")
    return render_template("identity/scan.html", made=made, on=url_for(".first_code_page", next=wanted or None))


@factor.get("/set-up/code")
@guard(Permission.SIGN_IN)
def first_code_page() -> ResponseReturnValue:
    """Ask for the first code, which shows that the app is set up."""
    _new_half()
    return _first_code_form()


@factor.post("/set-up/code")
@guard(Permission.SIGN_IN)
def first_code() -> ResponseReturnValue:
    """Take the first code: from now on the app counts, and the person is signed in."""
    half = _new_half()
    values, errors = read_form(CodeForm(), request.form)
    if errors:
        return _first_code_form(errors)
    try:
        new = factors.set_up_and_enter(half, values["code"])
    except WrongCode:
        return _first_code_form(
            {"code": [_("This code does not fit. Wait for the next one in your app and type that.")]}
        )
    this_session().adopt(new)
    return redirect(url_for("identity.security.recovery_page", first="yes"), 303)


def _first_code_form(errors: dict[str, list[str]] | None = None) -> ResponseReturnValue:
    wanted = request.values.get("next", "")
    back = url_for(".scan_page", next=wanted or None)
    return answer("first_code", errors, next=wanted, back=back, to=url_for(".first_code"))

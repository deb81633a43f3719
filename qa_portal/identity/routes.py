"""The door, as pages: sign up, confirm, sign in and out, a forgotten password."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import Gone, PortalError, TooMany
from qa_portal.identity import (
    account_routes,
    attempts,
    factor_routes,
    links,
    passkey_routes,
    receipt_routes,
    security_routes,
    service,
    staff_routes,
    token_routes,
)
from qa_portal.identity.forms import Errors, answer, problem_text
from qa_portal.identity.landing import after_sign_in, next_step
from qa_portal.identity.models import LinkKind
from qa_portal.identity.schemas import GUARDIAN, EmailForm, NewPasswordForm, OldPasswordForm, SignInForm, SignUpForm
from qa_portal.identity.service import SignUp, WrongPassword
from qa_portal.identity.sessions import NewSession, this_session
from qa_portal.web import doors
from qa_portal.web.brand import clinic_facts
from qa_portal.web.forms import read_form
from qa_portal.web.headers import forget_on_device
from qa_portal.web.languages import page_language, private_path
from qa_portal.web.limits import limit

room = Blueprint("identity", __name__, template_folder="templates")
room.register_blueprint(account_routes.account)
room.register_blueprint(factor_routes.factor)
room.register_blueprint(passkey_routes.passkey)
room.register_blueprint(security_routes.security)
room.register_blueprint(staff_routes.staff)
room.register_blueprint(receipt_routes.receipt)
room.register_blueprint(token_routes.pages)


@room.errorhandler(Gone)
def dead_link(_error: PortalError) -> ResponseReturnValue:
    """Say what to do when a mail link no longer works."""
    return render_template("identity/dead_link.html"), 410


@room.get("/sign-in")
@guard(Permission.SIGN_IN)
def sign_in_page() -> ResponseReturnValue:
    """Show the form, or the way on to somebody who is signed in."""
    wanted = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(private_path(after_sign_in(wanted, current_user.role)), 303)
    half = this_session().half
    if half is not None:
        return redirect(private_path(next_step(wanted, half.role, is_half=True)), 303)
    doors.expect("sign_in")
    return answer("sign_in", next=wanted)


@room.post("/sign-in")
@guard(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Sign in."""
    wanted = request.form.get("next", "")
    values, errors = read_form(SignInForm(), request.form)
    if errors:
        return answer("sign_in", errors, next=wanted)
    try:
        attempts.count("sign_in", values["email"])
        new = service.sign_in(values["email"], values["password"], shared=values["shared"])
    except (WrongPassword, TooMany) as problem:
        return answer("sign_in", problem_text(problem), status=problem.http_status, next=wanted)
    attempts.passed("sign_in", values["email"])
    return _go_on(new, wanted)


@room.post("/sign-out")
@guard(Permission.SIGN_IN)
def sign_out() -> ResponseReturnValue:
    """End the session, if there is one, and go to the front page."""
    if current_user.is_authenticated:
        service.sign_out(current_user, current_user.session_id)
    this_session().leave()
    return forget_on_device(redirect(private_path("/"), 303))


@room.post("/leave")
@guard(Permission.LEAVE)
def leave() -> ResponseReturnValue:
    """End the session, if there is one, and be gone: a form may not lead to another site, so the page itself does.

    It takes no form token, since it must work after the session is over, too; the sender is checked all the same.
    """
    if current_user.is_authenticated:
        service.sign_out(current_user, current_user.session_id)
    this_session().leave()
    target = clinic_facts().exit_url
    response = make_response(render_template("identity/left.html", target=target))
    response.headers["Refresh"] = f"0; url={target}"
    return forget_on_device(response)


@room.get("/sign-up")
@guard(Permission.SIGN_IN)
def sign_up_page() -> ResponseReturnValue:
    """Show the form."""
    doors.expect("sign_up")
    return _sign_up_form()


@room.post("/sign-up")
@guard(Permission.SIGN_IN)
def sign_up() -> ResponseReturnValue:
    """Open an account; the answer is the same for an address that has one."""
    values, errors = read_form(SignUpForm(), request.form)
    if errors:
        return _sign_up_form(errors)
    by_guardian = values["user"] == GUARDIAN
    try:
        attempts.count("sign_up", values["email"])
        service.sign_up(SignUp(values["email"], values["password"], by_guardian, page_language()))
    except TooMany as problem:
        return _sign_up_form(problem_text(problem), status=problem.http_status)
    return redirect(url_for("identity.sent", what="confirm"), 303)


@room.get("/sign-up/sent", defaults={"what": "confirm"})
@room.get("/reset/sent", defaults={"what": "reset"})
@guard(Permission.SIGN_IN)
def sent(what: str) -> ResponseReturnValue:
    """Say that mail is on its way."""
    return render_template("identity/sent.html", what=what)


@room.get("/verify")
@guard(Permission.SIGN_IN)
def verify_page() -> ResponseReturnValue:
    """Ask for the password chosen at sign-up; following the link alone does nothing."""
    return _link_form("verify", LinkKind.VERIFY)


@room.post("/verify")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def verify() -> ResponseReturnValue:
    """Confirm the address and sign in."""
    values, errors = read_form(OldPasswordForm(), request.form)
    if errors:
        return _link_form("verify", LinkKind.VERIFY, errors)
    try:
        new = service.confirm(request.form.get("t", ""), values["password"])
    except WrongPassword:
        wrong = _("This is not the password you chose with this link. If you have forgotten it, sign up again.")
        return _link_form("verify", LinkKind.VERIFY, {"password": [wrong]})
    return _go_on(new, "/ask")


@room.get("/reset")
@guard(Permission.SIGN_IN)
def reset_page() -> ResponseReturnValue:
    """Ask for the address."""
    doors.expect("reset")
    return answer("reset")


@room.post("/reset")
@guard(Permission.SIGN_IN)
def reset() -> ResponseReturnValue:
    """Send a link for a new password; the answer is the same for an unknown address."""
    values, errors = read_form(EmailForm(), request.form)
    if errors:
        return answer("reset", errors)
    try:
        attempts.count("reset", values["email"])
        service.ask_reset(values["email"])
    except TooMany as problem:
        return answer("reset", problem_text(problem), status=problem.http_status)
    return redirect(url_for("identity.sent", what="reset"), 303)


@room.get("/reset/new")
@guard(Permission.SIGN_IN)
def new_password_page() -> ResponseReturnValue:
    """Ask for a new password."""
    return _link_form("new_password", LinkKind.RESET)


@room.post("/reset/new")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def new_password() -> ResponseReturnValue:
    """Set the new password; the person then signs in with it."""
    values, errors = read_form(NewPasswordForm(), request.form)
    if errors:
        return _link_form("new_password", LinkKind.RESET, errors)
    service.reset_password(request.form.get("t", ""), values["password"])
    this_session().leave()
    return redirect(url_for("identity.sign_in_page", changed="yes"), 303)


def _go_on(new: NewSession, wanted: str) -> ResponseReturnValue:
    this_session().adopt(new)
    return redirect(private_path(next_step(wanted, new.role, is_half=new.is_half)), 303)


def _sign_up_form(errors: Errors | None = None, *, status: int | None = None) -> ResponseReturnValue:
    return answer("sign_up", errors, status=status, min_age=settings.current().min_patient_age)


def _link_form(page: str, kind: LinkKind, errors: Errors | None = None, **more: Any) -> ResponseReturnValue:
    secret = request.values.get("t", "")
    if not links.works(read(), kind, secret):
        raise Gone("This link no longer works.")
    return answer(page, errors, t=secret, **more)

"""Asking without an e-mail address, as pages: what it means, the code, the last check, coming back."""

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import Gone, PortalError, TooMany
from qa_portal.identity import receipts
from qa_portal.identity.forms import Errors, answer, problem_text
from qa_portal.identity.landing import after_sign_in
from qa_portal.identity.receipts import Offer
from qa_portal.identity.schemas import GUARDIAN, LAST_FOUR, ReceiptCodeForm, ReceiptForm
from qa_portal.identity.service import WrongPassword
from qa_portal.identity.sessions import NewSession, this_session
from qa_portal.web import doors
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language, private_path

receipt = Blueprint("receipt", __name__)


@receipt.errorhandler(Gone)
def stale_offer(_error: PortalError) -> ResponseReturnValue:
    """Begin anew when a code was shown too long ago."""
    return redirect(url_for("identity.receipt.about", again="yes"), 303)


@receipt.get("/receipt")
@guard(Permission.SIGN_IN)
def about() -> ResponseReturnValue:
    """Say what asking without an address means, before anything is sent."""
    return _about()


@receipt.post("/receipt")
@guard(Permission.SIGN_IN)
def show_code() -> ResponseReturnValue:
    """Show a fresh code."""
    _values, errors = read_form(ReceiptForm(), request.form)
    return _about(errors) if errors else _code_page(receipts.offer())


@receipt.post("/receipt/confirm")
@guard(Permission.SIGN_IN)
def take_up() -> ResponseReturnValue:
    """Open the account, once the last four digits show that the code was kept."""
    values, errors = read_form(ReceiptForm(), request.form)
    taken = receipts.offered(request.form.get("code", ""), request.form.get("proof", ""))
    if errors:
        return _about(errors)
    if receipts.digits_of(request.form.get("last_four", "")) != taken.groups[-1]:
        return _code_page(taken, {"last_four": [LAST_FOUR]})
    try:
        doors.knock("sign_up")
    except TooMany as problem:
        return _code_page(taken, problem_text(problem), status=problem.http_status)
    by_guardian = values["user"] == GUARDIAN
    new = receipts.take_up(taken, by_guardian=by_guardian, language=page_language(), shared=values["shared"])
    return _enter(new, "/ask")


@receipt.get("/receipt/lost")
@guard(Permission.SIGN_IN)
def lost() -> ResponseReturnValue:
    """Say what somebody can do who has lost the code."""
    return render_template("identity/receipt_lost.html")


@receipt.get("/receipt/enter")
@guard(Permission.SIGN_IN)
def code_page() -> ResponseReturnValue:
    """Ask for the code."""
    doors.expect("code")
    return answer("sign_in_code", next=request.args.get("next", ""))


@receipt.post("/receipt/enter")
@guard(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Sign in with the code."""
    wanted = request.form.get("next", "")
    values, errors = read_form(ReceiptCodeForm(), request.form)
    if errors:
        return answer("sign_in_code", errors, next=wanted)
    try:
        doors.knock("code")
        new = receipts.sign_in(values["code"], shared=values["shared"])
    except WrongPassword:
        doors.expect("code")
        wrong = _("We do not know this code. Check each digit, and try again.")
        return answer("sign_in_code", {"code": [wrong]}, next=wanted)
    except TooMany as problem:
        return answer("sign_in_code", problem_text(problem), status=problem.http_status, next=wanted)
    doors.opened("code")
    return _enter(new, wanted)


def _enter(new: NewSession, wanted: str) -> ResponseReturnValue:
    this_session().adopt(new)
    return redirect(private_path(after_sign_in(wanted, new.role)), 303)


def _about(errors: Errors | None = None) -> ResponseReturnValue:
    return answer("receipt", errors, min_age=settings.current().min_patient_age)


def _code_page(made: Offer, errors: Errors | None = None, *, status: int | None = None) -> ResponseReturnValue:
    # The picture says the code as text, not as an address: an address would end up in a history.
    picture = segno.make(" ".join(made.groups), error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    return answer("receipt_code", errors, status=status, offer=made, picture=picture)

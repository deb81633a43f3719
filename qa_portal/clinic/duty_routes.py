"""Who is on call: the page every member of staff may open, and the administrator's form."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import duty, stored
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import DutyForm
from qa_portal.clinic.stored import Typed
from qa_portal.web.forms import read_form

pages = Blueprint("duty", __name__)


@pages.get("/duty")
@guard(Permission.DUTY_OPEN)
def on_call() -> Reply:
    """Show staff who is on call."""
    return render_template("clinic/on_call.html", on_call=duty.open_contact(current_user, "on_call_page"))


@pages.get("/admin/clinic/duty")
@guard(Permission.CLINIC_EDIT)
def edit() -> Reply:
    """Show the form of who is on call."""
    contact = duty.open_contact(current_user, "edit")
    if contact is None:
        return _duty_form(Typed(), None)
    clear = {"name": contact.clear_name, "phone": contact.clear_phone, "account_id": contact.account_id or ""}
    return _duty_form(Typed(clear), None)


@pages.post("/admin/clinic/duty")
@guard(Permission.CLINIC_EDIT)
def save() -> Reply:
    """Say who is on call from now on."""
    values, errors = read_form(DutyForm(), request.form)
    errors = tried(
        errors,
        lambda: duty.set_contact(
            current_user,
            clear_name=values["name"],
            clear_phone=values["phone"],
            account_id=values["account_id"] or None,
        ),
    )
    return _duty_form(request.form, errors) if errors else saved(url_for("clinic.overview"))


def _duty_form(typed: Typed, errors: Errors | None) -> Reply:
    filled = {"values": typed, "errors": errors, "people": stored.people()}
    return shown(render_template("clinic/duty.html", **filled), errors)

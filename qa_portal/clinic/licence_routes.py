"""The administrator's page about somebody's licence."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import licence_service, stored
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import LicenceForm
from qa_portal.clinic.stored import Typed
from qa_portal.web.forms import read_form

pages = Blueprint("licences", __name__)


@pages.get("/admin/members/<account_id>/licence")
@guard(Permission.CLINIC_EDIT)
def edit(account_id: str) -> Reply:
    """Show the form of a licence."""
    return _form(account_id, stored.licence(account_id), None)


@pages.post("/admin/members/<account_id>/licence")
@guard(Permission.CLINIC_EDIT)
def save(account_id: str) -> Reply:
    """Write down a licence, and that it was looked up."""
    values, errors = read_form(LicenceForm(), request.form)
    errors = tried(errors, lambda: licence_service.save(current_user, account_id, values))
    return _form(account_id, request.form, errors) if errors else saved(url_for("clinic.queues.every"))


def _form(account_id: str, typed: Typed, errors: Errors | None) -> Reply:
    name, licence = stored.member(account_id)["display_name"], stored.licence_row(account_id)
    filled = {"values": typed, "errors": errors, "name": name, "licence": licence}
    return shown(render_template("clinic/licence.html", **filled), errors)

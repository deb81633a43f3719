"""Days off: clinicians enter their own and who stands in, administrators anybody's."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission, Role
from qa_portal.clinic import absence_service, queries, stored
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import AbsenceForm
from qa_portal.clinic.stored import Typed
from qa_portal.db import read
from qa_portal.web.forms import read_form

pages = Blueprint("absences", __name__)


@pages.get("/absences")
@guard(Permission.ABSENCE_EDIT)
def every() -> Reply:
    """List the days off to come, with the form for more."""
    return _page(Typed(), None)


@pages.post("/absences")
@guard(Permission.ABSENCE_EDIT)
def add() -> Reply:
    """Enter days off."""
    values, errors = read_form(AbsenceForm(), request.form)
    who = values.get("account_id") or current_user.id
    errors = tried(
        errors,
        lambda: absence_service.add(
            current_user, who, (values["first_day"], values["last_day"]), values["cover_id"] or None
        ),
    )
    return _page(request.form, errors) if errors else saved(url_for("clinic.absences.every"))


@pages.post("/absences/<absence_id>/remove")
@guard(Permission.ABSENCE_EDIT)
def remove(absence_id: str) -> Reply:
    """Take days off out of the list."""
    absence_service.remove(current_user, absence_id)
    return saved(url_for("clinic.absences.every"))


def _page(typed: Typed, errors: Errors | None) -> Reply:
    absences = absence_service.listed(read(), current_user)
    covered = absence_service.covered(read(), current_user)
    known = queries.members_by_id(
        read(), {one for row in (*absences, *covered) for one in (row.account_id, row.cover_id) if one}
    )
    filled = {
        "values": typed,
        "errors": errors,
        "absences": absences,
        "covered": covered,
        "names": {account_id: member.display_name for account_id, member in known.items()},
        "people": stored.people(),
        "for_anybody": current_user.role is Role.ADMIN,
    }
    return shown(render_template("clinic/absences.html", **filled), errors)

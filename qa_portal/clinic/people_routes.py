"""A clinician's own page for readers: whether there is one, and what it says."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import people
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import PublicPersonForm
from qa_portal.clinic.stored import Typed
from qa_portal.db import read
from qa_portal.web.forms import read_form

pages = Blueprint("people", __name__)


@pages.get("/public-page")
@guard(Permission.PUBLIC_PERSON)
def own() -> Reply:
    """Show what readers may know of oneself, with the form for it."""
    member = people.own(read(), current_user)
    return _page(MultiDict({"bio": member.bio, "public": "yes" if member.public_slug else "no"}), None)


@pages.post("/public-page")
@guard(Permission.PUBLIC_PERSON)
def change() -> Reply:
    """Change it."""
    values, errors = read_form(PublicPersonForm(), request.form)
    errors = tried(errors, lambda: people.change_own_page(current_user, values))
    return _page(request.form, errors) if errors else saved(url_for("clinic.people.own"))


def _page(typed: Typed, errors: Errors | None) -> Reply:
    member = people.own(read(), current_user)
    return shown(render_template("clinic/public_page.html", member=member, values=typed, errors=errors), errors)

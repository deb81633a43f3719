"""The pages where those who answer keep their ready words."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal import clock
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queries, ready, ready_service, stored
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import ReadyForm
from qa_portal.clinic.stored import Typed
from qa_portal.db import read
from qa_portal.web.forms import read_form
from qa_portal.web.languages import NAMES, page_language

pages = Blueprint("ready", __name__)
REVIEW_AFTER = timedelta(days=365)
"""New words are looked at again after a year, unless their owner says otherwise."""


@pages.get("/ready")
@guard(Permission.READY_USE)
def every() -> Reply:
    """List the ready words somebody may use, or those that hold some words."""
    words = request.args.get("q", "")[:100]
    rows = ready.searched(read(), current_user, words)
    people = queries.members_by_id(read(), {row.owner_id for row in rows})
    queues = queries.queues_by_id(read(), {row.queue_id for row in rows if row.queue_id})
    shown_rows = {"rows": rows, "words": words, "people": people, "queues": queues}
    return render_template("clinic/ready_list.html", is_due=ready.is_due, **shown_rows)


@pages.get("/ready/new")
@guard(Permission.READY_USE)
def new() -> Reply:
    """Show the form of words that do not exist yet."""
    later = clock.now().date() + REVIEW_AFTER
    return _form(None, Typed({"lang": page_language(), "review_by": later.isoformat()}), None)


@pages.post("/ready/new")
@guard(Permission.READY_USE)
def create() -> Reply:
    """Make ready words."""
    return _save(None)


@pages.get("/ready/<ready_id>")
@guard(Permission.READY_USE)
def edit(ready_id: str) -> Reply:
    """Show the form of ready words; to whoever does not own them, only to read."""
    return _form(ready_id, stored.ready(current_user, ready_id), None)


@pages.post("/ready/<ready_id>")
@guard(Permission.READY_EDIT)
def save(ready_id: str) -> Reply:
    """Change ready words."""
    return _save(ready_id)


@pages.post("/ready/<ready_id>/delete")
@guard(Permission.READY_EDIT)
def delete(ready_id: str) -> Reply:
    """Delete ready words."""
    ready_service.delete(current_user, ready_id)
    flash(_("Deleted."), "success")
    return redirect(url_for("clinic.ready.every"), 303)


def _save(ready_id: str | None) -> Reply:
    values, errors = read_form(ReadyForm(), request.form)
    errors = tried(errors, lambda: ready_service.save(current_user, ready_id, values))
    return _form(ready_id, request.form, errors) if errors else saved(url_for("clinic.ready.every"))


def _form(ready_id: str | None, typed: Typed, errors: Errors | None) -> Reply:
    row = ready.one(read(), current_user, ready_id) if ready_id else None
    teams = queries.queues_by_id(read(), current_user.queue_ids).values()
    filled = {
        "row": row,
        "mine": row is None or row.owner_id == current_user.id,
        "values": typed,
        "errors": errors,
        "teams": [(team.id, team.name(page_language())) for team in teams],
        "languages": list(NAMES.items()),
        "gaps": ready.GAPS,
    }
    return shown(render_template("clinic/ready_form.html", **filled), errors)

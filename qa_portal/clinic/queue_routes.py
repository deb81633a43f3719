"""The administrator's pages about queues and about what readers see of the people in them."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queue_service, stored
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import MemberForm, QueueForm
from qa_portal.clinic.stored import Typed
from qa_portal.web.forms import read_form

pages = Blueprint("queues", __name__)


@pages.get("/admin/queues")
@guard(Permission.QUEUE_EDIT)
def every() -> Reply:
    """List the queues, and the people who work in them."""
    return render_template("clinic/queues.html", teams=stored.teams())


@pages.get("/admin/queues/new")
@guard(Permission.QUEUE_EDIT)
def new() -> Reply:
    """Show the form of a queue that does not exist yet."""
    return _queue_form(None, Typed({"answer_within_hours": "16", "active": "yes"}), None)


@pages.post("/admin/queues/new")
@guard(Permission.QUEUE_EDIT)
def create() -> Reply:
    """Make a queue."""
    return _save_queue(None)


@pages.get("/admin/queues/<queue_id>")
@guard(Permission.QUEUE_EDIT)
def edit(queue_id: str) -> Reply:
    """Show the form of a queue."""
    return _queue_form(queue_id, stored.queue(queue_id), None)


@pages.post("/admin/queues/<queue_id>")
@guard(Permission.QUEUE_EDIT)
def save(queue_id: str) -> Reply:
    """Change a queue."""
    return _save_queue(queue_id)


def _save_queue(queue_id: str | None) -> Reply:
    values, errors = read_form(QueueForm(), request.form)
    errors = tried(errors, lambda: queue_service.save_queue(current_user, queue_id, values))
    return _queue_form(queue_id, request.form, errors) if errors else saved(url_for("clinic.queues.every"))


def _queue_form(queue_id: str | None, typed: Typed, errors: Errors | None) -> Reply:
    row = stored.queue_row(queue_id) if queue_id else None
    filled = {"queue": row, "values": typed, "errors": errors, "people": stored.people()}
    return shown(render_template("clinic/queue.html", **filled), errors)


@pages.get("/admin/members/<account_id>")
@guard(Permission.CLINIC_EDIT)
def member(account_id: str) -> Reply:
    """Show the form of what readers see of a member of staff."""
    return _member_form(stored.member(account_id), None)


@pages.post("/admin/members/<account_id>")
@guard(Permission.CLINIC_EDIT)
def save_member(account_id: str) -> Reply:
    """Change what readers see of a member of staff."""
    values, errors = read_form(MemberForm(), request.form)
    errors = tried(errors, lambda: queue_service.edit_member(current_user, account_id, values))
    return _member_form(request.form, errors) if errors else saved(url_for("clinic.queues.every"))


def _member_form(typed: Typed, errors: Errors | None) -> Reply:
    return shown(render_template("clinic/member.html", values=typed, errors=errors), errors)

"""Pages of lists: the clinic's own, sending one, filling one in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.journey.forms import queries, service
from qa_portal.journey.forms.schemas import MAX_ITEMS, Chosen, WholeList, items_sent
from qa_portal.question.models import Question
from qa_portal.question.names import FORM_KINDS
from qa_portal.question.questionnaires import Form
from qa_portal.web.forms import read_form
from qa_portal.web.languages import NAMES, page_language
from qa_portal.web.limits import limit

Errors = dict[str, list[str]]
room = Blueprint("forms", __name__, template_folder="templates")
SPARE_ROWS = 3


def _me() -> str:
    return str(current_user.id)


@room.get("/forms")
@guard(Permission.FORM_LIST)
def lists() -> str:
    """List the clinic's lists of questions."""
    return render_template("forms/lists.html", lists=queries.lists(read()))


def _edit_page(form_id: str | None, values: dict[str, Any], errors: Errors) -> str:
    filled = sum(bool(values.get(f"text_{number}")) for number in range(1, MAX_ITEMS + 1))
    queues = [("", _("All teams"))] + [(row.slug, row.name(page_language())) for row in clinic.queues(read())]
    return render_template(
        "forms/edit.html",
        form_id=form_id,
        values=values,
        errors=errors,
        rows=range(1, min(MAX_ITEMS, filled + SPARE_ROWS) + 1),
        kinds=[(str(kind), name) for kind, name in FORM_KINDS.items()],
        queues=queues,
        languages=list(NAMES.items()),
    )


def _take(form_id: str | None) -> Reply | tuple[str, int]:
    values, errors = read_form(WholeList(), request.form)
    items, wrong = items_sent(values)
    errors = errors | wrong
    if errors:
        return _edit_page(form_id, request.form.to_dict(), errors), 422
    service.keep(current_user, form_id, values, items)
    flash(_("Saved."), "success")
    return redirect(url_for("forms.lists"), 303)


@room.route("/forms/new", methods=["GET", "POST"])
@guard(Permission.FORM_MAKE)
def new() -> str | Reply | tuple[str, int]:
    """Make a list."""
    if request.method == "POST":
        return _take(None)
    return _edit_page(None, {"active": "yes", "lang": page_language()}, {})


@room.route("/forms/<form_id>", methods=["GET", "POST"])
@guard(Permission.FORM_EDIT)
def edit(form_id: str) -> str | Reply | tuple[str, int]:
    """Change a list."""
    row = service.edit_view(current_user, form_id)
    if request.method == "POST":
        return _take(form_id)
    values: dict[str, Any] = {"title": row.title, "lang": row.lang, "active": "yes" if row.active else ""}
    queues = clinic.queues_by_id(read(), [row.queue_id] if row.queue_id else [])
    values["queue"] = next((queue.slug for queue in queues.values()), "")
    for number, item in enumerate(row.items, 1):
        values |= {f"text_{number}": item["text"], f"kind_{number}": item["kind"]}
        values[f"choices_{number}"] = "; ".join(item.get("choices", ()))
    return _edit_page(form_id, values, {})


@room.post("/work/<question_id>/form")
@guard(Permission.QUESTION_ANSWER)
def send(question_id: str) -> Reply:
    """Send a list to the patient."""
    # Whether somebody may send one comes before what is wrong with it: a stranger learns nothing from a box.
    values, errors = read_form(Chosen(), request.form)
    service.send(current_user, question_id, "" if errors else values["form"])
    flash(_("The list is sent. The question waits for the patient."), "success")
    return redirect(url_for("queue.lists", list="mine"), 303)


def _fill_page(question: Question, form: Form, entry_id: str, errors: Errors) -> str:
    return render_template(
        "forms/page.html", question=question, form=form, entry_id=entry_id, values=request.form, errors=errors
    )


@room.get("/questions/<question_id>/form/<entry_id>")
@guard(Permission.QUESTION_OWN)
def boxes(question_id: str, entry_id: str) -> str:
    """Show a list to the patient who fills it in."""
    question, form = service.see(current_user, question_id, entry_id)
    return _fill_page(question, form, entry_id, {})


@room.post("/questions/<question_id>/form/<entry_id>")
@guard(Permission.QUESTION_REPLY)
@limit("ask", by=_me)
def fill(question_id: str, entry_id: str) -> Reply | tuple[str, int]:
    """Take what the patient filled in; what was typed stays when something is wrong."""
    question, form, errors = service.fill(current_user, question_id, entry_id, request.form)
    if errors:
        return _fill_page(question, form, entry_id, errors), 422
    flash(_("Thank you. Your answers are with the team."), "success")
    return redirect(url_for("answer.status", question_id=question_id), 303)

"""Pages of the lists."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.queue import queries, service
from qa_portal.journey.queue.queries import PAGE_ROWS, Tab
from qa_portal.journey.queue.schemas import Transfer
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language

room = Blueprint("queue", __name__, template_folder="templates")


@room.get("/queue")
@guard(Permission.QUEUE_SEE)
def lists() -> str:
    """Show one of the four lists."""
    tab = request.args.get("list", Tab.UNASSIGNED, type=Tab)
    page = max(1, request.args.get("page", 1, type=int))
    counts = queries.counts(read(), current_user)
    rows = queries.listed(read(), current_user, tab, page=page, language=page_language())
    pages = -(-counts[tab] // PAGE_ROWS)
    return render_template("queue/lists.html", tab=tab, tabs=Tab, rows=rows, counts=counts, page=page, pages=pages)


@room.post("/queue/<question_id>/claim")
@guard(Permission.QUESTION_CLAIM)
def claim(question_id: str) -> Response:
    """Take a question and open it."""
    service.claim(current_user, question_id)
    return redirect(url_for("answer.work", question_id=question_id), 303)


@room.post("/queue/<question_id>/hand-back")
@guard(Permission.QUESTION_ANSWER)
def hand_back(question_id: str) -> Response:
    """Put a question back."""
    service.hand_back(current_user, question_id)
    return redirect(url_for("queue.lists"), 303)


@room.post("/queue/<question_id>/transfer")
@guard(Permission.QUESTION_TRANSFER)
def transfer(question_id: str) -> Response:
    """Hand a question to another queue."""
    values, errors = read_form(Transfer(), request.form)
    if errors:
        raise BadInput(errors)
    service.transfer(current_user, question_id, values["queue"], values["code"])
    return redirect(url_for("queue.lists"), 303)

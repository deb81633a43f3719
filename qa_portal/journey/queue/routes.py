"""Pages of the lists."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal import clock, settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.queue import queries, service
from qa_portal.journey.queue.queries import PAGE_ROWS, Tab
from qa_portal.journey.queue.schemas import Transfer
from qa_portal.question.beside_words import beside_words
from qa_portal.question.consulting import asked_of
from qa_portal.question.waiting import waiting as teams_waiting
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
    shown = {"tab": tab, "tabs": Tab, "rows": rows, "counts": counts, "page": page, "pages": pages}
    asked = asked_of(read(), current_user)
    besides = beside_words(read(), current_user, [row.question.id for row in rows])
    leaving = queries.leaving(read(), current_user)
    shown |= {"in_hand": queries.in_hand(read(), current_user), "most": settings.current().claims_in_hand}
    return render_template("queue/lists.html", leaving=leaving, besides=besides, asked=asked, **shown)


@room.get("/queue/next")
@guard(Permission.QUEUE_SEE)
def next_one() -> Response:
    """Lead to the question to go on with; nothing is taken by this."""
    found = queries.next_for(read(), current_user)
    if found is None:
        flash(_("Nothing is waiting for you. Thank you."), "success")
        return redirect(url_for("queue.lists"), 303)
    return redirect(url_for("answer.work", question_id=found.id), 303)


@room.post("/queue/keys")
@guard(Permission.QUEUE_SEE)
def set_keys() -> Response:
    """Switch the keys of one letter on or off, until this person signs out."""
    session["keys_off"] = request.form.get("letters") != "on"
    return redirect(url_for("queue.lists"), 303)


@room.get("/queue/team")
@guard(Permission.QUEUE_SEE)
def team() -> str:
    """Show who holds how much."""
    return render_template("queue/team.html", loads=queries.loads(read(), current_user))


@room.get("/admin/waiting")
@guard(Permission.QUEUE_EDIT)
def waiting() -> str:
    """Show who runs the service what waits in each team; numbers and times only."""
    return render_template("queue/waiting.html", teams=teams_waiting(read()), now=clock.now())


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
    service.transfer(current_user, question_id, values["queue"], values["code"], note=values["note"])
    return redirect(url_for("queue.lists"), 303)

"""What open pages ask every few seconds, and the button that takes a question over."""

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.identity.sessions import quiet
from qa_portal.journey.beside import queries, service
from qa_portal.question.beside import Doing
from qa_portal.question.beside_words import beside_words

room = Blueprint("beside", __name__)
MOST_ROWS = 60
"""More questions than a list has rows nobody asks about at once."""


@room.get("/work/<question_id>/beside")
@guard(Permission.QUESTION_SEE)
def at_question(question_id: str) -> Reply:
    """Say that this page is open, and answer who else has the question open; 304 while nothing changed."""
    # A page left open is nobody at work: it keeps no session alive. What is typed is saved, which does.
    quiet()
    doing = request.args.get("doing", Doing.VIEWING, type=Doing)
    scene = service.be_there(current_user, question_id, doing)
    return _unless_known(jsonify(scene.as_json()))


@room.get("/queue/beside")
@guard(Permission.QUEUE_SEE)
def at_list() -> Reply:
    """Answer who is at which of the questions of a list (`q=<id>`, several)."""
    quiet()
    wanted = request.args.getlist("q")[:MOST_ROWS]
    seen = queries.seen_of(read(), current_user, wanted)
    return _unless_known(jsonify(beside_words(read(), current_user, seen)))


def _unless_known(response: Response) -> Reply:
    response.add_etag()
    return response.make_conditional(request)


@room.post("/work/<question_id>/take-over")
@guard(Permission.QUESTION_CLAIM)
def take_over(question_id: str) -> Reply:
    """Take a question over from a colleague who left it lying."""
    service.take_over(current_user, question_id)
    flash(_("It is yours now. What was written so far is in the box, and your colleague is told."), "success")
    return redirect(url_for("answer.work", question_id=question_id), 303)

"""The page of ten minutes."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask import request as asked
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.journey.gap import queries, service
from qa_portal.journey.gap.schemas import Passing
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language

room = Blueprint("gap", __name__, template_folder="templates")
PASSED = "passed_over"
"""Where the session keeps what this person gave a reason for."""
Errors = dict[str, list[str]]


def _page(errors: Errors) -> str:
    fits = queries.fitting(read(), current_user, session.get(PASSED, ()), page_language())
    return render_template(
        "gap/ten.html", fits=fits, errors=errors, red=next((fit for fit in fits if fit.is_red), None)
    )


@room.get("/queue/ten-minutes")
@guard(Permission.QUEUE_SEE)
def ten() -> str:
    """Show what fits into ten minutes."""
    return _page({})


@room.post("/queue/ten-minutes")
@guard(Permission.QUEUE_SEE)
def begin() -> Response:
    """Take all that fits, and open the first."""
    taken = service.begin(current_user, session.get(PASSED, ()))
    if not taken:
        flash(_("Somebody else took these meanwhile. Here is what fits now."), "warning")
        return redirect(url_for("gap.ten"), 303)
    return redirect(url_for("answer.work", question_id=taken[0]), 303)


@room.post("/queue/<question_id>/pass-over")
@guard(Permission.QUESTION_CLAIM)
def pass_over(question_id: str) -> Response | tuple[str, int]:
    """Leave something urgent to others, with a reason."""
    values, errors = read_form(Passing(), asked.form)
    if errors:
        return _page(errors), 422
    service.pass_over(current_user, question_id, values["code"])
    session[PASSED] = [*session.get(PASSED, ()), question_id]
    flash(_("Passed over. These fit now."), "success")
    return redirect(url_for("gap.ten"), 303)

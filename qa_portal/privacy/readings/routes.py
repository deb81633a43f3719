"""The patient's page "Who opened your question"."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.inquiry import words
from qa_portal.privacy.readings import service
from qa_portal.privacy.readings.schemas import MAX_NOTE_CHARS, Report
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit

room = Blueprint("readings", __name__, template_folder="templates")


def _me() -> str:
    return str(current_user.id)


def _page(question_id: str, errors: Errors) -> str:
    return render_template(
        "readings/who.html",
        seen=service.who_opened(current_user, question_id, page_language()),
        words=words,
        with_names=settings.current().reader_names,
        errors=errors,
        values=request.form if errors else {},
        max_note=MAX_NOTE_CHARS,
    )


@room.get("/questions/<question_id>/readings")
@guard(Permission.QUESTION_OWN)
def who(question_id: str) -> str:
    """Show who opened a question, when, in which role and why."""
    return _page(question_id, {})


@room.post("/questions/<question_id>/readings")
@guard(Permission.QUESTION_OWN)
@limit("ask", by=_me)
def report(question_id: str) -> Reply | tuple[str, int]:
    """Take the report of an opening that the patient does not recognise."""
    values, errors = read_form(Report(), request.form)
    if errors:
        return _page(question_id, errors), 422
    number = service.report(current_user, question_id, values["entry"], values["note"] or "")
    flash(_("Thank you. We will look into it. Your case number is %(number)s.", number=number), "success")
    return redirect(url_for("readings.who", question_id=question_id), 303)

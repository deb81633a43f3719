"""Emergency access, as pages."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.inquiry import words
from qa_portal.privacy.glass import queries, service
from qa_portal.privacy.glass.schemas import MAX_REASON_CHARS, Breaking, Review
from qa_portal.web.forms import Errors, read_form

room = Blueprint("glass", __name__, url_prefix="/officer/glass", template_folder="templates")


def _list(errors: Errors) -> str:
    return render_template(
        "glass/list.html",
        rows=queries.listed(read()),
        words=words,
        errors=errors,
        values=request.form if errors else request.args,
        minutes=service.MINUTES,
        max_reason=MAX_REASON_CHARS,
    )


@room.get("")
@guard(Permission.GLASS_SEE)
def everything() -> str:
    """List emergency accesses; those that wait for a review first."""
    return _list({})


@room.post("")
@guard(Permission.GLASS_BREAK)
@proven
def break_glass() -> Reply | tuple[str, int]:
    """Open one question in an emergency."""
    values, errors = read_form(Breaking(), request.form)
    if not errors:
        try:
            glass_id = service.break_glass(current_user, values["number"], values["reason"])
            return redirect(url_for("glass.text", glass_id=glass_id), 303)
        except BadInput as bad:
            errors = bad.errors
    return _list(errors), 422


def _one(glass_id: str, errors: Errors) -> str:
    return render_template("glass/one.html", seen=service.see(current_user, glass_id), words=words, errors=errors)


@room.get("/<glass_id>")
@guard(Permission.GLASS_SEE)
def one(glass_id: str) -> str:
    """Show one emergency access with its reason."""
    return _one(glass_id, {})


@room.get("/<glass_id>/text")
@guard(Permission.GLASS_OPEN)
def text(glass_id: str) -> str:
    """Show the question behind the glass."""
    glass, clear = service.read_text(current_user, glass_id)
    return render_template("glass/text.html", glass=glass, clear=clear)


@room.post("/<glass_id>/review")
@guard(Permission.GLASS_REVIEW)
def review(glass_id: str) -> Reply | tuple[str, int]:
    """Close the review of what somebody else did."""
    values, errors = read_form(Review(), request.form)
    if errors:
        return _one(glass_id, errors), 422
    service.review(current_user, glass_id, values["outcome"])
    flash(_("The review is closed."), "success")
    return redirect(url_for("glass.everything"), 303)

"""Pages of the desk."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.deidentify import queries, service
from qa_portal.journey.deidentify.schemas import REVIEW_MONTHS, Words
from qa_portal.question.status import PublicationStatus
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language

room = Blueprint("deidentify", __name__, url_prefix="/desk", template_folder="templates")
Errors = dict[str, list[str]]


@room.get("")
@guard(Permission.DESK)
def lists() -> str:
    """Show the publications of one status."""
    status = request.args.get("status", PublicationStatus.DRAFTED, type=PublicationStatus)
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "deidentify/lists.html",
        status=status,
        statuses=PublicationStatus,
        counts=queries.counts(read()),
        rows=queries.listed(read(), status, page),
        page=page,
        page_rows=queries.PAGE_ROWS,
    )


def _page(publication_id: str, errors: Errors) -> str:
    desk = service.open_desk(current_user, publication_id)
    return render_template(
        "deidentify/desk.html",
        desk=desk,
        publication=desk.publication,
        words=desk.clear.words,
        typed=request.form if errors and "title" in request.form else None,
        topics=queries.topic_choices(read(), page_language()),
        months=REVIEW_MONTHS,
        errors=errors,
    )


@room.get("/<publication_id>")
@guard(Permission.PUBLICATION_EDIT)
def desk(publication_id: str) -> str:
    """Show own words and public words side by side."""
    return _page(publication_id, {})


@room.post("/<publication_id>")
@guard(Permission.PUBLICATION_EDIT)
def save(publication_id: str) -> Response | tuple[str, int]:
    """Keep the words; hand them on when that button was pressed and nothing is open."""
    values, errors = read_form(Words(), request.form)
    if not errors:
        try:
            service.save(current_user, publication_id, values)
            if request.form.get("act") == "submit":
                service.submit(current_user, publication_id)
        except BadInput as bad:
            errors = bad.errors
    if errors:
        return _page(publication_id, errors), 422
    if request.form.get("act") == "submit":
        flash(_("Handed to a second clinician."), "success")
        return redirect(url_for("deidentify.lists"), 303)
    flash(_("Saved, and looked through again."), "success")
    return redirect(url_for("deidentify.desk", publication_id=publication_id), 303)


@room.post("/<publication_id>/drop")
@guard(Permission.PUBLICATION_EDIT)
def drop(publication_id: str) -> Response:
    """Stop a publication."""
    service.drop(current_user, publication_id)
    flash(_("It will not be published."), "success")
    return redirect(url_for("deidentify.lists"), 303)

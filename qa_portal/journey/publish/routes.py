"""Buttons of the bridge, and the receipt of what was taken away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import BadInput
from qa_portal.journey.publish import service
from qa_portal.journey.publish.schemas import Correction
from qa_portal.question.receipts import lines_of
from qa_portal.web.forms import read_form
from qa_portal.web.times import to_the_second

room = Blueprint("publish", __name__, url_prefix="/publication", template_folder="templates")


@room.post("/<publication_id>/withdraw")
@guard(Permission.PUBLICATION_DECIDE)
def withdraw(publication_id: str) -> Response:
    """Take a page back, as its patient."""
    service.withdraw(current_user, publication_id)
    flash(_("It is gone from our public library."), "success")
    return redirect(url_for("publish.receipt", publication_id=publication_id), 303)


@room.get("/<publication_id>/receipt")
@guard(Permission.PUBLICATION_DECIDE)
def receipt(publication_id: str) -> str:
    """Show the patient each place a page was taken from, and when it was seen to be gone."""
    publication, removal = service.receipt(current_user, publication_id)
    lines = lines_of(removal) if removal else []
    rows = [(line.what, to_the_second(line.gone_at) if line.gone_at else _("We are looking")) for line in lines]
    return render_template("publish/receipt.html", publication=publication, removal=removal, rows=rows)


@room.post("/<publication_id>/revise")
@guard(Permission.PUBLICATION_PUBLISH)
def revise(publication_id: str) -> Response:
    """Take a page down to change its words, as an editor."""
    service.revise(current_user, publication_id)
    flash(_("The page is down. Change the words; the patient approves them again."), "success")
    return redirect(url_for("deidentify.desk", publication_id=publication_id), 303)


@room.post("/<publication_id>/correct")
@guard(Permission.PUBLICATION_PUBLISH)
def correct(publication_id: str) -> Response:
    """Put the clinic's own note over a public page, as an editor."""
    values, errors = read_form(Correction(), request.form)
    if errors:
        raise BadInput(errors)
    service.correct(current_user, publication_id, values["note"])
    flash(_("The note is on the page."), "success")
    return redirect(url_for("deidentify.desk", publication_id=publication_id), 303)


@room.post("/<publication_id>/review-again")
@guard(Permission.PUBLICATION_REVIEW)
def review_again(publication_id: str) -> Response:
    """Say that a page is still right, as a clinician who did not write it."""
    service.review_again(current_user, publication_id)
    flash(_("Thank you. The page says when it was checked last."), "success")
    return redirect(url_for("review.lists"), 303)

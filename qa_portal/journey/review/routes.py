"""Pages of review: the second clinician's, and the patient's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.journey.review import queries, service
from qa_portal.journey.review.schemas import MAX_NOTE_CHARS, Approval, Check, Note, Proposal
from qa_portal.question.status import PublicationStatus
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language

room = Blueprint("review", __name__, template_folder="templates")
Errors = dict[str, list[str]]


@room.get("/review")
@guard(Permission.REVIEW)
def lists() -> str:
    """Show what waits for this clinician's check: new pages, and published ones that are due."""
    new = queries.waiting(read(), current_user, PublicationStatus.IN_REVIEW)
    due = queries.waiting(read(), current_user, PublicationStatus.DUE)
    return render_template("review/lists.html", new=new, due=due, guides=queries.guides(read(), current_user))


def _review_page(publication_id: str, errors: Errors) -> str:
    publication, clear = service.open_review(current_user, publication_id)
    return render_template(
        "review/check.html",
        publication=publication,
        words=clear.words,
        values=request.form,
        errors=errors,
        max_note=MAX_NOTE_CHARS,
    )


@room.get("/review/<publication_id>")
@guard(Permission.PUBLICATION_REVIEW)
def check(publication_id: str) -> str:
    """Show the public words as a reader would see them."""
    return _review_page(publication_id, {})


@room.post("/review/<publication_id>/accept")
@guard(Permission.PUBLICATION_REVIEW)
def accept(publication_id: str) -> Response | tuple[str, int]:
    """Say that the words are right and name nobody."""
    values, errors = read_form(Check(), request.form)
    if not errors:
        missing = [name for name in ("right", "unnamed") if values[name] != "yes"]
        errors = {name: [_("Tick this if it is true. If it is not, send the page back.")] for name in missing}
    if errors:
        return _review_page(publication_id, errors), 422
    if service.accept(current_user, publication_id, values["seen"]):
        flash(_("Thank you. The patient is asked next."), "success")
    else:
        flash(_("Thank you. A second colleague reads it too, then the patient is asked."), "success")
    return redirect(url_for("review.lists"), 303)


@room.post("/review/<publication_id>/return")
@guard(Permission.PUBLICATION_REVIEW)
def send_back(publication_id: str) -> Response | tuple[str, int]:
    """Send the words back to the desk."""
    values, errors = read_form(Proposal(), request.form)
    if errors:
        return _review_page(publication_id, errors), 422
    note = values.pop("note")
    # A box that is empty, or was not on the page, proposes nothing.
    service.send_back(current_user, publication_id, note, {name: text for name, text in values.items() if text})
    flash(_("Sent back to the desk with your note."), "success")
    return redirect(url_for("review.lists"), 303)


def _decide_page(publication_id: str, errors: Errors) -> str:
    decision = service.open_decision(current_user, publication_id)
    return render_template(
        "review/decide.html",
        decision=decision,
        publication=decision.publication,
        words=decision.words,
        wording=decision.wording.text(page_language()),
        values=request.form,
        errors=errors,
        max_note=MAX_NOTE_CHARS,
    )


@room.get("/publication/<publication_id>")
@guard(Permission.PUBLICATION_DECIDE)
def decide(publication_id: str) -> str:
    """Show the patient exactly what would be public, as a difference to their own words."""
    return _decide_page(publication_id, {})


@room.post("/publication/<publication_id>/approve")
@guard(Permission.PUBLICATION_DECIDE)
def approve(publication_id: str) -> Response | tuple[str, int]:
    """Approve the words that were on the page."""
    values, errors = read_form(Approval(), request.form)
    if errors:
        return _decide_page(publication_id, errors), 422
    shown = {"wording": values["wording"], "lang": page_language()}
    service.approve(current_user, publication_id, values["seen"], **shown)
    flash(_("Thank you. These words, and no others, will be published. You can take them back at any time."), "success")
    return redirect(url_for("answer.mine"), 303)


@room.post("/publication/<publication_id>/change")
@guard(Permission.PUBLICATION_DECIDE)
def ask_change(publication_id: str) -> Response | tuple[str, int]:
    """Ask for other words."""
    values, errors = read_form(Note(), request.form)
    if errors:
        return _decide_page(publication_id, errors), 422
    service.ask_change(current_user, publication_id, values["note"])
    flash(_("We will change it and show you the new words. Nothing is published before."), "success")
    return redirect(url_for("answer.mine"), 303)


@room.post("/publication/<publication_id>/private")
@guard(Permission.PUBLICATION_DECIDE)
def keep_private(publication_id: str) -> Response:
    """Keep it private."""
    service.keep_private(current_user, publication_id)
    flash(_("It stays private. Nothing else changes."), "success")
    return redirect(url_for("answer.mine"), 303)

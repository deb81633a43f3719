"""Pages of the desk."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.deidentify import queries, service
from qa_portal.journey.deidentify.schemas import REVIEW_MONTHS, Decided, Decision, Words
from qa_portal.question.sources import ROWS, source_values
from qa_portal.question.status import PublicationStatus
from qa_portal.text.diff import word_diff
from qa_portal.text.findings import Choice
from qa_portal.text.showing import cards
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
    net = desk.clear.words.safety_net
    words = {
        "title": desk.clear.words.title,
        "question": desk.clear.words.question,
        "answer": desk.clear.words.answer,
        **{name: getattr(net, name) for name in ("expect", "worry", "do_now", "by_when")},
        **source_values(desk.clear.words.sources),
        "topic": desk.publication.topic_slug,
        "review_months": desk.publication.review_months,
    }
    proposal = desk.clear.proposal
    return render_template(
        "deidentify/desk.html",
        desk=desk,
        publication=desk.publication,
        values=request.form if errors and "title" in request.form else words,
        topics=queries.topic_choices(read(), page_language()),
        months=REVIEW_MONTHS,
        source_rows=ROWS,
        cards=cards(desk.draft),
        own=desk.own_pieces,
        public=desk.public_pieces,
        proposal=[
            (name, word_diff(before, after)) for name, before, after in service.differing(desk.clear.words, proposal)
        ],
        errors=errors,
    )


@room.get("/<publication_id>")
@guard(Permission.PUBLICATION_EDIT)
def desk(publication_id: str) -> str:
    """Show own words and public words side by side."""
    return _page(publication_id, {})


def _tried(publication_id: str, errors: Errors, act: Callable[[], None]) -> Response | tuple[str, int]:
    if not errors:
        try:
            act()
        except BadInput as bad:
            errors = bad.errors
    if errors:
        return _page(publication_id, errors), 422
    return redirect(url_for("deidentify.desk", publication_id=publication_id), 303)


@room.post("/<publication_id>")
@guard(Permission.PUBLICATION_EDIT)
def save(publication_id: str) -> Response | tuple[str, int]:
    """Keep the words, and what was typed to stand in place of a finding."""
    typed = next((name for name, text in request.form.items() if name.startswith("put-") and text.strip()), "")
    if typed:
        return _decide(publication_id, f"changed:{typed.removeprefix('put-')}")
    values, errors = read_form(Words(), request.form)

    def act() -> None:
        service.save(current_user, publication_id, values)
        flash(_("Saved, and looked through again."), "success")

    return _tried(publication_id, errors, act)


@room.post("/<publication_id>/decide")
@guard(Permission.PUBLICATION_EDIT)
def decide(publication_id: str) -> Response | tuple[str, int]:
    """Keep the words and one decision; `all` takes every suggestion for what is no identifier."""
    return _decide(publication_id, request.form.get("decide", ""))


def _decide(publication_id: str, pressed: str) -> Response | tuple[str, int]:
    choice, _colon, finding_id = pressed.partition(":")
    typed = request.form.copy()
    typed["decide"], typed["put"] = pressed, request.form.get(f"put-{finding_id}", "")
    values, errors = read_form(Decided(), typed)

    def act() -> None:
        if choice == "all":
            service.accept_softer(current_user, publication_id, values)
        else:
            decision = Decision(finding_id, Choice(choice), values["put"])
            service.decide(current_user, publication_id, values, decision)

    return _tried(publication_id, errors, act)


@room.post("/<publication_id>/submit")
@guard(Permission.PUBLICATION_EDIT)
def submit(publication_id: str) -> Response | tuple[str, int]:
    """Keep the words and hand them on, when nothing is open."""
    values, errors = read_form(Words(), request.form)

    def act() -> None:
        service.save(current_user, publication_id, values)
        service.submit(current_user, publication_id)

    answer = _tried(publication_id, errors, act)
    if isinstance(answer, tuple):
        return answer
    flash(_("Handed to a second clinician."), "success")
    return redirect(url_for("deidentify.lists"), 303)


@room.post("/<publication_id>/adopt")
@guard(Permission.PUBLICATION_EDIT)
def adopt(publication_id: str) -> Response:
    """Take the second clinician's words."""
    service.adopt_proposal(current_user, publication_id)
    flash(_("These are the words now. They were looked through again."), "success")
    return redirect(url_for("deidentify.desk", publication_id=publication_id), 303)


@room.post("/<publication_id>/drop")
@guard(Permission.PUBLICATION_EDIT)
def drop(publication_id: str) -> Response:
    """Stop a publication."""
    service.drop(current_user, publication_id)
    flash(_("It will not be published."), "success")
    return redirect(url_for("deidentify.lists"), 303)

"""Pages of asking, one thing a page."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.errors import BadInput, NotFound, WrongStep
from qa_portal.index.current import index
from qa_portal.journey.ask import queries, service
from qa_portal.journey.ask.schemas import (
    MAX_BODY_CHARS,
    MAX_SUBJECT_CHARS,
    Autosave,
    SendPage,
    SignsPage,
    WhoPage,
    WritePage,
)
from qa_portal.text.flags import signs
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit

Errors = dict[str, list[str]]
MOST = {"max_body": MAX_BODY_CHARS, "max_subject": MAX_SUBJECT_CHARS}
room = Blueprint("ask", __name__, url_prefix="/ask", template_folder="templates")


def _me() -> str:
    return str(current_user.id)


def _draft() -> service.Draft:
    draft = service.see(current_user)
    if draft is None:
        raise NotFound("There is no draft.")
    return draft


@room.get("")
@guard(Permission.QUESTION_ASK)
def start() -> str:
    """Say what this is, what it is not for, and when an answer will come."""
    draft = service.see(current_user)
    expected = {"expected_at": service.expected(read(), None), "basis": queries.basis(read(), None)}
    return render_template("ask/start.html", draft=draft, **expected)


@room.post("")
@guard(Permission.QUESTION_ASK)
def begin() -> Reply:
    """Begin, or go on where the draft stands."""
    service.begin(current_user)
    return redirect(url_for(f"ask.{_draft().next_page}"), 303)


@room.route("/who", methods=["GET", "POST"])
@guard(Permission.QUESTION_ASK)
def who() -> str | Reply | tuple[str, int]:
    """Ask whom the question is about."""
    values: dict[str, Any] = dict(_draft().values)
    errors: Errors = {}
    if request.method == "POST":
        sent, errors = read_form(WhoPage(), request.form)
        if not errors:
            service.save(current_user, sent)
            return redirect(url_for("ask.signs"), 303)
        values = request.form.to_dict()
    choices = queries.queue_choices(read(), page_language())
    page = render_template("ask/who.html", values=values, errors=errors, queues=choices)
    return (page, 422) if errors else page


@room.route("/signs", methods=["GET", "POST"], endpoint="signs")
@guard(Permission.QUESTION_ASK)
def emergency() -> str | Reply | tuple[str, int]:
    """Ask for emergency signs, before the free text."""
    values: dict[str, Any] = dict(_draft().values)
    errors: Errors = {}
    if request.method == "POST":
        sent, errors = read_form(SignsPage(), request.form)
        if not errors and bool(sent["signs"]) == bool(sent["none"]):
            errors = {"signs": [_("Tick what is happening, or tick “None of these”.")]}
        if not errors:
            draft = service.save(current_user, {"signs": sent["signs"]})
            return redirect(url_for("ask.advice" if draft.needs_advice else "ask.write"), 303)
        values = {"signs": request.form.getlist("signs")}
    questions = signs.questions(page_language())
    page = render_template("ask/signs.html", values=values, errors=errors, questions=questions)
    return (page, 422) if errors else page


@room.get("/advice")
@guard(Permission.QUESTION_ASK)
def advice() -> str:
    """Say what to do now; the question can be sent all the same."""
    draft = service.show_advice(current_user)
    cards = signs.advices(draft.categories, draft.level, page_language())
    return render_template("ask/advice.html", draft=draft, cards=cards)


@room.route("/write", methods=["GET", "POST"])
@guard(Permission.QUESTION_ASK)
def write() -> str | Reply | tuple[str, int]:
    """Take the question in the patient's own words."""
    draft, attached = service.see_whole(current_user)
    values: dict[str, Any] = dict(draft.values)
    errors: Errors = {}
    if request.method == "POST":
        sent, errors = read_form(WritePage(), request.form)
        if not errors:
            draft = service.save(current_user, sent)
            return redirect(url_for("ask.advice" if draft.needs_advice else "ask.check"), 303)
        values = request.form.to_dict()
    page = render_template(
        "ask/write.html",
        values=values,
        errors=errors,
        files=attached,
        **MOST,
    )
    return (page, 422) if errors else page


@room.post("/autosave")
@guard(Permission.QUESTION_ASK)
def autosave() -> Response | Reply:
    """Keep what is typed so far, and lead to the files when that was asked for."""
    values, errors = read_form(Autosave(), request.form)
    if errors:
        raise BadInput(errors)
    service.save(current_user, values)
    if request.form.get("then") == "files":
        return redirect(url_for("attach.draft"), 303)
    return jsonify(saved=True)


@room.get("/check")
@guard(Permission.QUESTION_ASK)
def check() -> str | Reply:
    """Show everything once more: who will read it, when the answer comes, and the separate consent."""
    draft, attached = service.see_whole(current_user)
    if draft.next_page != "check":
        return redirect(url_for(f"ask.{draft.next_page}"), 303)
    language = page_language()
    wished = draft.values.get("wished", "")
    queue_id = clinic.queue_by_slug(read(), wished).id if wished else None
    readers = queries.readers(read(), wished, language)
    return render_template(
        "ask/check.html",
        draft=draft,
        files=attached,
        alike=service.published_like_draft(draft, index(), language),
        errors={},
        readers=readers,
        wished_name=readers[0] if wished else "",
        wording=clinic.consent_wording(read()).text(language),
        expected_at=service.expected(read(), queue_id, draft.level),
        basis=queries.basis(read(), queue_id, draft.level),
    )


@room.post("/send")
@guard(Permission.QUESTION_ASK)
@limit("ask", by=_me)
def send() -> Reply:
    """Send the question; answer with its status page."""
    values, _errors = read_form(SendPage(), request.form)
    question_id = service.send(current_user, consent=values.get("consent") == "yes", lang=page_language())
    return redirect(url_for("answer.status", question_id=question_id, sent=1), 303)


@room.route("/change/<question_id>", methods=["GET", "POST"])
@guard(Permission.QUESTION_REPLY)
def change(question_id: str) -> str | Reply | tuple[str, int]:
    """Let the patient change a question that was sent just now and that nobody has opened."""
    errors: Errors = {}
    try:
        if request.method == "POST":
            sent, errors = read_form(WritePage(), request.form)
            if not errors:
                service.change(current_user, question_id, sent["subject"], sent["body"])
                flash(_("Your question is changed."), "success")
                return redirect(url_for("answer.status", question_id=question_id), 303)
        values = {**service.open_change(current_user, question_id), **request.form}
    except WrongStep:
        return _too_late(question_id)
    page = render_template("ask/change.html", question_id=question_id, values=values, errors=errors, **MOST)
    return (page, 422) if errors else page


def _too_late(question_id: str) -> Reply:
    """Somebody was quicker: what was typed waits as a message, so that nothing has to be typed again."""
    typed = request.form.get("body", "").strip()
    if typed:
        service.keep_as_message(current_user, question_id, typed[: MAX_BODY_CHARS * 2])
        said = _("It is too late to change your question. Your words are kept below: you can send them as a message.")
    else:
        said = _("It is too late to change your question. You can write a message below.")
    flash(said, "warning")
    return redirect(url_for("answer.status", question_id=question_id, _anchor="reply"), 303)


@room.post("/discard")
@guard(Permission.QUESTION_ASK)
def discard() -> Reply:
    """Throw the draft away."""
    service.discard(current_user)
    flash(_("Your draft is gone."), "success")
    return redirect(url_for("ask.start"), 303)

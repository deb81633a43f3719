"""Pages of the conversation: the clinician's one screen, and the patient's questions."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from marshmallow import Schema
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic.ready import is_due
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.answer import queries, service
from qa_portal.journey.answer.schemas import (
    MAX_ANSWER_CHARS,
    MAX_MESSAGE_CHARS,
    AnswerSoFar,
    Closing,
    Message,
    MessageSoFar,
    NewAnswer,
    Note,
)
from qa_portal.library.queries import is_shown
from qa_portal.question.models import Question
from qa_portal.question.names import CLOSE_CODES
from qa_portal.question.removals import removals_of
from qa_portal.question.sources import ROWS
from qa_portal.question.status import CODES_WITH_ADVICE
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit

room = Blueprint("answer", __name__, template_folder="templates")
LIMITS = {"max_answer": MAX_ANSWER_CHARS, "max_message": MAX_MESSAGE_CHARS, "source_rows": ROWS}
Errors = dict[str, list[str]]


def _me() -> str:
    return str(current_user.id)


def _take(schema: Schema, act: Callable[[dict[str, Any]], object]) -> Errors:
    """Load the form and act on it; return what is wrong with it, by field."""
    values, errors = read_form(schema, request.form)
    if errors:
        return errors
    try:
        act(values)
    except BadInput as bad:
        return bad.errors
    return {}


def _work_page(question_id: str, errors: Errors, form: str) -> str:
    seen = service.open_work(current_user, question_id, page_language())
    typed: Mapping[str, Any] = request.form if errors else seen.draft
    return render_template(
        "answer/work.html",
        seen=seen,
        question=seen.question,
        mine=seen.question.holder_id == current_user.id,
        values=typed,
        errors=errors,
        form=form,
        queues=queries.other_queues(read(), seen.question, page_language()),
        found=queries.found_signs(seen.clear, page_language()),
        codes=[(code, CLOSE_CODES[code]) for code in sorted(CODES_WITH_ADVICE)],
        help=queries.help_for(read(), current_user, seen),
        is_due=is_due,
        reading_line=queries.reading_line,
        **LIMITS,
    )


@room.get("/work/<question_id>")
@guard(Permission.QUESTION_SEE)
def work(question_id: str) -> str:
    """Show a question to a clinician of its queue: everything needed on one page."""
    return _work_page(question_id, {}, request.args.get("form", "answer"))


def _done(question_id: str, errors: Errors, form: str, said: str) -> Reply | tuple[str, int]:
    if errors:
        return _work_page(question_id, errors, form), 422
    flash(said, "success")
    return redirect(url_for("queue.lists", list="mine"), 303)


@room.post("/work/<question_id>/answer")
@guard(Permission.QUESTION_ANSWER)
def send_answer(question_id: str) -> Reply | tuple[str, int]:
    """Send an answer: it can still be taken back for a while, and the next page says so."""
    errors = _take(NewAnswer(), lambda sent: service.send(current_user, question_id, sent))
    if errors:
        return _work_page(question_id, errors, "answer"), 422
    if request.form.get("then") == "next":
        return redirect(url_for("queue.next_one"), 303)
    return redirect(url_for("queue.lists", list="mine"), 303)


@room.post("/work/<question_id>/take-back")
@guard(Permission.QUESTION_ANSWER)
def take_back(question_id: str) -> Reply:
    """Take an answer back that has not gone out; its words are a draft again."""
    service.take_back(current_user, question_id)
    flash(_("Your answer did not go out. Here it is again."), "success")
    return redirect(url_for("answer.work", question_id=question_id), 303)


@room.post("/work/<question_id>/ask-back")
@guard(Permission.QUESTION_ANSWER)
def ask_back(question_id: str) -> Reply | tuple[str, int]:
    """Ask the patient something."""
    errors = _take(Message(), lambda sent: service.ask_back(current_user, question_id, sent["message"]))
    return _done(question_id, errors, "ask", _("Your question to the patient is sent."))


@room.post("/work/<question_id>/close")
@guard(Permission.QUESTION_ANSWER)
def close(question_id: str) -> Reply | tuple[str, int]:
    """Close without an answer."""
    errors = _take(
        Closing(), lambda sent: service.close_unanswered(current_user, question_id, sent["code"], sent["advice"])
    )
    return _done(question_id, errors, "close", _("The question is closed, and the patient has your advice."))


@room.post("/work/<question_id>/close-answered")
@guard(Permission.QUESTION_ANSWER)
def close_answered(question_id: str) -> Reply:
    """Close a question that needs no more words than its answer."""
    service.close_answered(current_user, question_id)
    flash(_("The question is closed."), "success")
    return redirect(url_for("queue.lists", list="mine"), 303)


@room.post("/work/<question_id>/note")
@guard(Permission.QUESTION_SEE)
def note(question_id: str) -> Reply | tuple[str, int]:
    """Leave a note for colleagues."""
    errors = _take(Note(), lambda sent: service.note(current_user, question_id, sent["message"], sent["colleague"]))
    if errors:
        return _work_page(question_id, errors, "note"), 422
    return redirect(url_for("answer.work", question_id=question_id), 303)


@room.post("/work/<question_id>/consult-done")
@guard(Permission.QUESTION_SEE)
def consult_done(question_id: str) -> Reply:
    """Say that one has nothing more to say to a question one was asked about."""
    service.finish_consult(current_user, question_id)
    flash(_("Thank you. It has left your list."), "success")
    return redirect(url_for("queue.lists"), 303)


@room.post("/work/<question_id>/put-in")
@guard(Permission.QUESTION_ANSWER)
def put_in(question_id: str) -> Reply:
    """Put ready words, a safety-net or a published answer into the draft, and show it."""
    typed, errors = read_form(AnswerSoFar(), request.form)
    if errors:
        raise BadInput(errors)
    found = _found_words(service.may_write(current_user, question_id))
    service.put_in(current_user, question_id, typed, found)
    return redirect(url_for("answer.work", question_id=question_id, _anchor="body"), 303)


def _found_words(question: Question) -> dict[str, str]:
    form = request.form
    if form.get("page"):
        return queries.published_words(read(), form["page"])
    net_id = form.get("net")
    found = queries.ready_words(read(), current_user, question, net_id or form.get("ready", ""))
    return {**found, "body": ""} if net_id else found


@room.post("/work/<question_id>/draft")
@guard(Permission.QUESTION_ANSWER)
def save_draft(question_id: str) -> Response | Reply:
    """Keep what is typed so far, and lead to the files when that was asked for."""
    values, errors = read_form(AnswerSoFar(), request.form)
    if errors:
        raise BadInput(errors)
    service.save_draft(current_user, question_id, values)
    if request.form.get("then") == "stay":
        flash(_("The draft is saved."), "success")
        return redirect(url_for("answer.work", question_id=question_id), 303)
    return _kept(url_for("attach.work_list", question_id=question_id))


def _kept(files_url: str) -> Response | Reply:
    return redirect(files_url, 303) if request.form.get("then") == "files" else jsonify(saved=True)


@room.post("/work/<question_id>/propose/<answer_id>")
@guard(Permission.PUBLICATION_PROPOSE)
def propose(question_id: str, answer_id: str) -> Reply:
    """Propose an answer for publication."""
    service.propose(current_user, question_id, answer_id)
    flash(_("Proposed for publication. The desk takes it from here."), "success")
    return redirect(url_for("answer.work", question_id=question_id), 303)


@room.get("/questions")
@guard(Permission.QUESTION_OWN)
def mine() -> str:
    """List a patient's questions."""
    return render_template("answer/mine.html", questions=service.list_own(current_user))


def _status_page(question_id: str, errors: Errors) -> str:
    seen = service.open_own(current_user, question_id, page_language())
    public = queries.first_public(seen.publications)
    return render_template(
        "answer/status.html",
        seen=seen,
        question=seen.question,
        public=public,
        is_shown=public is not None and is_shown(read(), public.page_id or ""),
        to_decide=next((row for row in seen.publications if row.waits_for_decision), None),
        removals=removals_of(read(), question_id),
        just_sent=request.args.get("sent") == "1",
        values=request.form if errors else seen.draft,
        errors=errors,
        **LIMITS,
    )


@room.get("/questions/<question_id>")
@guard(Permission.QUESTION_OWN)
def status(question_id: str) -> str:
    """Show a patient where the question stands, and the whole conversation."""
    return _status_page(question_id, {})


@room.post("/questions/<question_id>/draft")
@guard(Permission.QUESTION_REPLY)
def save_reply(question_id: str) -> Response | Reply:
    """Keep what the patient has typed so far, and lead to the files when that was asked for."""
    values, errors = read_form(MessageSoFar(), request.form)
    if errors:
        raise BadInput(errors)
    service.save_reply(current_user, question_id, values["message"])
    return _kept(url_for("attach.own_list", question_id=question_id))


@room.post("/questions/<question_id>/reply")
@guard(Permission.QUESTION_REPLY)
@limit("ask", by=_me)
def reply(question_id: str) -> Reply | tuple[str, int]:
    """Take the patient's next words."""
    errors = _take(Message(), lambda sent: service.reply(current_user, question_id, sent["message"]))
    if errors:
        return _status_page(question_id, errors), 422
    flash(_("Your message is with the team."), "success")
    return redirect(url_for("answer.status", question_id=question_id), 303)


@room.post("/questions/<question_id>/helped")
@guard(Permission.QUESTION_REPLY)
def helped(question_id: str) -> Reply:
    """Close a question because its answer helped."""
    service.close_own(current_user, question_id)
    flash(_("Thank you for telling us. The question is closed."), "success")
    return redirect(url_for("answer.status", question_id=question_id), 303)


@room.post("/questions/<question_id>/again")
@guard(Permission.QUESTION_REPLY)
@limit("ask", by=_me)
def again(question_id: str) -> Reply | tuple[str, int]:
    """Open a question again with one tap; words are welcome and not needed."""
    words, errors = read_form(MessageSoFar(), request.form)
    message = words.get("message") or _("I still need help.")
    if errors or len(message) > MAX_MESSAGE_CHARS:
        return _status_page(question_id, errors or {"message": [_("Write a shorter message.")]}), 422
    service.reply(current_user, question_id, message)
    flash(_("Your question is open again. The team has it."), "success")
    return redirect(url_for("answer.status", question_id=question_id), 303)

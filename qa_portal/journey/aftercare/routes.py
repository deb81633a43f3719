"""Pages after an answer: how the patient is, and the cases of safety."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.journey.aftercare import queries, service
from qa_portal.journey.aftercare.schemas import MAX_NOTE_CHARS, ClosedCase, HowItWent
from qa_portal.question.names import FINDINGS, HELPED, OUTCOMES
from qa_portal.question.status import Outcome
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit

Errors = dict[str, list[str]]
room = Blueprint("aftercare", __name__, template_folder="templates")


def _me() -> str:
    return str(current_user.id)


def _how_page(question_id: str, errors: Errors) -> str:
    return render_template(
        "aftercare/how.html",
        question=service.see(current_user, question_id),
        helped=list(HELPED.items()),
        outcomes=list(OUTCOMES.items()),
        values=request.form,
        errors=errors,
    )


@room.get("/after/<question_id>")
@guard(Permission.QUESTION_OWN)
def how(question_id: str) -> str:
    """Ask whether the answer helped, and how the patient is."""
    return _how_page(question_id, {})


@room.post("/after/<question_id>")
@guard(Permission.QUESTION_REPLY)
@limit("ask", by=_me)
def tell(question_id: str) -> Reply | tuple[str, int]:
    """Take how it went; who got worse is told at once what to do."""
    sent, errors = read_form(HowItWent(), request.form)
    if errors:
        return _how_page(question_id, errors), 422
    service.tell(current_user, question_id, sent["helped"], sent["outcome"])
    if sent["outcome"] is Outcome.WORSE:
        return redirect(url_for("aftercare.worse", question_id=question_id), 303)
    flash(_("Thank you for telling us. It helps the team to do better."), "success")
    return redirect(url_for("answer.status", question_id=question_id), 303)


@room.get("/after/<question_id>/worse")
@guard(Permission.QUESTION_OWN)
def worse(question_id: str) -> str:
    """Say what to do now, and that the question is open again."""
    return render_template("aftercare/worse.html", question=service.see(current_user, question_id))


@room.get("/safety")
@guard(Permission.SAFETY_LIST)
def cases() -> str:
    """List the cases of safety, and how it went after the answers of the queues."""
    return render_template(
        "aftercare/cases.html",
        cases=queries.cases(read(), current_user, page_language()),
        answers=queries.answers(read(), current_user),
        findings=FINDINGS,
    )


def _case_page(safety_id: str, errors: Errors) -> str:
    case, question, clear_note = service.open_case(current_user, safety_id)
    return render_template(
        "aftercare/case.html",
        case=case,
        question=question,
        note=clear_note,
        findings=list(FINDINGS.items()),
        names=FINDINGS,
        values=request.form,
        errors=errors,
        max_note=MAX_NOTE_CHARS,
    )


@room.get("/safety/<safety_id>")
@guard(Permission.SAFETY_WORK)
def case(safety_id: str) -> str:
    """Show a case."""
    return _case_page(safety_id, {})


@room.post("/safety/<safety_id>")
@guard(Permission.SAFETY_WORK)
def close(safety_id: str) -> Reply | tuple[str, int]:
    """Close a case with what was found."""
    sent, errors = read_form(ClosedCase(), request.form)
    if errors:
        return _case_page(safety_id, errors), 422
    service.close_case(current_user, safety_id, sent["finding"], sent["note"])
    flash(_("The case is closed, and what you found is kept."), "success")
    return redirect(url_for("aftercare.cases"), 303)

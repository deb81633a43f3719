"""The officer's cases and registers, as pages."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.inquiry import words
from qa_portal.privacy.cases import queries, service
from qa_portal.privacy.cases.schemas import MAX_NOTE_CHARS, Ending, NewCase, Note, Register
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language

room = Blueprint("cases", __name__, url_prefix="/officer/cases", template_folder="templates")


def _list(errors: Errors) -> str:
    return render_template(
        "cases/list.html",
        open_cases=queries.cases(read(), is_open=True),
        closed_cases=queries.cases(read(), is_open=False),
        words=words,
        errors=errors,
        values=request.form if errors else {},
        max_note=MAX_NOTE_CHARS,
    )


@room.get("")
@guard(Permission.CASE_WORK)
def everything() -> str:
    """List the cases."""
    return _list({})


@room.post("")
@guard(Permission.CASE_WORK)
def begin() -> Reply | tuple[str, int]:
    """Open a case."""
    values, errors = read_form(NewCase(), request.form)
    if not errors:
        try:
            case_id = service.begin(current_user, values["kind"], values["number"] or "", values["note"])
            return redirect(url_for("cases.one", case_id=case_id), 303)
        except BadInput as bad:
            errors = bad.errors
    return _list(errors), 422


def _case(case_id: str, errors: Errors) -> str:
    return render_template(
        "cases/case.html",
        seen=service.see(current_user, case_id, page_language()),
        words=words,
        errors=errors,
        values=request.form if errors else {},
        max_note=MAX_NOTE_CHARS,
    )


@room.get("/<case_id>")
@guard(Permission.CASE_WORK)
def one(case_id: str) -> str:
    """Show one case."""
    return _case(case_id, {})


@room.post("/<case_id>/note")
@guard(Permission.CASE_WORK)
def note(case_id: str) -> Reply | tuple[str, int]:
    """Write a note for the file."""
    values, errors = read_form(Note(), request.form)
    if errors:
        return _case(case_id, errors), 422
    service.note(current_user, case_id, values["note"])
    return redirect(url_for("cases.one", case_id=case_id), 303)


@room.post("/<case_id>/close")
@guard(Permission.CASE_WORK)
def close(case_id: str) -> Reply | tuple[str, int]:
    """Close a case."""
    values, errors = read_form(Ending(), request.form)
    if not errors:
        try:
            service.close(current_user, case_id, values["outcome"], values["answer"] or "")
            flash(_("The case is closed."), "success")
            return redirect(url_for("cases.one", case_id=case_id), 303)
        except BadInput as bad:
            errors = bad.errors
    return _case(case_id, errors), 422


@room.post("/register")
@guard(Permission.CASE_WORK)
@proven
def register() -> Response | tuple[str, int]:
    """Hand out a register, signed."""
    values, errors = read_form(Register(), request.form)
    if errors:
        return _list(errors), 422
    content = service.hand_out(current_user, values["register"])
    headers = {"Content-Disposition": f'attachment; filename="register-{values["register"]}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)

"""The officer's page on retention: what is past its time, the purge, the holds."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal import clock
from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.privacy.retention import queries, service
from qa_portal.privacy.retention.schemas import MAX_NOTE_CHARS, EndOfHold, NewHold, Purge
from qa_portal.question.names import hold_codes
from qa_portal.web.forms import read_form

room = Blueprint("retention", __name__, url_prefix="/officer/retention", template_folder="templates")
Errors = dict[str, list[str]]


def _page(errors: Errors) -> str:
    before = queries.question_cutoff(clock.now())
    return render_template(
        "retention/page.html",
        lines=queries.lines(read(), clock.now()),
        before=before,
        due=queries.questions_due(read(), before, queries.SHOWN),
        holds=service.holds(current_user),
        codes=hold_codes(),
        max_note=MAX_NOTE_CHARS,
        values=request.form,
        errors=errors,
    )


@room.get("")
@guard(Permission.RETENTION_MANAGE)
def page() -> str:
    """Show what is kept for how long, and what is past its time."""
    return _page({})


@room.post("/purge")
@guard(Permission.RETENTION_MANAGE)
@proven
def purge() -> Reply | tuple[str, int]:
    """Have what was on the list erased."""
    values, errors = read_form(Purge(), request.form)
    if errors:
        return _page(errors), 422
    service.order_purge(current_user, values["before"])
    flash(_("The worker erases them now. Open this page again in a few minutes."), "success")
    return redirect(url_for("retention.page"), 303)


@room.post("/hold")
@guard(Permission.RETENTION_MANAGE)
@proven
def hold() -> Reply | tuple[str, int]:
    """Keep something from being erased."""
    values, errors = read_form(NewHold(), request.form)
    if not errors:
        try:
            whole = values["whole"] == "person"
            service.hold(current_user, values["number"], values["code"], values["note"], whole=whole)
        except BadInput as bad:
            errors = bad.errors
    if errors:
        return _page(errors), 422
    flash(_("It is kept until you end this."), "success")
    return redirect(url_for("retention.page"), 303)


@room.post("/release")
@guard(Permission.RETENTION_MANAGE)
@proven
def release() -> Reply:
    """End a hold."""
    values, errors = read_form(EndOfHold(), request.form)
    if errors:
        raise BadInput(errors)
    service.release(current_user, values["hold"])
    flash(_("It is kept no longer than anything else."), "success")
    return redirect(url_for("retention.page"), 303)

"""Pages of the second person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.guide import looking, releasing
from qa_portal.journey.guide_check import queries, service
from qa_portal.journey.guide_check.schemas import NOTE_CHARS, Check, Note
from qa_portal.library.guides import picked, shown
from qa_portal.web.forms import Errors, read_form

room = Blueprint("guide_check", __name__, template_folder="templates")


def _page(version_id: str, errors: Errors) -> str:
    version = service.open_check(current_user, version_id)
    return render_template(
        "guide_check/check.html",
        version=version,
        guide=shown(version.words, version.guide.lang),
        picked=picked(read(), version.picked),
        pointers=looking.pointers(version),
        changes=queries.changes(read(), version),
        writer=queries.writer(read(), version),
        seen=releasing.hash_of(version),
        values=request.form,
        errors=errors,
        max_note=NOTE_CHARS,
    )


@room.get("/guide-checks/<version_id>")
@guard(Permission.GUIDE_CHECK)
def check(version_id: str) -> str:
    """Show a guide to its second person as readers would see it."""
    return _page(version_id, {})


@room.post("/guide-checks/<version_id>/accept")
@guard(Permission.GUIDE_CHECK)
def accept(version_id: str) -> Response | tuple[str, int]:
    """Say that a guide is right."""
    values, errors = read_form(Check(), request.form)
    if not errors:
        missing = [name for name in ("right", "unnamed") if values[name] != "yes"]
        errors = {name: [_("Tick this if it is true. If it is not, send the guide back.")] for name in missing}
    if errors:
        return _page(version_id, errors), 422
    service.accept(current_user, version_id, values["seen"])
    flash(_("Thank you. The desk makes it public."), "success")
    return redirect(url_for("review.lists"), 303)


@room.post("/guide-checks/<version_id>/send-back")
@guard(Permission.GUIDE_CHECK)
def send_back(version_id: str) -> Response | tuple[str, int]:
    """Send a guide back to who wrote it."""
    values, errors = read_form(Note(), request.form)
    if errors:
        return _page(version_id, errors), 422
    service.send_back(current_user, version_id, values["note"])
    flash(_("Sent back with your note."), "success")
    return redirect(url_for("review.lists"), 303)

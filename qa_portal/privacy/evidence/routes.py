"""The page of evidence, and the button that has everything looked at now."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.privacy.evidence import queries, service

room = Blueprint("evidence", __name__, url_prefix="/officer/evidence", template_folder="templates")


@room.get("")
@guard(Permission.AUDIT_READ)
def page() -> str:
    """Show what the last run found."""
    return render_template("evidence/page.html", sheet=queries.sheet(read()))


@room.post("")
@guard(Permission.AUDIT_READ)
def run() -> Reply:
    """Have everything looked at now."""
    service.ask_for_run(current_user)
    flash(_("Everything is being looked at. Open this page again in a few minutes."))
    return redirect(url_for("evidence.page"), 303)

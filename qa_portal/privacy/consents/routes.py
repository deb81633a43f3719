"""The officer's page of the register."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.privacy.consents import service

room = Blueprint("consents", __name__, url_prefix="/officer/consents", template_folder="templates")


@room.get("")
@guard(Permission.AUDIT_READ)
def page() -> str:
    """Show who said yes to what, and until when."""
    number = max(1, request.args.get("page", 1, type=int))
    return render_template("consents/page.html", register=service.look(current_user, number))

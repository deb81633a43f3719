"""What the form of a guide asks for by itself: keeping what is typed so far."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import BadInput
from qa_portal.journey.guides import service
from qa_portal.journey.guides.schemas import Words
from qa_portal.web.forms import read_form

api = Blueprint("guides_api", __name__)


@api.post("/guide-desk/<guide_id>/keep")
@guard(Permission.GUIDE_WRITE)
def keep(guide_id: str) -> Response:
    """Keep a draft while somebody is writing."""
    values, errors = read_form(Words(), request.form)
    if errors:
        raise BadInput(errors)
    service.keep(current_user, guide_id, values)
    return jsonify(saved=True)

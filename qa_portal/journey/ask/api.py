"""Published answers like what is being typed. The words come in the body, and go into no log and no row."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.index.current import index
from qa_portal.journey.ask import service
from qa_portal.journey.ask.schemas import Autosave
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language, public_path
from qa_portal.web.limits import limit
from qa_portal.web.times import plain_day

room = Blueprint("ask_api", __name__, url_prefix="/ask")


def _me() -> str:
    return str(current_user.id)


@room.post("/similar")
@guard(Permission.QUESTION_ASK)
@limit("search", by=_me)
def similar() -> Response:
    """Offer at most three published answers; none when anything typed or ticked may be urgent."""
    values, errors = read_form(Autosave(), request.form)
    language = page_language()
    found = [] if errors else service.published_like(current_user, values, index(), language)
    return jsonify(
        found=[
            {
                "title": one.title,
                "topic": one.topic,
                "reviewed": plain_day(one.reviewed_at) if one.reviewed_at else "",
                "url": public_path(f"/answers/{one.page_id}"),
            }
            for one in found
        ]
    )

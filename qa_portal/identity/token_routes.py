"""A fresh form token for a page that was open while its session ended: its words are sent with it once more."""

from flask import Blueprint, Response, jsonify

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.web.csrf import csrf_token

pages = Blueprint("tokens", __name__)


@pages.get("/token")
@guard(Permission.ACCOUNT_OWN)
def token() -> Response:
    """The token of whoever is signed in now; no other site can read it."""
    return jsonify(token=csrf_token())

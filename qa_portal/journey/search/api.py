"""Search as JSON: GET for a few words, POST for a long question. The same answers as on the page."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from marshmallow import Schema, ValidationError

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.index.current import index
from qa_portal.index.facets import FACETS, Only
from qa_portal.journey.search import queries, service
from qa_portal.journey.search.schemas import SUGGESTED, BegunWords, SearchAnswer, SearchWords, Suggestions
from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit
from qa_portal.web.openapi import described

api = Blueprint("search_api", __name__, url_prefix="/api/v1")


@api.get("/search")
@guard(Permission.PUBLIC_READ)
@described(takes=SearchWords, gives=SearchAnswer, where="query")
@limit("search")
def find() -> Response:
    """Search with `q`, `topic`, `specialty`, `age`, `limit` (0 to 100) and `offset` in the address."""
    return _answer(dict(request.args))


@api.post("/search")
@guard(Permission.PUBLIC_READ)
@described(takes=SearchWords, gives=SearchAnswer, where="json")
@limit("search")
def find_long() -> Response:
    """Search with the same fields as a JSON object."""
    return _answer(_body())


@api.get("/suggest")
@guard(Permission.PUBLIC_READ)
@described(takes=BegunWords, gives=Suggestions, where="query")
@limit("suggest")
def begin() -> Response:
    """Offer titles for `q`, words that are still being typed."""
    words = _loaded(BegunWords(), dict(request.args))["q"]
    titles = queries.titles_for(read(), index(), words, lang=page_language(), limit=SUGGESTED)
    return jsonify({"suggestions": titles})


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        # Brackets within brackets, tens of thousands deep.
        return None


def _answer(sent: object) -> Response:
    if not isinstance(sent, dict):
        raise BadInput({"body": ["Send a JSON object with at least q."]})
    wanted = _loaded(SearchWords(), sent)
    only = Only(*(wanted[facet] or "" for facet in FACETS))
    asked = service.Asked(wanted["q"], page_language(), only, wanted["limit"], wanted["offset"])
    return jsonify(service.as_json(read(), index(), asked, _url_of))


def _loaded(schema: Schema, sent: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(sent)
    except ValidationError as problem:
        raise BadInput({name: [f"{name}: {text}" for text in texts] for name, texts in _texts(problem)}) from None
    return loaded


def _texts(problem: ValidationError) -> list[tuple[str, list[str]]]:
    found = problem.messages if isinstance(problem.messages, dict) else {"body": problem.messages}
    return [(str(field), [str(text) for text in texts]) for field, texts in found.items()]


def _url_of(page: Page) -> str:
    return full_url(page.path)

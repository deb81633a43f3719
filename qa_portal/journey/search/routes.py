"""The search page: one box, results with the words marked, and a way on when there are none."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote_plus

from flask import Blueprint, render_template, request

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.current import index
from qa_portal.index.facets import FACETS, Only
from qa_portal.journey.search import service
from qa_portal.journey.search.schemas import PAGE_ROWS, SearchPage
from qa_portal.library.caching import library_edition
from qa_portal.library.counting import counts
from qa_portal.library.kept_searches import MAX_WORDS_CHARS, kept_searches, packed
from qa_portal.library.service import shelves
from qa_portal.web.languages import page_language, public_path
from qa_portal.web.limits import limit

room = Blueprint("search", __name__, template_folder="templates")


@room.get("/search")
@guard(Permission.PUBLIC_READ)
@limit("search")
def results() -> str | bytes:
    """Show what fits the words; without words, the box and the topics."""
    sent: dict[str, Any] = SearchPage().load(request.args)
    words, only = sent["q"], Only(*(sent[facet] for facet in FACETS))
    shown: dict[str, Any] = {"words": words, "topic": only.topic}
    if not words:
        return render_template("search/start.html", shelves=shelves(read()), **shown)
    edition, key = _edition(words), (page_language(), request.root_url, words, only, sent["page"])
    kept = kept_searches().get(key, edition) if edition else None
    if kept is not None and kept.is_fresh:
        counts().searched(words, kept.total)
        return kept.html
    asked = service.Asked(words, page_language(), only, PAGE_ROWS)
    result = service.page_of(read(), index(), asked, sent["page"])
    counts().searched(words, result.found.total)
    shown |= {"shelves": shelves(read()), "result": result, "search_url": _search_url(words, only)}
    html = render_template("search/results.html", **shown)
    if edition and not result.found.from_database:
        kept_searches().keep(key, packed(html, result.found.total), edition)
    return html


def _edition(words: str) -> tuple[str, ...] | None:
    """All that a page of results depends on beside what was asked; None for a search that is not kept."""
    if len(words) > MAX_WORDS_CHARS:
        return None
    try:
        return (index().edition(), *library_edition())
    except IndexDamaged:
        return None


def _search_url(words: str, only: Only) -> Any:
    """Return a function that gives the address of this search with other words, another choice or page."""

    here, chosen = public_path("/search"), asdict(only)

    def url(page: int = 1, q: str = words, **other: str) -> str:
        asked = {"q": q, **chosen, **other, "page": str(page) if page > 1 else ""}
        return f"{here}?{'&'.join([f'{name}={quote_plus(value)}' for name, value in asked.items() if value])}"

    return url

"""Use cases of the search: one page of results, and the same as plain values for the API."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from qa_portal.index.backend import MAX_DEPTH, SearchBackend
from qa_portal.index.facets import Only
from qa_portal.index.highlight import Marks, Piece, highlight, marks_of, snippet
from qa_portal.journey.search import queries
from qa_portal.journey.search.queries import Answer, Asked, Found
from qa_portal.library import specialties
from qa_portal.library.bodies import plain_body
from qa_portal.library.models import Page
from qa_portal.library.service import shelves

MOST_CHOICES = 8
"""Choices offered of one kind."""
AGE_NAMES = {
    "babies": _("Babies"),
    "children": _("Children"),
    "teenagers": _("Teenagers"),
    "older-people": _("Older people"),
}
FACET_NAMES = {"topic": _("Topic"), "specialty": _("Specialty"), "age": _("Age")}
__all__ = ["Asked", "Choice", "Facet", "ResultPage", "Shown", "as_json", "page_of"]
Names = Mapping[str, Mapping[str, str]]
"""By facet, what its values are called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet that answers can be narrowed to, and how many are left then."""

    facet: str
    value: str
    name: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing the answers can be narrowed by."""

    facet: str
    name: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Shown:
    """One result: its title and the place where the words stand, in pieces to mark."""

    page: Page
    title: list[Piece]
    snippet: list[Piece]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results."""

    found: Found
    results: list[Shown]
    number: int
    pages: int
    facets: list[Facet]
    """What the answers can be narrowed by."""
    chosen: list[Choice]
    """What they are narrowed by."""


def page_of(session: Session, backend: SearchBackend, asked: Asked, number: int) -> ResultPage:
    """Find one page of results, counted from 1."""
    number = min(number, MAX_DEPTH // asked.limit)
    wanted = replace(asked, offset=(number - 1) * asked.limit)
    found = queries.find(session, backend, wanted)
    pages = min(-(-found.total // asked.limit), MAX_DEPTH // asked.limit)
    marks = marks_of(f"{asked.words} {found.suggestion or ''}", asked.lang)
    shown = [_shown(answer.page, marks, asked.lang) for answer in found.answers]
    names = _names(session, asked.lang)
    return ResultPage(found, shown, number, pages, _offered(found, asked.only, names), _chosen(asked.only, names))


def _names(session: Session, language: str) -> Names:
    topics = {shelf.topic.slug: shelf.topic.name(language) for shelf in shelves(session)}
    return {"topic": topics, "specialty": specialties.names(session, language), "age": AGE_NAMES}


def _offered(found: Found, only: Only, names: Names) -> list[Facet]:
    """Facets whose values part the answers, the chosen values left out."""
    chosen = asdict(only)
    offered = []
    for facet, counts in found.facets.items():
        known = {value: names[facet][value] for value in counts if value in names[facet] and value != chosen[facet]}
        choices = [Choice(facet, value, str(name), counts[value]) for value, name in known.items()]
        parting = [choice for choice in choices if chosen[facet] or choice.count < found.total]
        if parting:
            offered.append(Facet(facet, str(FACET_NAMES[facet]), parting[:MOST_CHOICES]))
    return offered


def _chosen(only: Only, names: Names) -> list[Choice]:
    return [Choice(facet, value, str(names[facet].get(value, value))) for facet, value in asdict(only).items() if value]


def as_json(session: Session, backend: SearchBackend, asked: Asked, url_of: Callable[[Page], str]) -> dict[str, Any]:
    """Find, and return plain values; `url_of` gives the address of a page."""
    found = queries.find(session, backend, asked)
    marks = marks_of(f"{asked.words} {found.suggestion or ''}", asked.lang)
    rows = [_row(answer, marks, asked.lang) | {"url": url_of(answer.page)} for answer in found.answers]
    order = ("id", "title", "url", "snippet", "topic", "score")
    results = [{name: row[name] for name in order} for row in rows]
    return {"total": found.total, "results": results, "suggestion": found.suggestion}


def _shown(page: Page, marks: Marks, lang: str) -> Shown:
    title = highlight(page.title, marks, lang=lang, text_lang=page.lang)
    return Shown(page, title, snippet(_text(page), marks, lang=lang, text_lang=page.lang))


def _row(answer: Answer, marks: Marks, lang: str) -> dict[str, Any]:
    page = answer.page
    pieces = snippet(_text(page), marks, lang=lang, text_lang=page.lang)
    return {
        "id": page.external_id or page.id,
        "title": page.title,
        "snippet": "".join(piece.text for piece in pieces),
        "topic": page.topic_slug,
        "score": answer.score,
    }


def _text(page: Page) -> str:
    """The words a snippet is cut from; list marks are left out."""
    body = "\n".join(filter(None, (page.question, plain_body(page)))) if page.slug else page.answer
    lines = (line.removeprefix("- ").removeprefix("## ") for line in body.splitlines())
    return " ".join(filter(None, (*lines, page.expect, page.worry, page.do_now, page.by_when)))

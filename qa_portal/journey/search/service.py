"""Use cases of the search: one page of results, and the same as plain values for the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.index.backend import MAX_DEPTH, SearchBackend
from qa_portal.index.highlight import Marks, Piece, highlight, marks_of, snippet
from qa_portal.journey.search import queries
from qa_portal.journey.search.queries import Answer, Asked, Found
from qa_portal.library.bodies import plain_body
from qa_portal.library.models import Page
from qa_portal.library.service import Shelf, shelves

MOST_TOPICS = 8
"""Topics offered beside the results."""
__all__ = ["Asked", "ResultPage", "Shown", "as_json", "page_of"]


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
    topics: list[Shelf]
    """Topics with how many of the answers stand in them, most first."""


def page_of(session: Session, backend: SearchBackend, asked: Asked, number: int) -> ResultPage:
    """Find one page of results, counted from 1."""
    number = min(number, MAX_DEPTH // asked.limit)
    wanted = Asked(asked.words, asked.lang, asked.topic, asked.limit, (number - 1) * asked.limit)
    found = queries.find(session, backend, wanted)
    pages = min(-(-found.total // asked.limit), MAX_DEPTH // asked.limit)
    marks = marks_of(f"{asked.words} {found.suggestion or ''}", asked.lang)
    shown = [_shown(answer.page, marks, asked.lang) for answer in found.answers]
    known = {shelf.topic.slug: shelf.topic for shelf in shelves(session)} if found.topics else {}
    topics = [Shelf(known[slug], count) for slug, count in found.topics.items() if slug in known]
    return ResultPage(found, shown, number, pages, topics[:MOST_TOPICS])


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

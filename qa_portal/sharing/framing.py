"""Pieces that other sites show in a frame, and the code that puts them there: a frame, and a plain link beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import ParamSpec

from flask import Response
from flask_babel import gettext

from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page, Topic
from qa_portal.sharing.networks import tagged
from qa_portal.web.brand import clinic_facts
from qa_portal.web.headers import may_be_framed
from qa_portal.web.languages import page_language

P = ParamSpec("P")
WIDTH, HEIGHT, LOW_HEIGHT = 600, 480, 200
"""Size of a frame in CSS pixels unless its page says otherwise; the low one is that of a search box."""
EMBED_TAG = "embed"
"""Link tag of addresses on other sites."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something another site can show."""

    frame_url: str
    page_url: str
    """The page here that shows the same, for those without frames."""
    title: str
    height: int = HEIGHT


def framed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let other sites show a view in a frame, also when it answers that nothing changed; stands over `@kept`."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        return may_be_framed(view(*args, **kwargs))

    return answered


def answer_piece(page: Page, language: str | None = None) -> Piece:
    """An answer or a guide."""
    return Piece(full_url(f"/embed/answers/{page.id}", language), full_url(page.path, language), page.title)


def topic_piece(topic: Topic, language: str | None = None) -> Piece:
    """The newest answers of a topic."""
    path, name = f"/topics/{topic.slug}", topic.name(language or page_language())
    return Piece(full_url(f"/embed{path}", language), full_url(path, language), name)


def latest_piece() -> Piece:
    """The newest answers of all."""
    return Piece(full_url("/embed/latest"), full_url("/"), gettext("New answers"))


def search_piece() -> Piece:
    """The search box."""
    return Piece(full_url("/embed/search"), full_url("/search"), gettext("Search answers"), LOW_HEIGHT)


def code_of(piece: Piece, *, width: int | None = None, height: int | None = None) -> str:
    """Return the HTML for another site: as wide as its place unless `width` (CSS pixels) is given."""
    name = escape(f"{piece.title} – {clinic_facts().name}")
    frame = (
        f'<iframe src="{escape(piece.frame_url)}" title="{name}" width="{width or "100%"}"'
        f' height="{height or piece.height}" style="border:0;max-width:100%" loading="lazy"'
        ' referrerpolicy="no-referrer"></iframe>'
    )
    return f'{frame}\n<p><a href="{escape(tagged(piece.page_url, EMBED_TAG))}">{name}</a></p>'

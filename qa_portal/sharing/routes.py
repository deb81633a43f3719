"""The pages of sharing: all there is to share of an answer, pieces for other sites, and how to put them there."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.library import guides, queries, service
from qa_portal.library.addresses import full_url
from qa_portal.library.caching import kept
from qa_portal.library.models import Page
from qa_portal.library.standing import standing
from qa_portal.sharing import framing, kit
from qa_portal.sharing.cards import answer_cards
from qa_portal.sharing.framing import framed
from qa_portal.sharing.service import live_page
from qa_portal.web.languages import page_language, public_path

room = Blueprint("sharing", __name__, template_folder="templates")
LATEST = 5
"""Answers in a frame."""


@room.get("/answers/<page_id>/share")
@guard(Permission.PUBLIC_READ)
@kept
def share(page_id: str) -> str:
    """Pictures, captions, the QR code, and the code for other sites, of one answer."""
    page = live_page(read(), page_id)
    shown = {"ways": kit.ways(page), "cards": list(answer_cards(page).values())}
    code = framing.code_of(framing.answer_piece(page))
    return render_template("sharing/share.html", page=page, code=code, **shown)


@room.get("/embed")
@guard(Permission.PUBLIC_READ)
@kept
def embed() -> str:
    """How to put the newest answers, a topic or the search box on another site."""
    shelves = service.shelves(read())
    chosen = next((shelf.topic for shelf in shelves if shelf.topic.slug == request.args.get("topic")), None)
    latest = framing.topic_piece(chosen) if chosen else framing.latest_piece()
    pieces = [(piece, framing.code_of(piece)) for piece in (latest, framing.search_piece())]
    path = f"/topics/{chosen.slug}" if chosen else ""
    feeds = [full_url(f"{path}/feed.{kind}") for kind in ("json", "xml")]
    topics = [(shelf.topic.slug, shelf.topic.name(page_language())) for shelf in shelves]
    return render_template("sharing/embed.html", topics=topics, chosen=chosen, pieces=pieces, feeds=feeds)


@room.get("/embed/answers/<page_id>")
@guard(Permission.PUBLIC_READ)
@framed
@kept
def answer_frame(page_id: str) -> ResponseReturnValue:
    """One answer, whole and with its safety-net; a kind word when it was taken away."""
    page = service.page_or_404(read(), page_id)
    moved_to = service.merged_into(read(), page)
    if moved_to is not None:
        return redirect(public_path(f"/embed/answers/{moved_to}"), 308)
    if not page.is_live:
        return render_template("sharing/gone_frame.html", notice=service.recall_notice(read(), page)), 410
    shown = {"blocks": service.answer_blocks(page), "rows": standing(page), "guide": None}
    if page.slug:
        shown |= {"guide": guides.shown(page.words, page.lang), "rows": guides.standing(page)}
    return render_template("sharing/answer_frame.html", page=page, url=full_url(page.path), **shown)


@room.get("/embed/latest")
@guard(Permission.PUBLIC_READ)
@framed
@kept
def latest_frame() -> str:
    """The newest answers."""
    return _list(framing.latest_piece(), list(queries.newest(read(), LATEST)))


@room.get("/embed/topics/<slug>")
@guard(Permission.PUBLIC_READ)
@framed
@kept
def topic_frame(slug: str) -> str:
    """The guides and the newest answers of a topic."""
    topic = service.topic_or_404(read(), slug)
    pages = [*queries.guides(read(), topic_slug=slug), *queries.in_topic(read(), slug, page_number=1)]
    return _list(framing.topic_piece(topic), pages[:LATEST])


def _list(piece: framing.Piece, pages: list[Page]) -> str:
    return render_template("sharing/list_frame.html", piece=piece, pages=pages)


@room.get("/embed/search")
@guard(Permission.PUBLIC_READ)
@framed
@kept
def search_frame() -> str:
    """The search box; what is found opens here, not in the frame."""
    return render_template("sharing/search_frame.html", piece=framing.search_piece())

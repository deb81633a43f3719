"""oEmbed 1.0: another site asks how to show one of our addresses. Source: oembed.com."""

import re
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from qa_portal import settings
from qa_portal.errors import NotFound
from qa_portal.library.addresses import full_url
from qa_portal.library.service import guide_or_404, topic_or_404
from qa_portal.sharing.cards import Card, Shape, answer_cards, topic_cards
from qa_portal.sharing.framing import HEIGHT, WIDTH, Piece, answer_piece, code_of, topic_piece
from qa_portal.sharing.service import live_page
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import DEFAULT, NAMES

CACHE_SECONDS = 30
"""How long others should keep an answer: a withdrawal must be seen within a minute."""
PLACE = re.compile(r"(?:/(?P<language>[a-z]{2}))?/(?P<kind>answers|topics|guides)/(?P<key>[a-z0-9-]{1,80})/?")


def described(session: Session, url: str, *, max_width: int | None, max_height: int | None) -> dict[str, object]:
    """Return the oEmbed fields of an address of an answer, a guide or a topic; its query is passed over.

    Raises: NotFound, when the address is none of ours; Gone, when the answer was withdrawn.
    """
    language, kind, key = _place(url)
    if kind == "guides":
        kind, key = "answers", guide_or_404(session, key).id
    piece, card = _answer(session, key, language) if kind == "answers" else _topic(session, key, language)
    width, height = min(WIDTH, max_width or WIDTH), min(HEIGHT, max_height or HEIGHT)
    return {
        "type": "rich",
        "version": "1.0",
        "title": piece.title,
        "provider_name": clinic_facts().name,
        "provider_url": full_url("/", language),
        "cache_age": CACHE_SECONDS,
        "html": code_of(piece, width=width, height=height),
        "width": width,
        "height": height,
        **_thumbnail(card, max_width, max_height),
    }


def _place(url: str) -> tuple[str, str, str]:
    base = settings.current().base_url.rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotFound("There is no such page.") from None
    ours = urlsplit(base)
    found = PLACE.fullmatch(parts.path.removeprefix(ours.path))
    language = (found["language"] or DEFAULT) if found else ""
    if not found or (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc) or language not in NAMES:
        raise NotFound("There is no such page.")
    return language, found["kind"], found["key"]


def _answer(session: Session, page_id: str, language: str) -> tuple[Piece, Card]:
    page = live_page(session, page_id)
    return answer_piece(page, language), answer_cards(page)[Shape.WIDE]


def _topic(session: Session, slug: str, language: str) -> tuple[Piece, Card]:
    topic = topic_or_404(session, slug)
    return topic_piece(topic, language), topic_cards(topic, language)[Shape.WIDE]


def _thumbnail(card: Card, max_width: int | None, max_height: int | None) -> dict[str, object]:
    """The picture, where it is no larger than what was asked for: it has one size."""
    if card.width > (max_width or card.width) or card.height > (max_height or card.height):
        return {}
    return {"thumbnail_url": card.url, "thumbnail_width": card.width, "thumbnail_height": card.height}

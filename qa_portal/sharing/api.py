"""What programs read: pictures, the QR code, JSON feeds, oEmbed, and how browsers search here."""

from urllib.parse import urljoin

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput, TooMany
from qa_portal.library import queries
from qa_portal.library.caching import kept
from qa_portal.library.models import Topic
from qa_portal.library.service import topic_or_404
from qa_portal.sharing import json_feed, kit, oembed
from qa_portal.sharing.cards import Card, CardWords, Shape, answer_cards, answer_words, topic_cards, topic_words
from qa_portal.sharing.drawing import drawn
from qa_portal.sharing.service import live_page
from qa_portal.sharing.store import pictures
from qa_portal.web.headers import PUBLIC_CACHING
from qa_portal.web.languages import page_language
from qa_portal.web.limits import client, within
from qa_portal.web.static_files import static_url

pieces = Blueprint("sharing_pieces", __name__, template_folder="templates")
FOR_EVER = "private, max-age=31536000, immutable"
"""Browsers keep a picture: its address changes with it. Caches between us do not: it must go when its page goes."""
SHAPES = ",".join(Shape)


@pieces.get(f"/answers/<page_id>/card-<any({SHAPES}):shape>-<version>.png")
@guard(Permission.PUBLIC_READ)
def answer_card(page_id: str, shape: str, version: str) -> ResponseReturnValue:
    """The picture of an answer, for as long as the answer is there."""
    page = live_page(read(), page_id)
    return _picture(answer_words(page), answer_cards(page)[Shape(shape)], version)


@pieces.get(f"/topics/<slug>/card-<any({SHAPES}):shape>-<version>.png")
@guard(Permission.PUBLIC_READ)
def topic_card(slug: str, shape: str, version: str) -> ResponseReturnValue:
    """The picture of a topic."""
    topic, language = topic_or_404(read(), slug), page_language()
    return _picture(topic_words(topic, language), topic_cards(topic, language)[Shape(shape)], version)


def _picture(words: CardWords, card: Card, version: str) -> ResponseReturnValue:
    if version != words.version:
        # The words have changed since that address was handed out: it leads to the picture of today.
        return redirect(card.url, 302)
    key, epoch = f"{card.shape}-{version}", queries.epoch(read())
    picture = pictures().get(key, epoch=epoch)
    if picture is None:
        if not within("search", client()):
            raise TooMany("That was too often. Wait a little, then try again.")
        picture = pictures().made(key, lambda: drawn(words, card.shape), epoch=epoch)
    response = Response(picture, mimetype="image/png")
    response.set_etag(key)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response.make_conditional(request)


@pieces.get("/answers/<page_id>/qr.svg")
@guard(Permission.PUBLIC_READ)
@kept
def qr(page_id: str) -> Response:
    """The QR code of an answer, to be saved and printed."""
    response = Response(kit.qr_file(live_page(read(), page_id)), mimetype="image/svg+xml")
    response.headers["Content-Disposition"] = 'attachment; filename="qr.svg"'
    return response


@pieces.get("/feed.json")
@guard(Permission.PUBLIC_READ)
@kept
def feed() -> Response:
    """JSON Feed of all answers."""
    return _feed(None)


@pieces.get("/topics/<slug>/feed.json")
@guard(Permission.PUBLIC_READ)
@kept
def topic_feed(slug: str) -> Response:
    """JSON Feed of one topic."""
    return _feed(topic_or_404(read(), slug))


def _feed(topic: Topic | None) -> Response:
    found = queries.for_feed(read(), topic_slug=topic.slug if topic else None)
    response = jsonify(json_feed.feed_of(found, topic))
    response.mimetype = "application/feed+json"
    return response


@pieces.get("/opensearch.xml")
@guard(Permission.PUBLIC_READ)
@kept
def opensearch() -> Response:
    """How a browser searches here. Source: OpenSearch 1.1, draft 6."""
    icon = urljoin(settings.current().base_url, static_url("icon.svg"))
    body = render_template("sharing/opensearch.xml", icon=icon)
    return Response(body, mimetype="application/opensearchdescription+xml")


@pieces.get("/oembed")
@guard(Permission.PUBLIC_READ)
def described() -> Response:
    """How to show one of our addresses: `url`, `format` (json or xml), `maxwidth`, `maxheight` (pixels)."""
    response = _described()
    # An address with a query is kept nowhere else; this one holds none of a reader's words. The 304 says the same.
    response.headers["Cache-Control"] = PUBLIC_CACHING
    return response


@kept
def _described() -> Response:
    asked = request.args
    wanted = asked.get("format", "json")
    if wanted not in {"json", "xml"}:
        abort(501)
    if not asked.get("url"):
        raise BadInput({"url": ["Name an address of this site in url."]})
    limits = {f"max_{name}": _positive(asked.get(f"max{name}", type=int)) for name in ("width", "height")}
    fields = oembed.described(read(), asked["url"], **limits)
    if wanted == "json":
        return jsonify(fields)
    return Response(render_template("sharing/oembed.xml", fields=fields), mimetype="text/xml")


def _positive(number: int | None) -> int | None:
    return number if number and number > 0 else None

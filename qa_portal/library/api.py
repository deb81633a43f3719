"""What programs read: Atom feeds, the site map, robots.txt."""

from flask import Blueprint, Response, make_response, render_template

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import page as clinic_page
from qa_portal.clinic import people
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.errors import NotFound
from qa_portal.library import queries, service
from qa_portal.library.addresses import full_url
from qa_portal.library.caching import kept
from qa_portal.library.models import Topic
from qa_portal.web.languages import NAMES

feeds = Blueprint("library_feeds", __name__, template_folder="templates")
PLACES = tuple("/ /topics /glossary /people /specialties /about /privacy /terms /accessibility /emergency".split())
"""Public pages that are no answer."""
NOT_FOR_ROBOTS = ("/search", "/api/", "/sign-in", "/sign-up", "/ask", "/questions", "/account", "/metrics")


@feeds.get("/feed.xml")
@guard(Permission.PUBLIC_READ)
@kept
def feed() -> Response:
    """Atom feed of all answers."""
    return _atom(None)


@feeds.get("/topics/<slug>/feed.xml")
@guard(Permission.PUBLIC_READ)
@kept
def topic_feed(slug: str) -> Response:
    """Atom feed of one topic."""
    return _atom(service.topic_or_404(read(), slug))


def _atom(topic: Topic | None) -> Response:
    pages = queries.for_feed(read(), topic_slug=topic.slug if topic else None)
    updated = max((page.updated_at for page in pages), default=None)
    body = render_template("library/feed.xml", pages=pages, topic=topic, updated=updated)
    return _typed(body, "application/atom+xml; charset=utf-8")


@feeds.get("/sitemap.xml")
@guard(Permission.PUBLIC_READ)
@kept
def sitemap() -> Response:
    """The site map, or the list of its files when there are too many addresses for one."""
    parts = -(-queries.live_count(read()) // queries.SITEMAP_ROWS)
    if parts > 1:
        return _typed(render_template("library/sitemaps.xml", parts=parts), "application/xml; charset=utf-8")
    return _sitemap(1)


@feeds.get("/sitemap-<int:part>.xml")
@guard(Permission.PUBLIC_READ)
@kept
def sitemap_part(part: int) -> Response:
    """One file of a large site map."""
    if not 1 <= part <= max(1, -(-queries.live_count(read()) // queries.SITEMAP_ROWS)):
        raise NotFound("There is no such page.")
    return _sitemap(part)


def _sitemap(part: int) -> Response:
    places = [*PLACES, *(f"/topics/{shelf.topic.slug}" for shelf in service.shelves(read()))] if part == 1 else []
    if part == 1:
        places += [f"/specialties/{team.slug}" for team in clinic.queues(read())]
        places += [person.path for person in people.public_people(read())]
    codes = [code for code in clinic_page.current().languages if code in NAMES]
    answers = [
        (full_url(path, lang if lang in codes else codes[0]), updated_at)
        for path, lang, updated_at in queries.addresses(read(), part=part)
    ]
    body = render_template("library/sitemap.xml", places=places, codes=codes, answers=answers)
    return _typed(body, "application/xml; charset=utf-8")


@feeds.get("/robots.txt")
@guard(Permission.PUBLIC_READ)
@kept
def robots() -> Response:
    """What robots may read."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {settings.current().base_url.rstrip('/')}/sitemap.xml")
    return _typed("\n".join(lines) + "\n", "text/plain; charset=utf-8")


def _typed(body: str, content_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    return response

"""JSON Feed 1.1 of the newest answers. Source: jsonfeed.org/version/1.1."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page, Topic
from qa_portal.library.service import excerpt
from qa_portal.sharing.cards import Shape, answer_cards
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import page_language

VERSION = "https://jsonfeed.org/version/1.1"


def feed_of(pages: Sequence[Page], topic: Topic | None) -> dict[str, Any]:
    """Return the feed; what was withdrawn stands in an extension, so that followers take it away."""
    language = page_language()
    path = f"/topics/{topic.slug}" if topic else ""
    name = topic.name(language) if topic else gettext("New answers")
    gone = [page for page in pages if not page.is_live]
    return {
        "version": VERSION,
        "title": f"{clinic_facts().name}: {name}",
        "home_page_url": full_url(path or "/"),
        "feed_url": full_url(f"{path}/feed.json"),
        "language": language,
        "authors": [{"name": clinic_facts().name, "url": full_url("/")}],
        "items": [_item(page) for page in pages if page.is_live],
        "_withdrawn": {
            "about": full_url("/embed"),
            "items": [{"id": _id(page), "when": page.gone_at.isoformat()} for page in gone],
        },
    }


def _item(page: Page) -> dict[str, Any]:
    item = {
        "id": _id(page),
        "url": full_url(page.path),
        "title": page.title,
        "content_text": excerpt(page) or page.title,
        "image": answer_cards(page)[Shape.WIDE].url,
        "date_published": page.published_at.isoformat(),
        "date_modified": page.updated_at.isoformat(),
        "authors": [{"name": page.answered_by}] if page.answered_by else None,
        "tags": [page.topic.name(page_language())] if page.topic else None,
        "language": page.lang,
    }
    return {name: value for name, value in item.items() if value is not None}


def _id(page: Page) -> str:
    """The same in every language, and the same as in the Atom feed."""
    return full_url(f"/answers/{page.id}", "en")

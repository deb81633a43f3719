"""Looking at every place a page stood in, as a reader would, whether it is gone."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, current_app
from werkzeug.test import TestResponse

from qa_portal import settings
from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission
from qa_portal.clinic import page as clinic_page
from qa_portal.db import read
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.current import index
from qa_portal.library import queries
from qa_portal.library.caching import page_tag
from qa_portal.library.models import Page
from qa_portal.question.removals import Place
from qa_portal.web.languages import NAMES, path_in

NEAR_PAGES = 5
"""The newest answers of its topic are those whose lists of related answers it stood in."""
ENTRY = r'/answers/{0}</id>|"url": ?"[^"]*/answers/{0}"'
"""A feed (Atom or JSON) holds a page by this; what says that it was deleted names it in another way."""
VARIABLE = re.compile(r"<(?:\w+(?:\(([^)]*)\))?:)?(\w+)>")
OVER = 400
"""Status from which on an answer is no page."""


def looked_at(page_id: str) -> dict[Place, bool]:
    """Return of each place whether the page is gone from it; nothing is taken from what the rows say alone."""
    page = read().get(Page, page_id)
    topic = page.topic_slug if page is not None else None
    roots = ["", *([f"/topics/{topic}"] if topic else [])]
    feeds = [f"{root}/feed.{kind}" for root in roots for kind in ("xml", "json")]
    frames = ["/embed/latest", *([f"/embed/topics/{topic}"] if topic else [])]
    near = [title.path for title in queries.newest_titles(read(), topic, NEAR_PAGES)] if topic else []
    lists = ["/", *([f"/topics/{topic}"] if topic else []), *near]
    parts = -(-queries.live_count(read()) // queries.SITEMAP_ROWS)
    sitemap = ["/sitemap.xml", *(f"/sitemap-{part}.xml" for part in range(1, max(1, parts) + 1))]
    return {
        Place.PAGE: all(_is_over(_get(path)) for path in _in_languages([f"/answers/{page_id}"])),
        Place.PIECES: all(_is_over(_get(path)) for path in [*_own_addresses(page_id), *_oembed(page_id)])
        and all(_lacks(path, page_id) for path in _in_languages(frames)),
        Place.SEARCH: _not_in_index(page_id),
        Place.FILES: not any(page_id.encode() in path.read_bytes() for path in _index_files()),
        Place.FEEDS: all(_lacks(path, ENTRY.format(page_id)) for path in _in_languages(feeds)),
        Place.SITEMAP: all(_lacks(path, page_id) for path in sitemap),
        Place.API: _lacks(f"/api/v1/search?q={(topic or 'health').replace('-', '+')}&limit=100", page_id),
        Place.RELATED: all(_lacks(path, page_id) for path in _in_languages(lists)),
        Place.KEPT: _old_copy_is_refused(page_id),
    }


def _own_addresses(page_id: str) -> Iterator[str]:
    """Every public address made of the page's id, in every language: the page, and what was made from it."""
    app: Flask = current_app
    for rule in app.url_map.iter_rules():
        is_public = getattr(app.view_functions[rule.endpoint], MARK, None) is Permission.PUBLIC_READ
        if is_public and "page_id" in rule.arguments and "GET" in (rule.methods or ()):
            yield from _in_languages([VARIABLE.sub(partial(_filled_in, page_id), rule.rule)])


def _filled_in(page_id: str, found: re.Match[str]) -> str:
    options, name = found.groups()
    # A live page sends whoever asks for a picture that is no more to the one of today.
    return page_id if name == "page_id" else (options or "0").split(",")[0]


def _oembed(page_id: str) -> list[str]:
    address = quote(f"{settings.current().base_url}/answers/{page_id}", safe="")
    return [f"/oembed?url={address}"]


def _in_languages(paths: list[str]) -> list[str]:
    codes = [code for code in clinic_page.current().languages if code in NAMES]
    with current_app.test_request_context("/"):
        return [path_in(code, path) for path in paths for code in codes]


def _get(path: str, headers: dict[str, str] | None = None) -> TestResponse:
    base = settings.current().base_url
    app: Flask = cast(Any, current_app)._get_current_object()
    # A context of its own, as a request from outside has: nothing the worker has read is taken for what stands there.
    with app.app_context():
        return app.test_client(use_cookies=False).get(path, base_url=base, headers=headers)


def _is_over(answer: TestResponse) -> bool:
    return answer.status_code >= OVER


def _lacks(path: str, pattern: str) -> bool:
    answer = _get(path)
    # No such file (of a short site map, say) holds nothing; too many questions in a minute say nothing.
    return answer.status_code == 404 or (answer.status_code == 200 and not re.search(pattern, answer.text))


def _not_in_index(page_id: str) -> bool:
    try:
        return page_id not in index().entries()
    except IndexDamaged:
        return False


def _index_files() -> list[Path]:
    return [path for path in settings.current().index_dir.rglob("*") if path.is_file()]


def _old_copy_is_refused(page_id: str) -> bool:
    # Every web process asks the library for its number before it says "you have this page already".
    for path in _in_languages([f"/answers/{page_id}"]):
        with current_app.test_request_context(path, base_url=settings.current().base_url):
            old = page_tag(back=1)
        if _get(path, {"If-None-Match": f'"{old}"'}).status_code < OVER:
            return False
    return True

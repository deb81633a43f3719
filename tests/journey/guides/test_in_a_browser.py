"""In a real browser: guides and the pages that make them fit a phone, axe finds nothing, and nobody else is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Request

from qa_portal.app import create_app
from qa_portal.db import db
from qa_portal.identity.sessions import COOKIE
from qa_portal.journey.guides import service
from qa_portal.settings import Settings
from tests.support import guides, server
from tests.support.browser import LAPTOP, PHONE, OpenPage
from tests.support.people import signed_in
from tests.support.story import Cast

pytestmark = pytest.mark.browser
PUBLIC = ("/guides/dry-skin", "/topics/skin", "/es/guides/dry-skin")


@pytest.fixture
def shown(settings: Settings, cast: Cast, tmp_path: Path) -> Iterator[tuple[server.Portal, dict[str, list[str]]]]:
    """A portal with a guide, and the pages of it for each member of staff, by their cookie."""
    app = create_app(settings)
    with app.app_context():
        guide_id = guides.public(cast.eve, cast.tom)
        service.revise(cast.ines, guide_id, 1)
        guides.write(cast.ines, guide_id, body=guides.BODY.replace("Hot", "Very hot"), notice="Very hot is worse.")
        draft = guides.begun(cast.eve)
        service.hand_over(cast.ines, guide_id)
        check = f"/guide-checks/{guides.coming(guide_id).id}"
    desk = f"/guide-desk/{draft}"
    pages = {
        _cookie(app, cast.eve.id): ["/guide-desk", "/guide-desk/new", desk, f"{desk}/preview", f"{desk}/versions"],
        _cookie(app, cast.tom.id): ["/review", check, f"/guide-desk/{guide_id}/versions/2"],
    }
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    with server.running(replace(settings, rate_search="100000/minute"), tmp_path) as portal:
        yield portal, pages


def _cookie(app: Flask, account_id: str) -> str:
    found = signed_in(app, account_id).get_cookie(COOKIE)
    assert found is not None
    return found.value


def _noting(asked: list[str]) -> Callable[[Request], None]:
    return lambda request: asked.append(request.url)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), pytest.param(LAPTOP, "light", marks=pytest.mark.soak)])
def test_every_page_fits_and_axe_finds_nothing(
    shown: tuple[server.Portal, dict[str, list[str]]], open_page: OpenPage, width: int, scheme: str
) -> None:
    portal, pages = shown
    for cookie, paths in {"": list(PUBLIC), **pages}.items():
        known = {"extra_http_headers": {"Cookie": f"{COOKIE}={cookie}"}} if cookie else {}
        page, asked = open_page(width=width, color_scheme=scheme, bypass_csp=True, **known), list[str]()
        page.on("request", _noting(asked))
        for path in paths:
            answer = page.goto(f"{portal.url}{path}", wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page).response["violations"]
            assert [(broken["id"], broken["nodes"][0]["html"]) for broken in found] == [], path
        assert [url for url in asked if not url.startswith((f"{portal.url}/", "data:"))] == []

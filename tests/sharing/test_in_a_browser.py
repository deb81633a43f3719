"""In a real browser: a small first view, copying, one sheet of paper, a frame on another site."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Response, expect
from sqlalchemy import select

from qa_portal.app import create_app
from qa_portal.db import db, read, transaction
from qa_portal.demo.shelf import stock
from qa_portal.library import release
from qa_portal.library.models import Page
from tests.support import server, stores
from tests.support.browser import PHONE, OpenPage

Shown = tuple[server.Portal, list[str], Flask]
pytestmark = pytest.mark.browser
MOST_BYTES, MOST_REQUESTS = 60_000, 5
PAPER = ("A4", "Letter")
FRAMING = '<!doctype html><title>Another site</title><iframe id="f" src="{url}" width="360" height="400"></iframe>'


@pytest.fixture(scope="module")
def shown(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The demo's library on a server, the ids of its answers from the shortest to the longest, and an app beside it."""
    folder = tmp_path_factory.mktemp("sharing")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        app = create_app(replace(fresh, rate_search="100000/minute"))
        with app.app_context():
            stock()
            pages = sorted(read().scalars(select(Page)), key=lambda page: len(page.question + page.answer + page.worry))
            ids = [page.id for page in pages]
            for engine in db.engines.values():
                engine.dispose()
        with server.running(replace(fresh, rate_search="100000/minute"), folder) as portal:
            yield portal, ids, app


def test_the_first_view_of_an_answer_is_small(shown: Shown, open_page: OpenPage) -> None:
    portal, ids, _ = shown
    page, sizes = open_page(width=PHONE), list[int]()

    def note(answer: Response) -> None:
        if not answer.url.startswith("data:"):
            sizes.append(int(answer.headers["content-length"]))

    page.on("response", note)
    page.goto(f"{portal.url}/answers/{ids[len(ids) // 2]}", wait_until="networkidle")
    print(f"\n{sum(sizes)} bytes in {len(sizes)} requests")
    assert sum(sizes) <= MOST_BYTES
    assert len(sizes) <= MOST_REQUESTS


def test_a_tap_copies_the_link_and_without_script_it_can_be_read(shown: Shown, open_page: OpenPage) -> None:
    portal, ids, _ = shown
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{portal.url}/answers/{ids[0]}")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/answers/{ids[0]}?via=link")
    plain = open_page(javascript=False)
    plain.goto(f"{portal.url}/answers/{ids[0]}")
    expect(plain.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(plain.get_by_label("Link to this answer")).to_have_value(re.compile(f"/answers/{ids[0]}"))


@pytest.mark.parametrize("paper", PAPER)
def test_an_answer_prints_on_one_sheet_with_its_address_and_code(shown: Shown, open_page: OpenPage, paper: str) -> None:
    portal, ids, _ = shown
    page = open_page()
    for page_id in (ids[0], ids[len(ids) // 2], ids[-1]):
        page.goto(f"{portal.url}/answers/{page_id}")
        printed = page.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, page_id
    page.emulate_media(media="print")
    expect(page.locator(".library-address")).to_have_text(re.compile(f"/answers/{ids[-1]}$"))
    expect(page.get_by_alt_text("QR code that leads to this answer")).to_be_visible()
    expect(page.get_by_role("link", name="Facebook")).to_be_hidden()
    expect(page.get_by_text("Did this answer help you?")).to_be_hidden()
    expect(page.get_by_text("When to get help")).to_be_visible()


@contextmanager
def another_site(framed: str) -> Iterator[str]:
    """A site of somebody else, whose only page has a frame."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(FRAMING.format(url=framed).encode())

        def log_message(self, *_: object) -> None:
            """Return nothing: the test needs no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()


def test_another_site_shows_an_answer_and_loses_it_with_the_page(shown: Shown, open_page: OpenPage) -> None:
    portal, ids, app = shown
    page = open_page()
    frame = page.frame_locator("#f")
    with another_site(f"{portal.url}/embed/answers/{ids[1]}") as site:
        page.goto(site)
        expect(frame.get_by_text("When to get help")).to_be_visible()
        assert frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
        with app.app_context(), transaction() as session:
            release.withdraw(session, ids[1])
        # What the browser kept of the frame it may show for half a minute; a new reader has kept nothing.
        page = open_page()
        page.goto(site)
        expect(page.frame_locator("#f").get_by_text("taken away on purpose")).to_be_visible()


def test_another_site_cannot_frame_a_page_that_is_no_piece(shown: Shown, open_page: OpenPage) -> None:
    portal, ids, _ = shown
    page = open_page()
    with another_site(f"{portal.url}/answers/{ids[2]}") as site:
        page.goto(site, wait_until="networkidle")
        assert [frame.url for frame in page.frames][1:] == ["chrome-error://chromewebdata/"]

"""The search box in a real browser: titles are offered while somebody types."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import make_server

from qa_portal.outbox.worker import Worker
from tests.library import shelf
from tests.support.browser import OpenPage
from tests.support.threads import serving


@pytest.fixture
def url(library: Flask, librarian: Worker) -> Iterator[str]:
    """Address of a library with two pages, served from a thread."""
    for title in ("Migraine in a child", "What helps against a migraine?"):
        shelf.put(shelf.words(title=title))
    librarian.drain()
    server = make_server("127.0.0.1", 0, library, threaded=True)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.browser
def test_titles_are_offered_while_somebody_types(open_page: OpenPage, url: str) -> None:
    page = open_page()
    page.goto(f"{url}/search")
    page.get_by_label("What do you want to know?").press_sequentially("migr")
    expect(page.locator("#search-suggestions option")).to_have_count(2)
    assert page.context.cookies() == []
    page.get_by_label("What do you want to know?").fill("xylophone")
    expect(page.locator("#search-suggestions option")).to_have_count(0)


@pytest.mark.browser
def test_the_box_works_without_a_script(open_page: OpenPage, url: str) -> None:
    page = open_page(javascript=False)
    page.goto(f"{url}/search")
    page.get_by_label("What do you want to know?").fill("migraine child")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Migraine in a child")).to_be_visible()

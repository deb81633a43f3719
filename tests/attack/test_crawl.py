"""Every page in a real browser: nothing is asked of another machine, nothing is inline, public pages leave no trace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from qa_portal.app import create_app
from qa_portal.identity.sessions import COOKIE
from tests.safety.hospital import at_ease
from tests.safety.test_matrix import OPEN, PUBLIC, Cell, House, expected
from tests.support import server, stores
from tests.support.browser import OpenPage
from tests.support.people import PASSWORD

pytestmark = pytest.mark.browser
INLINE = """[...document.querySelectorAll('*')].filter(e =>
  (e.tagName === 'SCRIPT' && !e.src && e.type !== 'application/ld+json') || e.tagName === 'STYLE' ||
  [...e.attributes].some(a => a.name === 'style' || a.name.startsWith('on') ||
    ['href', 'action', 'formaction', 'src'].includes(a.name) && /^\\s*(javascript|vbscript):/i.test(a.value))
).map(e => e.outerHTML.slice(0, 120))"""
KEPT = "[localStorage.length, sessionStorage.length, document.cookie.length]"
WORKERS = "navigator.serviceWorker ? navigator.serviceWorker.getRegistrations().then(all => all.length) : 0"
LEAST_PUBLIC, LEAST_OWN = 25, 35


@dataclass
class Watch:
    """What a browser asked for and complained about."""

    page: Page
    url: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    visited: int = 0

    def __post_init__(self) -> None:
        """Listen from the first request on: fonts, pictures, sockets and what scripts fetch, too."""
        self.page.on("request", self._note)
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _note(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.asked.append(f"{request.resource_type} {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def visit(self, path: str, *, leaves_nothing: bool) -> None:
        """Open a page, and note what should not be; what it asks for late stands with the page after it."""
        answer = self.page.goto(f"{self.url}{path}", wait_until="load")
        assert answer is not None
        assert answer.status == 200, path
        self.visited += 1
        found = self.asked + self.said + self.page.evaluate(INLINE)
        if leaves_nothing:
            found += [f"cookie {cookie['name']}" for cookie in self.page.context.cookies()]
            found += ["something stored"] if any([*self.page.evaluate(KEPT), self.page.evaluate(WORKERS)]) else []
        self.wrong += [f"{path}: {what}" for what in found]
        self.asked.clear()
        self.said.clear()


@pytest.fixture(scope="module")
def crawled(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, server.Portal]]:
    """A portal that runs, with one of everything in it: who looks changes nothing."""
    folder = tmp_path_factory.mktemp("crawl")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        easy = at_ease(fresh, folder / "mails")
        made = House(create_app(easy), easy)
        with server.running(easy, folder) as portal:
            yield made, portal
        made.close()


def _pages(house: House, role: str, permissions: Any = None) -> list[str]:
    """Return the address of every route that answers this role with a page."""
    wanted = [cell for cell in house.cells if cell.method == "GET" and _is_wanted(house, role, cell, permissions)]
    answers = {house.path(cell): house.ask(role, cell, house.path(cell)) for cell in wanted}
    return [path for path, answer in answers.items() if answer.status_code == 200 and answer.mimetype == "text/html"]


def _is_wanted(house: House, role: str, cell: Cell, permissions: Any) -> bool:
    with house.app.app_context():
        return cell.permission in permissions if permissions else expected(house, role, cell) == "let in"


@pytest.mark.soak
def test_public_pages_ask_nobody_else_and_leave_nothing(
    crawled: tuple[House, server.Portal], open_page: OpenPage
) -> None:
    made, portal = crawled
    watch = Watch(open_page(), portal.url)
    paths = _pages(made, "anonymous", PUBLIC)
    for path in [
        *paths,
        *(f"/es{path}" for path in paths if not path.startswith("/es")),
        "/search?q=hands",
        "/es/search?q=hands",
        "/search?q=nothinglikethis",
    ]:
        watch.visit(path, leaves_nothing=True)
    # The doors have forms with a token, and so a cookie: the one the documents name, and no other.
    for path in _pages(made, "anonymous", OPEN - PUBLIC):
        watch.visit(path, leaves_nothing=False)
    watch.visit(paths[0], leaves_nothing=False)
    watch.page.wait_for_load_state("networkidle")
    assert "\n".join([*watch.wrong, *watch.asked, *watch.said]) == ""
    assert {cookie["name"] for cookie in watch.page.context.cookies()} <= {COOKIE}
    print(f"\n{watch.visited} public pages")
    assert watch.visited > LEAST_PUBLIC


def test_a_patients_pages_ask_nobody_else(crawled: tuple[House, server.Portal], open_page: OpenPage) -> None:
    made, portal = crawled
    watch = Watch(open_page(), portal.url)
    watch.page.goto(f"{portal.url}/sign-in")
    watch.page.fill("#email", "patient@story.example")
    watch.page.fill("#password", PASSWORD)
    watch.page.locator("form[action*='/sign-in'] button").first.click()
    watch.page.wait_for_url(lambda url: "/sign-in" not in url)
    paths = _pages(made, "patient")
    for path in paths:
        watch.visit(path, leaves_nothing=False)
    watch.visit(paths[0], leaves_nothing=False)
    watch.page.wait_for_load_state("networkidle")
    assert "\n".join([*watch.wrong, *watch.asked, *watch.said]) == ""
    assert {cookie["name"] for cookie in watch.page.context.cookies()} <= {COOKIE}
    print(f"\n{watch.visited} pages of a patient")
    assert watch.visited > LEAST_OWN

"""Public pages in a real browser: nobody else is asked, nothing is left, axe finds nothing, and zoom hides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission
from tests.attack.test_crawl import Watch
from tests.standards.conftest import DemoSite
from tests.standards.crawl import Crawl
from tests.support import server
from tests.support.browser import HEIGHTS, LAPTOP, PHONE, OpenPage

pytestmark = pytest.mark.browser
ZOOMED, ZOOMED_HEIGHT = 320, 256
"""A screen of 1280 x 1024 at 400 %, in CSS pixels. Source: WCAG 2.2, 1.4.10 (AA)."""
EVERY_LOOK = tuple(product((PHONE, LAPTOP), ("light", "dark")))
TURNS = (EVERY_LOOK[0::3], EVERY_LOOK[1:3])
"""A phone by day with a laptop by night, and the other two: in the short form views take turns."""
OUTSIDE = """[...document.body.querySelectorAll('*')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)
    && !e.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link, .nhsuk-table__head');
}).map(e => e.outerHTML.slice(0, 90))"""
"""What sticks out of the screen: the kit lets the body cut it off, so that the page's own width says nothing."""


@dataclass
class Reader:
    """Somebody who looks at pages and says what is wrong."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def look(self, path: str, looks: Iterable[tuple[int, str]]) -> None:
        """Let axe see a page in some looks."""
        for width, scheme in looks:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
            self.wrong += [f"{path} {width} {scheme}: {one['id']} {one['nodes'][0]['html']}" for one in found]

    def zoom(self, path: str) -> None:
        """Enlarge a page to 400 %: it is read by scrolling one way, and nothing sticks out."""
        self.page.set_viewport_size({"width": ZOOMED, "height": ZOOMED_HEIGHT})
        self.wrong += [f"{path} at 400 %: {one}" for one in self.page.evaluate(OUTSIDE)]


def public_paths(site: DemoSite, crawl: Crawl, found: Iterable[str]) -> list[str]:
    """Return the pages among the addresses that the public side serves to anybody."""
    views = site.app.view_functions
    return [
        path
        for path in found
        if crawl.answers[path].status_code == 200
        and crawl.endpoints[path] in views
        and getattr(views[crawl.endpoints[path]], MARK) is Permission.PUBLIC_READ
    ]


def read_all(watch: Watch, paths: list[str], looks: tuple[tuple[tuple[int, str], ...], ...]) -> list[str]:
    """Open the pages one after the other, the looks in turn, and return all that is wrong with them."""
    reader = Reader(watch.page, watch.url)
    for number, path in enumerate(paths):
        watch.visit(path, leaves_nothing=True)
        reader.look(path, looks[number % len(looks)])
        reader.zoom(path)
    watch.page.wait_for_load_state("networkidle")
    return [*watch.wrong, *watch.asked, *watch.said, *reader.wrong]


def test_every_kind_of_page_is_for_everybody(
    demo_site: DemoSite, demo_server: server.Portal, short_crawl: Crawl, open_page: OpenPage
) -> None:
    found = short_crawl.one_of_each("text/html")
    paths = public_paths(demo_site, short_crawl, found)
    english = [path for path in paths if not path.startswith("/es")]
    assert len(english) >= 15
    assert read_all(Watch(open_page(), demo_server.url), english, TURNS) == []


@pytest.mark.soak
def test_every_page_is_for_everybody(
    demo_site: DemoSite, demo_server: server.Portal, whole_crawl: Crawl, open_page: OpenPage
) -> None:
    paths = public_paths(demo_site, whole_crawl, whole_crawl.of_type("text/html"))
    kinds = public_paths(demo_site, whole_crawl, whole_crawl.one_of_each("text/html"))
    print(f"\n{len(kinds)} kinds of pages in every look, {len(paths)} pages in one")
    watch = Watch(open_page(), demo_server.url)
    assert read_all(watch, kinds, (EVERY_LOOK,)) == []
    assert read_all(watch, paths, tuple((look,) for look in EVERY_LOOK)) == []


def test_what_sticks_out_when_zoomed_is_seen(demo_server: server.Portal, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{demo_server.url}/emergency")
    reader = Reader(page, demo_server.url)
    reader.zoom("/emergency")
    assert reader.wrong == []
    page.evaluate("document.querySelector('main p').style.minInlineSize = '400px'")
    reader.zoom("/emergency")
    assert "/emergency at 400 %: <p" in reader.wrong[0]

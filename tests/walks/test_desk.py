"""An editor and a second clinician finish ten of the demo's drafts: by keyboard alone, and by taps on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.app import create_app
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from qa_portal.demo import content, people, shelf, sign_ins
from qa_portal.demo.history import Story
from qa_portal.demo.sign_ins import SignIn
from qa_portal.identity import totp
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus
from qa_portal.settings import Settings
from tests.support import server
from tests.support.browser import LAPTOP, PHONE, OpenPage

pytestmark = pytest.mark.browser
DRAFTS = 10
EDITOR, READERS = "hallam", ("lindqvist", "moreno", "banerjee", "whitfield")
OPEN = ".portal-finding--open"
Way = tuple[Callable[[Page], None], Callable[[Page], None]]
"""How an editor finishes a draft, and how a clinician checks one."""


class Demo:
    """The demo's clinic with ten drafts on the desk."""

    def __init__(self, settings: Settings) -> None:
        """Tell the first steps of ten of the demo's stories."""
        self.settings = settings
        self.sign_ins: dict[str, SignIn] = {}
        known = sign_ins.fresh()
        app = create_app(settings)
        with app.app_context():
            shelf.stock()
            with transaction() as session:
                load_defaults(session, content.hospital())
            cast = people.gather(known)
            present = clock.now()
            try:
                for row in [row for row in content.questions() if "answer" in row][:DRAFTS]:
                    proposed = {"status": "drafted", "proposed_by": row["answered_by"], "editor": EDITOR}
                    Story({**row, **proposed, "consent_to_ask": True, "thread": []}, cast, present).tell()
            finally:
                clock.set_to(None)
        by_email = {one.email: one for one in known}
        self.sign_ins = {one["key"]: by_email[one["email"]] for one in content.people()}

    def count(self, status: PublicationStatus) -> int:
        """Return how many drafts have come so far."""
        with create_app(self.settings).app_context():
            chosen = select(func.count()).select_from(Publication).where(Publication.status == status)
            return read().scalar(chosen) or 0


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Iterator[tuple[Demo, str]]:
    """Ten drafts, and a portal that serves them."""
    made = Demo(settings)
    with server.running(settings, tmp_path) as portal:
        yield made, portal.url


def _signed_in(page: Page, url: str, one: SignIn) -> Page:
    page.goto(f"{url}/sign-in")
    page.fill("#email", one.email)
    page.fill("#password", one.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/code" in address)
    page.fill("#code", totp.code_at(one.totp_secret, totp.step_at(clock.now().timestamp())))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def _tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by keyboard")


def _edit_by_keyboard(page: Page) -> None:
    _tab_to(page, ".portal-row__title a")
    page.keyboard.press("Enter")
    expect(page.locator("[data-desk]")).to_be_visible()
    while left := page.locator(OPEN).count():
        # The keys work once the script is there.
        page.wait_for_load_state()
        page.keyboard.press("j")
        for _ in range(page.locator("[data-finding]").count()):
            if page.locator(f"{OPEN}.is-current").count():
                break
            page.keyboard.press("k")
        page.keyboard.press("a")
        expect(page.locator(OPEN)).not_to_have_count(left)
    if not page.input_value("#topic"):
        _tab_to(page, "#topic", 120)
        page.keyboard.press("ArrowDown")
    _tab_to(page, "[data-hand-on] button:last-of-type", 120)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Publication desk")


def _edit_by_taps(page: Page) -> None:
    page.locator(".portal-row__title a").first.click()
    expect(page.locator("[data-desk]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    while left := page.locator(OPEN).count():
        page.locator(f"{OPEN} .portal-act--accept").first.click()
        expect(page.locator(OPEN)).not_to_have_count(left)
    if not page.input_value("#topic"):
        page.select_option("#topic", index=1)
    page.locator("[data-hand-on] button").last.click()
    expect(page.locator("h1")).to_contain_text("Publication desk")


def _check_by_keyboard(page: Page) -> None:
    _tab_to(page, ".portal-row__title a")
    page.keyboard.press("Enter")
    expect(page.locator("#right")).to_be_attached()
    for box in ("#right", "#unnamed"):
        _tab_to(page, box)
        page.keyboard.press("Space")
    _tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Review")


def _check_by_taps(page: Page) -> None:
    page.locator(".portal-row__title a").first.click()
    expect(page.locator("#right")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.check("#right")
    page.check("#unnamed")
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Review")


KEYBOARD, TAPS = (_edit_by_keyboard, _check_by_keyboard), (_edit_by_taps, _check_by_taps)


@pytest.mark.parametrize(
    ("width", "way"),
    [
        pytest.param(PHONE, KEYBOARD, id="phone-keyboard"),
        pytest.param(PHONE, TAPS, id="phone-taps", marks=pytest.mark.soak),
        pytest.param(LAPTOP, KEYBOARD, id="laptop-keyboard", marks=pytest.mark.soak),
    ],
)
def test_ten_drafts_are_finished(demo: tuple[Demo, str], open_page: OpenPage, width: int, way: Way) -> None:
    made, url = demo
    edit, check = way
    editor = _signed_in(open_page(width=width), url, made.sign_ins[EDITOR])
    for number in range(DRAFTS):
        editor.goto(f"{url}/desk")
        edit(editor)
        if not number:
            assert Axe().run(editor, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert made.count(PublicationStatus.IN_REVIEW) == DRAFTS
    for name in READERS:
        # Nobody reads an answer of their own, and what tells much is read by two.
        reader = _signed_in(open_page(width=width), url, made.sign_ins[name])
        reader.goto(f"{url}/review")
        while reader.locator("h2:has-text('New pages') + .portal-rows .portal-row__title a").count():
            check(reader)
        if made.count(PublicationStatus.REVIEWED) == DRAFTS:
            break
    assert made.count(PublicationStatus.REVIEWED) == DRAFTS

"""A worried patient with one hand: few taps, few bytes, with and without scripts, and no word lost on the way."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from qa_portal.app import create_app
from qa_portal.settings import Settings
from tests.support import people
from tests.support.browser import OpenPage
from tests.support.people import PASSWORD
from tests.walks.hospital import Hospital, open_hospital

pytestmark = pytest.mark.browser
SMALL = 360
MAX_TAPS = 9
MAX_BYTES = 100 * 1024
LOST_SECONDS = 5
PATIENT = "someone.worried@patients.example"
SUBJECT = "Sore knee after a fall"
BODY = "I fell off my bike two weeks ago and my left knee still hurts at night. Is rest enough?"


@pytest.fixture
def hospital(settings: Settings, tmp_path: Path) -> Iterator[Hospital]:
    """A hospital that runs, with one patient who has an account."""
    people.make(create_app(settings), PATIENT)
    with open_hospital(settings, tmp_path) as running:
        yield running


@dataclass
class Hand:
    """One thumb on one page: it counts."""

    page: Page
    taps: int = 0

    def tap(self, what: Locator) -> None:
        """Tap something that is large enough to hit, once the page has its looks."""
        self.page.wait_for_load_state()
        box = what.bounding_box()
        assert box is not None
        assert box["height"] >= 40, f"{what} is {box['height']} px high"
        what.click()
        self.taps += 1

    def press(self, name: str) -> None:
        """Tap a button by its words."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def choose(self, select: str, value: str) -> None:
        """Open a list and tap a line of it."""
        self.page.select_option(select, value)
        self.taps += 2


def sign_in(page: Page, url: str) -> Page:
    """Sign the patient in."""
    page.goto(f"{url}/sign-in")
    page.fill("#email", PATIENT)
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda here: not here.endswith("/sign-in"))
    return page


def to_the_words(page: Page, url: str) -> None:
    """Go as far as the page where one types."""
    page.goto(f"{url}/ask")
    page.get_by_role("button", name="Start", exact=True).click()
    page.check("#about")
    page.select_option("#age_band", "40_64")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.check("#none")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Your question")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_nine_taps_are_enough_on_the_smallest_phone(
    hospital: Hospital, open_page: OpenPage, javascript: bool, tmp_path: Path
) -> None:
    page = sign_in(open_page(width=SMALL, javascript=javascript), hospital.url)
    hand = Hand(page)
    page.goto(f"{hospital.url}/ask")
    hand.press("Start")
    hand.tap(page.locator("#about"))
    hand.choose("#age_band", "40_64")
    hand.press("Continue")
    hand.tap(page.locator("#none"))
    hand.press("Continue")
    page.fill("#subject", SUBJECT)
    page.fill("#body", BODY)
    hand.press("Continue")
    hand.press("Send my question")
    expect(page.locator("main")).to_contain_text("Your receipt number is")
    page.screenshot(path=tmp_path / "sent.png", full_page=True)
    print(f"\ntaps beside typing: {hand.taps}")
    assert hand.taps <= MAX_TAPS
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


@pytest.mark.parametrize("path", ["/", "/sign-in", "/ask", "/ask/write"])
def test_the_first_view_of_a_page_is_small(hospital: Hospital, open_page: OpenPage, path: str) -> None:
    first = sign_in(open_page(width=SMALL), hospital.url)
    to_the_words(first, hospital.url)
    signed_in = path.startswith("/ask")
    page = open_page(width=SMALL, storage_state=first.context.storage_state() if signed_in else None)
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_bytes_of(request)))
    page.goto(hospital.url + path, wait_until="networkidle")
    print(f"\n{path}: {sum(sizes)} bytes in {len(sizes)} requests")
    assert sum(sizes) <= MAX_BYTES


def _bytes_of(request: object) -> int:
    sizes = request.sizes()  # type: ignore[attr-defined]
    return int(sizes["responseHeadersSize"] + sizes["responseBodySize"])


def _saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=10_000)


def test_words_survive_a_refresh_signing_out_and_another_device(hospital: Hospital, open_page: OpenPage) -> None:
    page = sign_in(open_page(width=SMALL), hospital.url)
    to_the_words(page, hospital.url)
    page.fill("#subject", SUBJECT)
    page.locator("#body").press_sequentially(BODY, delay=5)
    _saved(page)
    page.reload()
    assert page.input_value("#body") == BODY
    other = sign_in(open_page(width=SMALL, javascript=False), hospital.url)
    other.goto(f"{hospital.url}/ask/write")
    assert (other.input_value("#subject"), other.input_value("#body")) == (SUBJECT, BODY)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, hospital.url)
    page.goto(f"{hospital.url}/ask/write")
    assert page.input_value("#body") == BODY


def test_in_a_tunnel_the_page_says_so_and_tries_again(hospital: Hospital, open_page: OpenPage) -> None:
    page = sign_in(open_page(width=SMALL), hospital.url)
    to_the_words(page, hospital.url)
    page.wait_for_load_state("networkidle")
    context: BrowserContext = page.context
    context.set_offline(True)
    page.locator("#body").press_sequentially(BODY, delay=5)
    expect(page.locator("[data-autosave-status]")).to_contain_text("try again", timeout=15_000)
    assert page.input_value("#body") == BODY
    context.set_offline(False)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=30_000)
    other = sign_in(open_page(width=SMALL), hospital.url)
    other.goto(f"{hospital.url}/ask/write")
    assert other.input_value("#body") == BODY


def test_a_tab_that_dies_loses_five_seconds_of_typing_at_most(hospital: Hospital, open_page: OpenPage) -> None:
    page = sign_in(open_page(width=SMALL), hospital.url)
    to_the_words(page, hospital.url)
    page.focus("#body")
    typed: list[tuple[float, str]] = []
    begun = time.monotonic()
    text = ""
    while time.monotonic() - begun < 3 * LOST_SECONDS:
        page.keyboard.type("sore ")
        text += "sore "
        typed.append((time.monotonic(), text))
        page.wait_for_timeout(150)
    died = time.monotonic()
    page.context.close()
    other = sign_in(open_page(width=SMALL), hospital.url)
    other.goto(f"{hospital.url}/ask/write")
    kept = other.input_value("#body")
    must = max((words.strip() for at, words in typed if at <= died - LOST_SECONDS), key=len)
    assert len(kept) >= len(must), f"{len(must) - len(kept)} signs are lost"

"""Five people and one question, in a real browser: from the first tap to the public page and back.

Every page is checked with axe and photographed. With `QA_PICTURES=docs/pictures` the README's pictures are made anew.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa_portal.settings import Settings
from tests.support.browser import LAPTOP, PHONE, OpenPage
from tests.support.people import PASSWORD, code_of
from tests.walks.crowd import wait_for
from tests.walks.hospital import Hospital, address, open_hospital

pytestmark = pytest.mark.browser
PATIENT = "someone.new@patients.example"
QUESTION = (
    "My name is Tamsin Okoro and I live in Little Wickham. I fell off my bike on 4 October and my left knee "
    "still hurts at night. My number is 020 7946 0142. Do I need a scan, or is rest enough?"
)
SECRETS = ("Tamsin", "Okoro", "Wickham", "7946", "4 October")
ANSWER = (
    "A knee that can carry you and is not swollen rarely needs a scan.\n\n"
    "Rest it for two weeks, then begin to move it gently every day. A cold pack at night helps."
)
NET = {
    "expect": "The pain should ease within three weeks.",
    "worry": "If the knee locks, swells, or you cannot stand on it.",
    "do_now": "Ask your own doctor to look at it.",
    "by_when": "Within two days.",
}
FOR_README = os.environ.get("QA_PICTURES")
"""Read before the fixtures take every setting of the caller away."""
IN_README = {"write": "ask", "queue": "queue", "desk": "desk", "decide": "approve", "public": "public"}


@pytest.fixture
def hospital(settings: Settings, tmp_path: Path) -> Iterator[Hospital]:
    """A hospital that runs."""
    with open_hospital(settings, tmp_path) as running:
        yield running


@dataclass
class Walk:
    """One walk at one screen size, with or without the script."""

    hospital: Hospital
    open_page: OpenPage
    width: int
    javascript: bool
    pictures: Path

    def person(self, email: str) -> Page:
        """Sign somebody in, in a browser of their own."""
        page = self.open_page(width=self.width, javascript=self.javascript)
        page.goto(f"{self.hospital.url}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        for later in (0, 1, -1):
            if "/sign-in/code" in page.url:
                page.fill("#code", code_of(email, later))
                page.locator("main button[type=submit]").first.click()
                page.wait_for_load_state()
        expect(page.locator(".portal-header__form button").last).to_be_visible()
        return page

    def look(self, page: Page, name: str, *, title: str) -> None:
        """Check a page with axe, and photograph it."""
        expect(page.locator("h1")).to_contain_text(title)
        if self.javascript:
            # axe is a script itself; without scripts the HTML is the same.
            found = Axe().run(page, options={"resultTypes": ["violations"]})
            assert found.response["violations"] == [], f"{name}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        size = "phone" if self.width == PHONE else "laptop"
        page.screenshot(path=self.pictures / f"{name}-{size}.png", full_page=True)
        if FOR_README and name in IN_README and self.javascript:
            page.screenshot(path=Path(FOR_README) / f"{IN_README[name]}-{size}.png")

    def submit(self, page: Page, text: str) -> None:
        """Press the button with a text."""
        page.get_by_role("button", name=text, exact=True).click()


@pytest.mark.parametrize(
    ("width", "javascript"),
    [
        pytest.param(PHONE, True, id="phone-script"),
        pytest.param(LAPTOP, False, id="laptop-no-script", marks=pytest.mark.soak),
        pytest.param(PHONE, False, id="phone-no-script", marks=pytest.mark.soak),
        pytest.param(LAPTOP, True, id="laptop-script", marks=pytest.mark.soak),
    ],
)
def test_a_question_walks_from_ask_to_the_public_page_and_back(
    hospital: Hospital, open_page: OpenPage, tmp_path: Path, width: int, javascript: bool
) -> None:
    walk = Walk(hospital, open_page, width, javascript, tmp_path)
    patient = _sign_up(walk)
    _ask(walk, patient)
    _answer(walk)
    _finish_words(walk)
    _check_words(walk)
    public_url = _approve(walk, patient)
    _read(walk, public_url)
    _withdraw(walk, patient, public_url)


def _sign_up(walk: Walk) -> Page:
    page = walk.open_page(width=walk.width, javascript=walk.javascript)
    page.goto(f"{walk.hospital.url}/")
    walk.look(page, "home", title="Health questions")
    page.goto(f"{walk.hospital.url}/ask")
    walk.look(page, "sign-in", title="Sign in")
    page.goto(f"{walk.hospital.url}/sign-up")
    walk.look(page, "sign-up", title="Open an account")
    page.fill("#email", PATIENT)
    page.fill("#password", PASSWORD)
    page.check("#user")
    walk.submit(page, "Open my account")
    wait_for(lambda: walk.hospital.mails.texts(PATIENT), "the mail")
    page.goto(walk.hospital.url + walk.hospital.mails.link(PATIENT))
    walk.look(page, "verify", title="Confirm your address")
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".portal-header__form button").last).to_be_visible()
    page.goto(f"{walk.hospital.url}/account")
    walk.look(page, "account", title="")
    page.goto(f"{walk.hospital.url}/account/profile")
    walk.look(page, "profile", title="")
    return page


def _ask(walk: Walk, page: Page) -> None:
    page.goto(f"{walk.hospital.url}/ask")
    walk.look(page, "ask", title="Ask a question")
    walk.submit(page, "Start")
    walk.look(page, "who", title="Who is it about?")
    walk.submit(page, "Continue")
    walk.look(page, "who-errors", title="Who is it about?")
    page.check("#about")
    page.select_option("#age_band", "40_64")
    walk.submit(page, "Continue")
    page.check("#signs")
    walk.look(page, "signs", title="Is any of this happening now?")
    walk.submit(page, "Continue")
    walk.look(page, "advice", title="What to do now")
    page.get_by_role("link", name="Go on with my question").click()
    page.fill("#subject", "Sore knee after a fall")
    page.fill("#body", QUESTION)
    walk.look(page, "write", title="Your question")
    walk.submit(page, "Continue")
    page.check("#consent")
    walk.look(page, "check", title="Check and send")
    walk.submit(page, "Send my question")
    walk.look(page, "sent", title="Question")


def _answer(walk: Walk) -> None:
    page = walk.person(address("osei"))

    def listed() -> bool:
        page.goto(f"{walk.hospital.url}/queue")
        return page.get_by_role("button", name="Take it").count() > 0

    wait_for(listed, "the question in the queue")
    walk.look(page, "queue", title="Questions")
    page.get_by_role("button", name="Take it").first.click()
    page.fill("#body", ANSWER)
    walk.submit(page, "Send the answer")
    walk.look(page, "work-errors", title="Question")
    assert page.input_value("#body").startswith("A knee that can carry you"), "what was typed is gone"
    for part, text in NET.items():
        page.fill(f"#{part}", text)
    page.check("#propose")
    walk.look(page, "work", title="Question")
    walk.submit(page, "Send the answer")
    walk.look(page, "answered", title="Questions")


def _finish_words(walk: Walk) -> None:
    page = walk.person(address("editor"))

    def drafted() -> bool:
        page.goto(f"{walk.hospital.url}/desk")
        return page.locator(".portal-row__title a").count() > 0

    wait_for(drafted, "the draft on the desk")
    walk.look(page, "desk-list", title="Publication desk")
    page.locator(".portal-row__title a").first.click()
    walk.look(page, "desk", title="Prepare a public page")
    public = page.input_value("#question")
    assert not [secret for secret in SECRETS if secret in public], public
    page.select_option("#topic", label="Bones and joints")
    page.fill("#title", "Does a sore knee after a fall need a scan?")
    page.fill("#source_title_1", "Knee pain")
    page.fill("#source_url_1", "https://www.nhs.uk/conditions/knee-pain/")
    walk.submit(page, "Save and look through again")
    walk.look(page, "desk-open", title="Prepare a public page")
    while page.locator(".portal-finding--open").count():
        left = page.locator(".portal-finding--open").count()
        page.locator(".portal-finding--open .portal-act").first.click()
        expect(page.locator(".portal-finding--open")).not_to_have_count(left)
    walk.submit(page, "Hand to a second clinician")
    walk.look(page, "desk-done", title="Publication desk")


def _check_words(walk: Walk) -> None:
    page = walk.person(address("lindqvist"))
    page.goto(f"{walk.hospital.url}/review")
    walk.look(page, "review", title="Review")
    page.locator(".portal-row__title a").first.click()
    walk.look(page, "review-one", title="Check a public page")
    assert "Osei" not in page.locator("main").inner_text(), "the second clinician sees who wrote it"
    page.check("#right")
    page.check("#unnamed")
    walk.submit(page, "Yes, ask the patient")


def _approve(walk: Walk, page: Page) -> str:
    page.goto(f"{walk.hospital.url}/questions")
    walk.look(page, "mine", title="My questions")
    page.locator(".portal-row__title a").first.click()
    walk.look(page, "status", title="Question")
    page.get_by_role("link", name="Look at the words").click()
    walk.look(page, "decide", title="Your words in public?")
    walk.submit(page, "Yes, publish exactly these words")

    def public() -> bool:
        page.goto(f"{walk.hospital.url}/questions")
        page.locator(".portal-row__title a").first.click()
        return page.get_by_role("link", name="See the public page").count() > 0

    wait_for(public, "the public page")
    return str(page.get_by_role("link", name="See the public page").get_attribute("href"))


def _read(walk: Walk, public_url: str) -> None:
    reader = walk.open_page(width=walk.width, javascript=walk.javascript)

    def found() -> bool:
        reader.goto(f"{walk.hospital.url}/search?q=sore+knee+scan")
        return reader.locator(f"a[href='{public_url}']").count() > 0

    wait_for(found, "the page in the search")
    walk.look(reader, "search", title="")
    reader.locator(f"a[href='{public_url}']").first.click()
    walk.look(reader, "public", title="sore knee")
    shown = reader.locator("main").inner_text()
    assert not [secret for secret in SECRETS if secret in shown]
    assert "Within two days." in shown
    for path in ("/topics", "/about", "/privacy", "/terms", "/accessibility", "/emergency", "/search?q=zzqqx", "/es/"):
        reader.goto(walk.hospital.url + path)
        walk.look(reader, "page-" + path.strip("/").replace("?", "-").replace("/", "-"), title="")
    assert reader.context.cookies() == [], "a public page set a cookie"


def _withdraw(walk: Walk, page: Page, public_url: str) -> None:
    walk.submit(page, "Take it back")
    gone = walk.open_page(width=walk.width, javascript=walk.javascript)
    answer = gone.goto(walk.hospital.url + public_url)
    assert answer is not None
    assert answer.status == 410
    walk.look(gone, "gone", title="")

"""A clinician answers in a real browser: by keyboard, by taps at 360 pixels, beside a colleague, and through losses."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooSlow
from sqlalchemy import select

from qa_portal import clock
from qa_portal.app import create_app
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from qa_portal.demo import content, people, ready_words, shelf, sign_ins
from qa_portal.demo.history import Story
from qa_portal.demo.sign_ins import SignIn
from qa_portal.identity import totp
from qa_portal.question.draft_models import AnswerDraft
from qa_portal.question.models import Question
from qa_portal.question.reading import open_outgoing
from qa_portal.question.status import Status
from qa_portal.settings import Settings
from tests.support import server
from tests.support.browser import LAPTOP, OpenPage
from tests.walks.crowd import wait_for

pytestmark = pytest.mark.browser
NARROW = 360
STORIES = 4
MOST_ACTIONS = 6
AXE = {"resultTypes": ["violations"]}


class Clinic:
    """The demo's clinic with some questions that wait for general practice."""

    def __init__(self, settings: Settings) -> None:
        """Tell the first steps of some stories."""
        self.settings = settings
        known = sign_ins.fresh()
        with create_app(settings).app_context():
            shelf.stock()
            with transaction() as session:
                load_defaults(session, content.hospital())
            cast = people.gather(known)
            ready_words.stock(cast)
            present = clock.now()
            rows = [row for row in content.questions() if row["queue"] in TEAMS and row["language"] == "en"]
            try:
                for number, row in enumerate(rows[:STORIES]):
                    fresh = {**row, "status": "queued", "thread": [], "sent_hours_ago": 2 + number}
                    Story({name: fresh[name] for name in fresh if name not in UNTOLD}, cast, present).tell()
            finally:
                clock.set_to(None)
        by_email = {one.email: one for one in known}
        self.sign_ins: dict[str, SignIn] = {one["key"]: by_email[one["email"]] for one in content.people()}

    def status_of(self, number: str) -> Status:
        """Return where a question stands."""
        with create_app(self.settings).app_context():
            return read().scalars(select(Question).where(Question.number == number)).one().where

    def draft_of(self, number: str) -> str:
        """Return what the server has of an answer that is being written."""
        with create_app(self.settings).app_context(), transaction() as session:
            question = session.scalars(select(Question).where(Question.number == number)).one()
            draft = session.scalar(select(AnswerDraft).where(AnswerDraft.question_id == question.id))
            return str(open_outgoing(session, question, draft).get("body", "")) if draft else ""


TEAMS = ("general_practice", "dermatology")
UNTOLD = frozenset({"answer", "answered_by", "proposed_by", "editor", "reviewer", "publication"})


@pytest.fixture
def clinic(settings: Settings, tmp_path: Path) -> Iterator[tuple[Clinic, str]]:
    """Questions that wait, and a portal that serves them."""
    made = Clinic(settings)
    with server.running(settings, tmp_path) as portal:
        yield made, portal.url


def signed_in(page: Page, url: str, one: SignIn) -> Page:
    page.goto(f"{url}/sign-in?next=/queue")
    give_password(page, one)
    return page


def give_password(page: Page, one: SignIn) -> None:
    page.fill("#email", one.email)
    page.fill("#password", one.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/code" in address)
    for later in (0, 1):
        page.fill("#code", totp.code_at(one.totp_secret, totp.step_at(clock.now().timestamp()) + later))
        page.keyboard.press("Enter")
        try:
            # Of a code that was used already, the next one is taken as well.
            page.wait_for_url(lambda address: "/sign-in" not in address, timeout=8_000)
        except TooSlow:
            continue
        return


class Hand:
    """Counts what a person does: a key, a word typed without looking up, a tap."""

    def __init__(self, page: Page) -> None:
        """Begin to count."""
        self.page, self.actions = page, 0

    def press(self, key: str) -> None:
        """Press a key."""
        self.actions += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a word."""
        self.actions += 1
        self.page.keyboard.type(text)

    def tap(self, selector: str) -> None:
        """Tap something."""
        self.actions += 1
        self.page.locator(selector).first.click()

    def choose(self, selector: str, label: str) -> None:
        """Open a list and take one of it: two taps."""
        self.actions += 2
        self.page.select_option(selector, label=label)


def number_of(page: Page) -> str:
    return page.locator("h1").inner_text().split()[-1]


def is_whole(page: Page) -> bool:
    return all(page.input_value(f"#{box}").strip() for box in ("body", "expect", "worry", "do_now", "by_when"))


def test_an_answer_from_claim_to_send_by_keyboard_with_template_and_safety_net(
    clinic: tuple[Clinic, str], open_page: OpenPage
) -> None:
    made, url = clinic
    page = signed_in(open_page(width=LAPTOP), url, made.sign_ins["osei"])
    page.goto(f"{url}/queue")
    assert Axe().run(page, options=AXE).response["violations"] == []
    hand = Hand(page)
    hand.press("c")
    expect(page.locator("#body")).to_be_focused()
    number = number_of(page)
    hand.type("/uti")
    expect(page.locator("#ready-list li")).to_have_count(1)
    hand.press("Enter")
    expect(page.locator("#by_when")).not_to_have_value("")
    assert is_whole(page)
    assert "{" not in page.input_value("#body")
    assert Axe().run(page, options=AXE).response["violations"] == []
    hand.press("Control+Enter")
    expect(page.locator("[data-outgoing-text]")).to_contain_text(f"{number} goes out in")
    print(f"keyboard: {hand.actions} actions")
    assert hand.actions <= MOST_ACTIONS
    page.keyboard.press("u")
    expect(page.locator("[data-send]")).to_be_visible()
    assert is_whole(page)
    page.locator("#body").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-outgoing-text]")).to_contain_text("goes out in")
    wait_for(lambda: made.status_of(number) is Status.ANSWERED, "the answer", 45)
    expect(page.locator("[data-outgoing-text]")).to_contain_text("on its way")
    expect(page.locator("[data-outgoing] button")).to_be_hidden()


def test_an_answer_by_taps_at_360_pixels(clinic: tuple[Clinic, str], open_page: OpenPage) -> None:
    made, url = clinic
    page = signed_in(open_page(width=NARROW), url, made.sign_ins["osei"])
    page.goto(f"{url}/queue")
    hand = Hand(page)
    hand.tap(".portal-row__acts button")
    expect(page.locator("#body")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    hand.choose("#ready", page.locator("#ready option[data-short=rash]").inner_text())
    hand.tap("button[data-put=ready]")
    expect(page.locator("#by_when")).not_to_have_value("")
    assert is_whole(page)
    hand.tap("[data-send]")
    expect(page.locator("[data-outgoing-text]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    print(f"taps: {hand.actions} actions")
    assert hand.actions <= MOST_ACTIONS


def test_without_a_script_the_same_buttons_do_it(clinic: tuple[Clinic, str], open_page: OpenPage) -> None:
    made, url = clinic
    page = signed_in(open_page(width=NARROW, javascript=False), url, made.sign_ins["osei"])
    page.goto(f"{url}/queue")
    hand = Hand(page)
    hand.tap(".portal-row__acts button")
    hand.choose("#ready", page.locator("#ready option[data-short=rash]").inner_text())
    hand.tap("button[data-put=ready]")
    assert is_whole(page)
    hand.tap("[data-send]")
    expect(page.locator("[data-outgoing-text]")).to_contain_text("Until then you can take it back")
    assert hand.actions <= MOST_ACTIONS
    page.locator("[data-outgoing] button").click()
    assert is_whole(page)


def test_a_colleague_who_looks_on_or_writes_is_seen_within_five_seconds(
    clinic: tuple[Clinic, str], open_page: OpenPage
) -> None:
    made, url = clinic
    first = signed_in(open_page(width=LAPTOP), url, made.sign_ins["osei"])
    second = signed_in(open_page(width=LAPTOP), url, made.sign_ins[SECOND])
    first.goto(f"{url}/queue")
    first.keyboard.press("c")
    expect(first.locator("#body")).to_be_focused()
    second.goto(first.url)
    expect(first.locator("[data-beside]")).to_contain_text("is looking at it", timeout=5_000)
    expect(second.locator("[data-beside]")).to_contain_text("is looking at it", timeout=5_000)
    first.keyboard.type("It is ")
    expect(second.locator("[data-beside]")).to_contain_text("is writing", timeout=5_000)
    second.close()
    expect(first.locator("[data-beside]")).to_have_text("", timeout=20_000)


SECOND = "banerjee"
STEADY = "Dry skin is common at this time of the year and it gets better with a cream. "
KEY_SECONDS = 0.12


def test_a_killed_tab_loses_no_more_than_five_seconds(clinic: tuple[Clinic, str], open_page: OpenPage) -> None:
    made, url = clinic
    page = signed_in(open_page(width=LAPTOP), url, made.sign_ins["osei"])
    page.goto(f"{url}/queue")
    page.keyboard.press("c")
    expect(page.locator("#body")).to_be_focused()
    number, began = number_of(page), time.monotonic()
    page.keyboard.type(STEADY, delay=KEY_SECONDS * 1000)
    page.context.set_offline(True)
    a_key = (time.monotonic() - began) / len(STEADY)
    page.close()
    kept = made.draft_of(number)
    assert STEADY.startswith(kept)
    assert (len(STEADY) - len(kept)) * a_key <= 5


def test_words_typed_while_the_session_ended_are_kept_after_signing_in_again(
    clinic: tuple[Clinic, str], open_page: OpenPage
) -> None:
    made, url = clinic
    page = signed_in(open_page(width=LAPTOP), url, made.sign_ins["osei"])
    page.goto(f"{url}/queue")
    page.keyboard.press("c")
    expect(page.locator("#body")).to_be_focused()
    number = number_of(page)
    page.context.clear_cookies()
    page.keyboard.type("These words were typed too late.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("You are signed out")
    with page.expect_popup() as opened:
        page.locator("[data-autosave-status] a").click()
    give_password(opened.value, made.sign_ins["osei"])
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at", timeout=20_000)
    assert made.draft_of(number) == "These words were typed too late."
    page.reload()
    assert page.input_value("#body") == "These words were typed too late."

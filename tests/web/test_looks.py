"""The pages in a real browser: readable by everybody, at every size, in both schemes, with and without the script."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

from tests.support.browser import LAPTOP, PHONE, OpenPage
from tests.web.gallery import SAVED

pytestmark = pytest.mark.browser
PAGES = {"public": "/gallery", "private": "/account/gallery", "error": "/nowhere"}
SMALLEST = 320
"""A 1280 px screen zoomed to 400 %. Source: WCAG 2.2, 1.4.10 (AA)."""
TARGET = 24
"""Least size of what is tapped, but for links in a line of text. Source: WCAG 2.2, 2.5.8 (AA)."""
BIG_TARGETS = (
    ".nhsuk-button, .nhsuk-input, .nhsuk-select, .nhsuk-radios__input, .nhsuk-checkboxes__input, .portal-link-button, "
    ".portal-nav__link, .portal-header__button, .portal-languages a, .portal-pages__number, .portal-footer__links a"
)


def visit(open_page: OpenPage, url: str, **wishes: object) -> Page:
    """Open a page as a patient."""
    page = open_page(**wishes)
    page.context.add_cookies([{"name": "role", "value": "patient", "url": url}])
    page.goto(url)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, gallery_url: str, name: str, width: int, scheme: str) -> None:
    page = visit(open_page, gallery_url + PAGES[name], width=width, color_scheme=scheme)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("width", [SMALLEST, PHONE, 768, LAPTOP])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(open_page: OpenPage, gallery_url: str, name: str, width: int) -> None:
    page = visit(open_page, gallery_url + PAGES[name], width=width)
    wide = page.evaluate(
        "[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.nhsuk-u-visually-hidden, .nhsuk-table__head')).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_what_is_tapped_is_large_enough(open_page: OpenPage, gallery_url: str, width: int) -> None:
    page = visit(open_page, gallery_url + PAGES["private"], width=width)
    small = page.evaluate(
        "(parts) => [...document.querySelectorAll(parts)].filter(e => e.getBoundingClientRect().height < 44"
        " && e.getBoundingClientRect().height > 0).map(e => e.outerHTML.slice(0, 90))",
        BIG_TARGETS,
    )
    assert small == []


def test_rows_of_a_table_are_cards_on_a_phone_and_rows_on_a_laptop(open_page: OpenPage, gallery_url: str) -> None:
    for width, shown in ((PHONE, True), (LAPTOP, False)):
        page = visit(open_page, gallery_url + PAGES["public"], width=width)
        expect(page.locator(".nhsuk-table-responsive__heading").first).to_be_visible(visible=shown)


def test_a_page_mirrors_for_right_to_left_languages(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + PAGES["public"], width=PHONE)
    page.evaluate("document.documentElement.dir = 'rtl'")
    box = page.locator(".portal-brand").bounding_box()
    assert box
    assert box["x"] + box["width"] > PHONE - 40
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_no_page_breaks_its_own_security_policy(open_page: OpenPage, gallery_url: str) -> None:
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/gallery", "/account/gallery", "/account/form"):
        page.goto(gallery_url + path)
    assert said == []


def test_the_first_tab_leads_to_the_content(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + "/plain")
    page.keyboard.press("Tab")
    expect(page.locator(".nhsuk-skip-link")).to_be_focused()
    expect(page.locator(".nhsuk-skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#maincontent")).to_be_focused()


def test_mistakes_take_the_focus_and_lead_to_the_box(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + PAGES["private"])
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator('[data-error-summary] a[href="#how_long"]').click()
    expect(page.locator("#how_long")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_is_whole_without_the_script(open_page: OpenPage, gallery_url: str, javascript: bool) -> None:
    page = visit(open_page, gallery_url + "/account/form", javascript=javascript)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_text("You can write up to 20 characters")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/account/form")
    expect(page.get_by_role("heading", name="Form")).to_be_visible()


def test_characters_left_are_counted_as_people_see_them(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + "/account/form")
    page.get_by_label("Words").fill("🙂" * 19)
    expect(page.locator(".portal-count")).to_have_text("You have 1 characters left")
    page.get_by_label("Words").fill("x" * 23)
    expect(page.locator(".portal-count")).to_have_text("You have 3 characters too many")
    expect(page.locator("[data-count-live]")).to_have_text("You have 3 characters too many")


def answer(page: Page, path: str, *, status: int = 200, body: object = None, etag: str = "") -> list[Request]:
    """Answer a path of the page's own site, and keep what was asked."""
    asked: list[Request] = []

    def reply(route: Route) -> None:
        asked.append(route.request)
        headers = {"ETag": etag} if etag else {}
        route.fulfill(status=status, body=json.dumps(body), headers=headers, content_type="application/json")

    page.route(f"**{path}", reply)
    return asked


def clocked(open_page: OpenPage, url: str) -> Page:
    """Open a page whose clock the test moves."""
    page = open_page()
    page.context.add_cookies([{"name": "role", "value": "patient", "url": url}])
    page.clock.install()
    return page


def test_words_are_saved_a_moment_after_the_last_key(open_page: OpenPage, gallery_url: str) -> None:
    page = clocked(open_page, gallery_url)
    asked = answer(page, "/account/saved")
    page.goto(gallery_url + "/account/form")
    page.get_by_label("Words").press_sequentially("my knee")
    page.clock.run_for(2500)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    assert len(asked) == 1
    assert "words=my+knee" in (asked[0].post_data or "")
    assert "csrf_token=" in (asked[0].post_data or "")


def test_words_typed_before_the_script_came_are_saved_too(open_page: OpenPage, gallery_url: str) -> None:
    page = clocked(open_page, gallery_url)
    asked = answer(page, "/account/saved")
    slow: list[Route] = []
    page.route("**/drafts.js", lambda route: slow.append(route))
    page.goto(gallery_url + "/account/form")
    page.get_by_label("Words").press_sequentially("my knee")
    page.wait_for_timeout(100)
    slow[0].continue_()
    page.clock.run_for(2500)
    page.wait_for_load_state("networkidle")
    page.clock.run_for(2500)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    assert "words=my+knee" in (asked[0].post_data or "")


def test_a_failed_save_says_so_and_is_tried_again(open_page: OpenPage, gallery_url: str) -> None:
    page = clocked(open_page, gallery_url)
    asked = answer(page, "/account/saved", status=503)
    page.goto(gallery_url + "/account/form")
    page.get_by_label("Words").fill("my knee")
    page.clock.run_for(2500)
    expect(page.locator("[data-autosave-status]")).to_have_text("Not saved yet. We will try again.")
    page.unroute("**/account/saved")
    asked = answer(page, "/account/saved")
    page.clock.run_for(5000)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    assert len(asked) == 1


def test_words_not_yet_saved_are_sent_on_leaving(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + "/account/form")
    page.get_by_label("Words").fill("leaving with a knee")
    page.goto(gallery_url + "/plain")
    page.wait_for_timeout(500)
    assert "leaving with a knee" in SAVED


def test_nothing_is_kept_on_the_device(open_page: OpenPage, gallery_url: str) -> None:
    page = visit(open_page, gallery_url + "/account/form")
    page.get_by_label("Words").fill("my knee")
    page.goto(gallery_url + "/plain")
    kept: dict[str, Any] = page.evaluate("({local: localStorage.length, session: sessionStorage.length})")
    assert kept == {"local": 0, "session": 0}


def test_news_are_offered_and_nothing_moves(open_page: OpenPage, gallery_url: str) -> None:
    page = clocked(open_page, gallery_url)
    asked = answer(page, "/account/news", body={"new": 3}, etag='"a"')
    page.goto(gallery_url + "/account/form")
    before = page.get_by_role("button", name="Send").bounding_box()
    page.clock.run_for(26_000)
    link = page.get_by_role("link", name="3 new questions - show")
    expect(link).to_have_attribute("href", "/account/form")
    page.unroute("**/account/news")
    asked = answer(page, "/account/news", status=304)
    page.clock.run_for(26_000)
    page.wait_for_function("true")
    expect(link).to_be_visible()
    assert [request.headers.get("if-none-match") for request in asked] == ['"a"']
    assert page.get_by_role("button", name="Send").bounding_box() == before


@pytest.mark.parametrize("by", ["tap", "Esc"])
def test_the_quick_exit_ends_the_session_and_back_does_not_return(
    open_page: OpenPage, gallery_url: str, by: str
) -> None:
    page = clocked(open_page, gallery_url)
    asked = answer(page, "/leave")
    page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="weather"))
    page.goto(gallery_url + "/plain")
    page.goto(gallery_url + "/account/form")
    if by == "tap":
        page.get_by_role("button", name="Leave quickly").click()
    for _ in range(3 if by == "Esc" else 0):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")
    assert [request.method for request in asked] == ["POST"]
    page.go_back()
    assert page.url == gallery_url + "/plain"

"""The pages of people in a real browser, on a phone and a laptop, with and without JavaScript."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.identity import totp
from qa_portal.outbox.worker import Worker
from tests.support.browser import LAPTOP, PHONE
from tests.support.people import PASSWORD, Mails, code_of, make
from tests.support.threads import serving

pytestmark = pytest.mark.browser
SOAK = pytest.mark.soak
SCREENS = [(PHONE, True), pytest.param(LAPTOP, True, marks=SOAK), pytest.param(LAPTOP, False, marks=SOAK)]


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The portal on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with serving(server):
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def look(javascript: bool) -> Callable[[Page, str], None]:
    """Check a page with axe, that it fits the screen, and keep a picture where `QA_TEST_SHOTS` says."""
    folder = os.environ.get("QA_TEST_SHOTS")

    def at(page: Page, name: str) -> None:
        # A click returns before the page it leads to is there.
        page.wait_for_load_state()
        width = page.viewport_size["width"] if page.viewport_size else 0
        if folder:
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        if javascript:
            # axe waits for a promise, which never comes where scripts are off.
            found = Axe().run(page).response["violations"]
            assert found == [], f"{name}: {[one['id'] for one in found]}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"

    return at


@pytest.mark.parametrize(("width", "javascript"), SCREENS)
def test_a_patient_opens_an_account_and_fills_in_the_profile(
    url: str, open_page: Callable[..., Page], look: Callable[..., None], worker: Worker, mails: Mails,
    width: int, javascript: bool,
) -> None:  # fmt: skip
    page = open_page(width=width, javascript=javascript)
    page.goto(f"{url}/account")
    look(page, "sign-in-next")
    page.get_by_role("link", name="Open one").click()
    look(page, "sign-up")
    page.get_by_label("E-mail address").fill("anna@example.org")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Open my account").click()
    look(page, "sign-up-errors")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("I will. I am 16 or older").check()
    page.get_by_role("button", name="Open my account").click()
    look(page, "sign-up-sent")
    worker.drain()
    page.goto(url + mails.link("anna@example.org"))
    look(page, "verify")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm and sign in").click()
    page.goto(f"{url}/account")
    look(page, "account")
    page.get_by_role("link", name="(Details about you)").click()
    look(page, "profile")
    page.get_by_label("Your names").fill("Anna Quill")
    page.get_by_label("Date of birth").fill("1980-03-27")
    page.get_by_role("button", name="Save", exact=True).click()
    look(page, "profile-saved")
    page.goto(f"{url}/account/email")
    look(page, "change-email")
    page.goto(f"{url}/account/password")
    look(page, "change-password")
    page.goto(url + mails.link("anna@example.org"))
    look(page, "dead-link")
    page.get_by_role("button", name="Sign out").first.click()
    page.goto(f"{url}/reset")
    look(page, "reset")


def _set_up(page: Page, look: Callable[[Page, str], None]) -> None:
    """Set up the second factor as a nurse would who types the key by hand."""
    look(page, "set-up")
    page.get_by_role("link", name="My app is open").click()
    page.get_by_text("I cannot scan it").click()
    look(page, "scan")
    clear_secret = page.locator(".portal-key").inner_text().replace(" ", "")
    page.get_by_role("link", name="The app shows six digits").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    look(page, "first-code-wrong")
    page.get_by_label("Code").fill(totp.code_at(clear_secret, totp.step_at(clock.now().timestamp())))
    page.get_by_role("button", name="Go on").click()
    look(page, "recovery")
    page.get_by_role("button", name="Show my ten codes").click()
    look(page, "recovery-codes")
    assert page.locator(".portal-codes li").count() == 10
    page.get_by_role("link", name="I have them on paper").click()


@pytest.mark.parametrize(("width", "javascript"), SCREENS)
def test_an_admin_invites_a_clinician_who_joins(
    app: Flask, url: str, open_page: Callable[..., Page], look: Callable[..., None], worker: Worker, mails: Mails,
    width: int, javascript: bool,
) -> None:  # fmt: skip
    make(app, "admin@clinic.example", Role.ADMIN, display_name="Ada Admin", credential="Head of services")
    page = open_page(width=width, javascript=javascript)
    page.goto(f"{url}/sign-in?next=/admin/staff")
    page.get_by_label("E-mail address").fill("admin@clinic.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    look(page, "code")
    page.get_by_label("Code").fill(code_of("admin@clinic.example"))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Invite somebody").click()
    look(page, "invite")
    page.get_by_label("Name", exact=True).fill("Dr Nell New")
    page.get_by_label("E-mail address").fill("nell@clinic.example")
    page.get_by_label("Clinician", exact=True).check()
    page.get_by_role("button", name="Send the invitation").click()
    look(page, "staff")
    page.get_by_role("link", name="Dr Nell New").click()
    look(page, "staff-invited")
    worker.drain()
    invited = open_page(width=width, javascript=javascript)
    invited.goto(url + mails.link("nell@clinic.example"))
    look(invited, "join")
    invited.get_by_label("Choose a password").fill(PASSWORD)
    invited.get_by_role("button", name="Join").click()
    _set_up(invited, look)
    invited.goto(f"{url}/account")
    look(invited, "account-staff")
    for path, name in (("security", "security"), ("sessions", "sessions"), ("recovery", "recovery-again")):
        invited.goto(f"{url}/account/{path}")
        look(invited, name)
    invited.goto(f"{url}/confirm?next=/account")
    look(invited, "confirm")
    page.reload()
    look(page, "staff-member")
    page.get_by_role("button", name="Suspend").click()
    look(page, "staff-suspended")

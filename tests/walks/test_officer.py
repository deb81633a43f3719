"""A privacy officer looks into an access, and the patient reads the answer, in a real browser: each page with axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa_portal.app import create_app
from qa_portal.inquiry import exports
from qa_portal.settings import Settings
from tests.safety.hospital import at_ease, office
from tests.safety.story import Story, tell
from tests.support import server
from tests.support.browser import LAPTOP, PHONE, OpenPage
from tests.support.people import Mails
from tests.walks.hospital import Hospital
from tests.walks.test_journey import Walk

pytestmark = pytest.mark.browser
ANSWER = "We asked. There was no reason to open it, and it will not happen again."


@pytest.mark.parametrize(
    "width", [pytest.param(PHONE, id="phone", marks=pytest.mark.soak), pytest.param(LAPTOP, id="laptop")]
)
def test_an_access_is_looked_into_and_the_patient_is_answered(
    settings: Settings, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    easy = at_ease(settings, tmp_path / "mails")
    story = tell(create_app(easy))
    with server.running(easy, tmp_path) as portal:
        walk = Walk(Hospital(portal, Mails(tmp_path / "mails")), open_page, width, True, tmp_path)
        officer = walk.person("privacy.officer@story.example")
        _look_up(walk, officer, story)
        _copy(walk, officer, easy, tmp_path / "copy.csv")
        _person(walk, officer)
        _check(walk, officer)
        _close_case(walk, officer)
        _review(walk)
        _patient(walk, story)


def _look_up(walk: Walk, officer: Page, story: Story) -> None:
    expect(officer).to_have_url(f"{walk.hospital.url}/officer/access")
    walk.look(officer, "accesses", title="Accesses")
    officer.fill("#wanted", "patient@story.example")
    walk.submit(officer, "Look up")
    walk.look(officer, "patient", title="One patient")
    officer.goto(f"{walk.hospital.url}/officer/access/questions/{story.question_id}?unassigned=1")
    expect(officer.locator("ol.portal-rows > li")).to_have_count(0)
    expect(officer.locator("main")).to_contain_text("Nothing happened in these days.")
    officer.goto(f"{walk.hospital.url}/officer/access/questions/{story.question_id}")
    expect(officer.locator("main")).to_contain_text("UTC")
    walk.look(officer, "question", title="Question")


def _copy(walk: Walk, officer: Page, settings: Settings, path: Path) -> None:
    with officer.expect_download() as download:
        walk.submit(officer, "Take a signed copy (CSV)")
    download.value.save_as(path)
    with office(settings):
        assert exports.check(path.read_bytes()).is_good


def _person(walk: Walk, officer: Page) -> None:
    officer.goto(f"{walk.hospital.url}/officer/access")
    officer.locator("ol.portal-rows a[href*='/officer/access/people/']").first.click()
    expect(officer.locator("main")).to_contain_text("Outside opening hours")
    walk.look(officer, "person", title="")
    officer.get_by_text("Suspend this account").click()
    walk.submit(officer, "Suspend")
    expect(officer.locator("main")).to_contain_text("Suspended")
    walk.submit(officer, "Let this person in again")
    expect(officer.locator("main")).to_contain_text("Active")


def _check(walk: Walk, officer: Page) -> None:
    officer.goto(f"{walk.hospital.url}/officer/access")
    walk.submit(officer, "Check now")
    for _ in range(20):
        officer.goto(f"{walk.hospital.url}/officer/access")
        if "records verified" in officer.locator("main").inner_text():
            break
        officer.wait_for_timeout(500)
    expect(officer.locator("main")).to_contain_text("The head matches the anchor of")
    walk.look(officer, "checked", title="Accesses")


def _close_case(walk: Walk, officer: Page) -> None:
    officer.goto(f"{walk.hospital.url}/officer/cases")
    walk.look(officer, "cases", title="Cases")
    officer.locator("a[href*='/officer/cases/']").first.click()
    expect(officer.locator("main")).to_contain_text("I do not know this person.")
    walk.look(officer, "case", title="Case P-")
    officer.get_by_label("It was not proper").check()
    walk.submit(officer, "Close the case")
    expect(officer.locator(".nhsuk-error-summary")).to_contain_text("The patient waits for an answer.")
    officer.fill("#answer", ANSWER)
    walk.submit(officer, "Close the case")
    expect(officer.locator("main")).to_contain_text("How it ended")


def _review(walk: Walk) -> None:
    admin = walk.person("admin@story.example")
    admin.goto(f"{walk.hospital.url}/officer/glass")
    walk.look(admin, "glass", title="Emergency access")
    admin.locator("ol.portal-rows a").first.click()
    expect(admin.locator("main")).to_contain_text("cannot be reached any more")
    walk.look(admin, "review", title="Emergency access to")
    admin.get_by_label("Yes, it was proper").check()
    walk.submit(admin, "Close the review")
    expect(admin.locator("main")).to_contain_text("It was proper")


def _patient(walk: Walk, story: Story) -> None:
    patient = walk.person("patient@story.example")
    patient.goto(f"{walk.hospital.url}/questions/{story.question_id}")
    patient.get_by_role("link", name="Who opened this question").click()
    expect(patient.locator("main")).to_contain_text(ANSWER)
    expect(patient.locator("ol.portal-rows").first).to_contain_text(
        "To prepare the public words. They prepare the public words."
    )
    walk.look(patient, "who-opened", title="Who opened question")

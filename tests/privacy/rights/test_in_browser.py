"""A patient erases a question on a phone without JavaScript, in a real browser against the running portal."""

from pathlib import Path

import pytest

from qa_portal.app import create_app
from qa_portal.db import db
from qa_portal.settings import Settings
from tests.safety.story import tell
from tests.support import server
from tests.support.browser import OpenPage
from tests.support.people import PASSWORD


@pytest.mark.browser
def test_a_question_is_erased_on_a_phone_and_the_certificate_is_there(
    settings: Settings, tmp_path: Path, open_page: OpenPage
) -> None:
    app = create_app(settings)
    story = tell(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    with server.running(settings, tmp_path) as portal:
        page = open_page(width=390, javascript=False)
        page.goto(f"{portal.url}/sign-in")
        page.fill("#email", "patient@story.example")
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(f"{portal.url}/questions/{story.question_id}")
        page.click("text=Erase this question")
        page.click("text=Erase for ever")
        assert page.locator(".nhsuk-error-summary").is_visible()
        page.check("#sure")
        page.fill("#password", PASSWORD)
        page.click("text=Erase for ever")
        assert page.locator("h1").inner_text() == "Certificate of erasure"
        assert "It is erased." in page.inner_text("main")
        page.goto(f"{portal.url}/account/data")
        assert page.locator("a[href*='/erased?t=']").count() == 1

"""The pages as a browser gets them: no words of a patient for the officer, no address in an address line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.app import create_app, work_of
from qa_portal.db import db, read
from qa_portal.outbox.worker import Worker
from qa_portal.question.models import Question
from tests.safety.story import Story, tell
from tests.support import stores
from tests.support.forms import send

WORDS = ("Dry skin on the hands", "dry and itchy", "thick cream", "Kowal", "Tewkesbury", "patient@story.example")


@pytest.fixture(scope="module")
def told(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A portal with one of everything; what one test adds disturbs no other."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("pages") / "portal", "sqlite") as settings:
        app = create_app(settings)
        yield tell(app)
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def test_no_page_of_the_officer_shows_a_word_of_the_patient(told: Story) -> None:
    officer, ids = told.people["privacy officer"].client, told.ids()
    pages = ["/officer/access", "/officer/cases", "/officer/glass", f"/officer/access/questions/{ids['record_id']}"]
    pages += [f"/officer/access/patients/{ids['patient_id']}", f"/officer/access/people/{ids['person_id']}"]
    pages += [f"/officer/glass/{ids['glass_id']}"]
    for path in pages:
        answer = officer.get(path)
        assert answer.status_code == 200, path
        text = answer.get_data(as_text=True)
        assert not [word for word in WORDS if word in text], path
    behind = officer.get(f"/officer/glass/{ids['glass_id']}/text").get_data(as_text=True)
    assert "dry and itchy" in behind
    assert "Asked about sun." not in behind, "a note among staff"


def test_an_address_never_stands_in_an_address_line(told: Story) -> None:
    officer = told.people["privacy officer"].client
    found = send(officer, "/officer/access", to="/officer/access/find", wanted="Patient@story.example")
    assert found.headers["Location"].endswith(f"/officer/access/patients/{told.ids()['patient_id']}")
    again = send(officer, "/officer/access", to="/officer/access/find", wanted="zoe@example.org")
    assert again.status_code == 422
    text = again.get_data(as_text=True)
    assert "zoe@example.org" in text
    assert "No patient has this e-mail address" in text


def test_the_officer_has_the_chain_checked(told: Story) -> None:
    officer = told.people["privacy officer"].client
    assert send(officer, "/officer/access", to="/officer/access/check").status_code == 303
    Worker(told.app, *work_of(told.app)).drain()
    page = officer.get("/officer/access").get_data(as_text=True)
    assert "records verified" in page
    assert "matches the anchor of" in page


def test_a_note_that_is_too_long_comes_back_with_its_words(told: Story) -> None:
    patient, path = told.people["patient"].client, f"/questions/{told.question_id}/readings"
    page = patient.get(path).get_data(as_text=True)
    entry = page.partition('name="entry" value="')[2].partition('"')[0]
    answer = send(patient, path, entry=entry, note="word " * 500)
    assert answer.status_code == 422
    assert "word word" in answer.get_data(as_text=True)
    kept = send(patient, path, entry=entry, note="Who is this?")
    assert kept.status_code == 303
    after = patient.get(path).get_data(as_text=True)
    assert "Who is this?" in after
    assert "We are looking into it" in after


def test_a_wrong_day_is_said_at_its_box(told: Story) -> None:
    officer = told.people["privacy officer"].client
    text = officer.get(f"/officer/access/questions/{told.question_id}?since=yesterday").get_data(as_text=True)
    assert "Write the day like 2026-03-31." in text
    assert 'value="yesterday"' in text


def test_a_signed_copy_comes_as_a_file_without_a_name_of_anybody(told: Story) -> None:
    officer, path = told.people["privacy officer"].client, f"/officer/access/questions/{told.question_id}"
    answer = send(officer, path, to=f"{path}/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="access-question.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    with told.app.app_context():
        number = read().get_one(Question, told.question_id).number
    assert number in answer.get_data(as_text=True)

"""Published answers while somebody types: few, near, none beside a red flag, and the words are kept nowhere."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qa_portal.audit.log import AuditEntry
from qa_portal.db import read, transaction
from qa_portal.index.current import index
from qa_portal.journey.ask import service
from qa_portal.library.models import Page
from qa_portal.library.release import public_page, release
from qa_portal.question.models import AskDraft
from tests.library import shelf
from tests.support.forms import token_of
from tests.support.people import signed_in
from tests.support.story import MONDAY, Cast, Story

TITLE = "Which cream helps a dry, itchy elbow?"


@pytest.fixture
def shelved(story: Story) -> str:
    """A published answer on dry elbows, and one on something else."""
    with transaction() as session:
        public = shelf.words(title=TITLE, question="My elbow is dry and itchy. What cream can I try?")
        page_id = release(session, shelf.facts(public, topic_slug="skin", last_reviewed_at=MONDAY))
        release(session, shelf.facts(shelf.words(title="Is a fever of a toddler dangerous?"), topic_slug="skin"))
        session.flush()
        index().put_many([public_page(page) for page in session.scalars(select(Page))])
    return page_id


@pytest.fixture
def ana(story: Story, cast: Cast, app: Flask) -> FlaskClient:
    """A patient who has come to the page where one types."""
    service.begin(cast.ana)
    service.save(cast.ana, {"about": "me", "age_band": "18_39", "wished": "", "signs": []})
    return signed_in(app, cast.ana.id)


def asked(client: FlaskClient, subject: str, body: str = "") -> list[dict[str, str]]:
    """Send what is typed so far, as the page does."""
    token = token_of(client.get("/ask/write").get_data(as_text=True))
    answer = client.post("/ask/similar", data={"csrf_token": token, "subject": subject, "body": body})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, str]] = answer.get_json()["found"]
    return found


def test_a_few_words_find_the_answer_with_its_topic_and_its_day(shelved: str, ana: FlaskClient) -> None:
    [one] = asked(ana, "itchy elbow", "It is so dry. Is there a cream?")
    assert (one["title"], one["topic"]) == (TITLE, "Skin")
    assert one["url"].endswith(f"/answers/{shelved}")
    assert one["reviewed"] == "2 Mar 2026"


def test_words_about_something_else_find_nothing(shelved: str, ana: FlaskClient) -> None:
    assert asked(ana, "my landlord wants a paper", "He says the gate is broken.") == []


@pytest.mark.parametrize(
    ("signs", "body"),
    [([], "My elbow is itchy and I have crushing chest pain right now."), (["chest_pain"], "My elbow is itchy.")],
)
def test_nothing_is_offered_beside_a_red_flag(
    signs: list[str], body: str, shelved: str, ana: FlaskClient, cast: Cast
) -> None:
    assert asked(ana, "dry itchy elbow, a cream?")
    service.save(cast.ana, {"signs": signs})
    assert asked(ana, "dry itchy elbow, a cream?", body) == []


def test_words_that_were_taken_back_still_count_as_a_red_flag(shelved: str, ana: FlaskClient, cast: Cast) -> None:
    service.save(cast.ana, {"body": "I have crushing chest pain right now."})
    service.save(cast.ana, {"body": ""})
    assert asked(ana, "dry itchy elbow, a cream?") == []


def test_the_words_are_kept_nowhere(
    shelved: str, ana: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        asked(ana, "itchy elbow zqxvkw", "a dry elbow zqxvkw")
    read().rollback()
    before = read().scalars(select(AskDraft)).one().revision
    rows = read().scalar(select(func.count()).select_from(AuditEntry))
    asked(ana, "itchy elbow zqxvkw", "a dry elbow zqxvkw")
    read().rollback()
    assert read().scalars(select(AskDraft)).one().revision == before
    fields = read().scalars(select(AuditEntry.fields)).all()
    assert len(fields) <= (rows or 0) + 2, "only the page itself opens the draft"
    assert not [one for one in fields if "zqxvkw" in one]
    assert "zqxvkw" not in caplog.text + "".join(capfd.readouterr())


def test_without_a_token_or_a_draft_nothing_comes(shelved: str, ana: FlaskClient, cast: Cast, app: Flask) -> None:
    assert ana.post("/ask/similar", data={"subject": "itchy elbow"}).status_code == 400
    assert service.published_like(cast.ben, {"subject": "dry itchy elbow cream"}, index(), "en") == []


def test_without_javascript_they_stand_on_the_last_page_beside_the_button(
    shelved: str, ana: FlaskClient, cast: Cast
) -> None:
    service.save(cast.ana, {"subject": "itchy elbow", "body": "It is so dry. Is there a cream for it?"})
    page = ana.get("/ask/check").get_data(as_text=True)
    assert f"/answers/{shelved}" in page
    assert "Send my question" in page
    service.save(cast.ana, {"body": "It is so dry. I also have crushing chest pain right now."})
    page = ana.get("/ask/check").get_data(as_text=True)
    assert f"/answers/{shelved}" not in page
    assert "Send my question" in page

"""A public page comes due, is called to mind, ranked down, and taken from the readers, each on its day."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.clinic.models import Member
from qa_portal.db import read, transaction
from qa_portal.errors import Forbidden, NotFound
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.index.current import index
from qa_portal.journey.upkeep import queries, service
from qa_portal.library import release
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.models import Page, State
from qa_portal.library.release import PageFacts
from qa_portal.outbox.worker import Worker
from qa_portal.question.status import PublicationStatus
from qa_portal.text.wording import PublicWords, SafetyNet
from tests.support.apart import Apart
from tests.support.story import MONDAY, Someone, Story

DAY = timedelta(days=1)
NET = SafetyNet("It eases.", "It spreads.", "Call us.", "In two days.")


def letters_to(person: Someone) -> int:
    """Return how many mails about pages that are due a person got."""
    read().rollback()
    wanted = select(func.count()).where(Letter.account_id == person.id, Letter.kind == LetterKind.PAGE_DUE)
    return read().scalar(wanted) or 0


def go_to(moment: datetime, worker: Worker) -> None:
    """Move the clock and let the worker do what the outbox and the clock ask for then."""
    clock.set_to(moment)
    worker._last.clear()
    worker.drain()
    read().rollback()


def page_text(app: Flask, page_id: str) -> tuple[int, str]:
    """Return what a reader gets now."""
    app.test_client_class = Apart
    answer = app.test_client().get(f"/answers/{page_id}")
    return answer.status_code, answer.text


def guide(**wishes: object) -> str:
    """Release a page of the clinic's own and return its id."""
    words = PublicWords("How do I keep my hands soft?", "How?", "With a plain cream.", NET, ())
    with transaction() as session:
        return release.release(session, PageFacts(words=words, kind="guide", topic_slug="skin", **wishes))  # type: ignore[arg-type]


def score(page_id: str) -> float:
    """Return how high the search ranks a page."""
    return next(hit.score for hit in index().find("cream dry elbow").hits if hit.public_id == page_id)


def test_each_date_of_a_patients_answer_brings_what_was_said(story: Story, worker: Worker, app: Flask) -> None:
    story.published()
    go_to(MONDAY + DAY, worker)
    page_id, ines = story.publication.page_id or "", story.cast.ines
    assert story.publication.review_by_at == clock.months_later(MONDAY, 36)
    before = score(page_id)
    go_to(clock.months_later(MONDAY, 35) - DAY, worker)
    assert letters_to(ines) == 0
    go_to(clock.months_later(MONDAY, 35) + DAY, worker)
    assert letters_to(ines) == 1
    status, text = page_text(app, page_id)
    assert status == 200
    assert "due for review" not in text
    go_to(clock.months_later(MONDAY, 36) + DAY, worker)
    status, text = page_text(app, page_id)
    assert status == 200
    assert "This answer is due for review" in text
    assert score(page_id) < before
    assert letters_to(ines) == 2
    go_to(clock.months_later(MONDAY, 39) - DAY, worker)
    assert page_text(app, page_id)[0] == 200
    go_to(clock.months_later(MONDAY, 39) + DAY, worker)
    status, text = page_text(app, page_id)
    assert status == 410
    assert "due to be checked again" in text
    assert "moisturiser" not in text
    assert story.publication.where is PublicationStatus.WITHDRAWN
    assert page_id not in index().entries()


def test_an_owner_says_still_right_with_one_tap_and_stays_no_reader_of_their_own(story: Story, worker: Worker) -> None:
    story.published()
    ines, publication = story.cast.ines, story.publication
    then = clock.months_later(MONDAY, 36) + DAY
    go_to(then, worker)
    rows, total = queries.due(read(), ines, 1)
    assert total == 1
    assert rows[0].may_vouch
    assert rows[0].publication_id == publication.id
    service.still_right(ines, publication.page_id or "")
    page = read().get_one(Page, publication.page_id)
    assert (page.is_due, page.last_reviewed_at, page.review_by_at) == (False, then, clock.months_later(then, 36))
    assert page.reviewed_by == "Tom Example"
    assert queries.due(read(), ines, 1)[1] == 0
    assert story.publication.where is PublicationStatus.PUBLISHED
    go_to(clock.months_later(MONDAY, 41), worker)
    assert read().get_one(Page, publication.page_id).is_live


def test_medicines_come_due_after_a_year_by_their_topic(story: Story) -> None:
    with transaction() as session:
        release.set_topics(session, [{"slug": "skin", "name_en": "Skin", "name_es": "Piel", "review_months": 12}])
    story.published()
    page = read().get_one(Page, story.publication.page_id)
    assert page.review_by_at == clock.months_later(MONDAY, 12) == story.publication.review_by_at


def test_the_starter_topics_give_medicines_a_year() -> None:
    months = {str(topic["slug"]): topic.get("review_months") for topic in starter_topics()}
    assert months.pop("medicines-and-vaccines") == 12
    assert set(months.values()) == {None}


def test_when_the_owner_has_left_the_lead_is_told_and_may_say_it(story: Story, worker: Worker) -> None:
    story.published()
    page_id, ines, uma = story.publication.page_id or "", story.cast.ines, story.cast.uma
    with transaction() as session:
        page = session.get_one(Page, page_id)
        page.owner_id = uma.id
        session.get_one(Member, uma.id).active = False
    go_to(clock.months_later(MONDAY, 35) + DAY, worker)
    assert (letters_to(uma), letters_to(ines)) == (0, 1)
    service.still_right(ines, page_id)


def test_a_page_without_an_owner_is_the_desks(story: Story, worker: Worker) -> None:
    guide()
    go_to(clock.months_later(MONDAY, 35) + DAY, worker)
    assert letters_to(story.cast.eve) == 1
    go_to(clock.months_later(MONDAY, 35) + 3 * DAY, worker)
    assert letters_to(story.cast.eve) == 1


def test_a_guide_nobody_looked_at_is_held_back_and_one_tap_brings_it_back(
    story: Story, worker: Worker, app: Flask
) -> None:
    page_id = guide()
    go_to(clock.months_later(MONDAY, 39) - DAY, worker)
    assert page_text(app, page_id)[0] == 200
    go_to(clock.months_later(MONDAY, 39) + DAY, worker)
    assert page_text(app, page_id)[0] == 410
    assert page_id not in index().entries()
    service.still_right(story.cast.eve, page_id)
    go_to(clock.now() + DAY, worker)
    status, text = page_text(app, page_id)
    assert status == 200
    assert "plain cream" in text
    assert page_id in index().entries()


def test_an_imported_text_comes_due_and_is_not_taken_down(story: Story, worker: Worker) -> None:
    words = PublicWords("What is dry skin?", "What is it?", "Skin that lacks oil.", NET, ())
    with transaction() as session:
        page_id = release.release(session, PageFacts(words=words, kind="imported", external_id="x1"))
    go_to(clock.months_later(MONDAY, 40), worker)
    page = read().get_one(Page, page_id)
    assert (page.state, page.is_due) == (State.LIVE, True)


def test_who_may_say_what(story: Story) -> None:
    page_id = story.published().publication.page_id or ""
    people = story.cast.people
    with pytest.raises(Forbidden):
        # Whether an answer to a patient is right is no editor's judgement.
        service.still_right(people["eve"], page_id)
    with pytest.raises(NotFound):
        service.still_right(people["sol"], page_id)
    with pytest.raises(Forbidden):
        service.still_right(people["ana"], page_id)
    service.still_right(people["uma"], page_id)
    assert read().get_one(Page, page_id).reviewed_by == "Uma Example"


def test_needs_changes_reaches_the_desk_without_a_name(story: Story, worker: Worker) -> None:
    page_id = story.published().publication.page_id or ""
    service.needs_changes(story.cast.ines, page_id, "The dose is old, says Mr Harold Whitcombe.", lang="en")
    (report,), total = queries.reports(read(), is_open=True, number=1)
    assert total == 1
    assert report.page_id == page_id
    assert "dose is old" in report.words
    assert "Whitcombe" not in report.words
    assert queries.due(read(), story.cast.ines, 1)[0][0].reports == 1

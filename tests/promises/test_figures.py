"""What is counted: the hours promises follow, and the figures everybody can read."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.app import work_of
from qa_portal.clinic import figures as shown
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.figure_models import WHOLE, ServiceFigure
from qa_portal.clinic.promise import promise
from qa_portal.db import read
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service as queueing
from qa_portal.question import figures
from qa_portal.question.figures import usual_hours
from qa_portal.question.models import Question
from qa_portal.settings import Settings
from tests.support import stores
from tests.support.story import MONDAY, Cast, Story, sent

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("answered", "waiting", "usual"),
    [
        ([], [], None),
        ([1.0] * 9, [], None),
        ([1.0] * 10, [], 1.0),
        ([1.0] * 9 + [20.0], [], 1.0),
        ([1.0] * 8 + [20.0, 30.0], [], 20.0),
        # Young questions say nothing yet; old ones say that it takes at least so long.
        ([1.0] * 10, [0.5] * 50, 1.0),
        ([1.0] * 10, [90.0] * 2, 90.0),
        # A team that answers the easy ones and leaves the rest, and one that answers nothing.
        ([1.0] * 10, [50.0] * 30, 50.0),
        ([], [60.0] * 12, 60.0),
        ([], [5.0] * 12, None),
        ([], [4000.0] * 12, 500.0),
    ],
)
def test_a_team_is_as_fast_as_nine_of_ten_of_its_questions(
    answered: list[float], waiting: list[float], usual: float | None
) -> None:
    assert usual_hours(answered, waiting, own=8.0) == usual


def answer_one(story: Story, after: timedelta, wished: str = "general") -> None:
    """Ask a question and answer it so much later; the clock goes back to where it was."""
    asked = clock.now()
    one = story.another().queued(wished=wished)
    clock.set_to(asked + after)
    queueing.claim(one.cast.ines, one.question_id)
    answering.answer(one.cast.ines, one.question_id, sent())
    clock.set_to(asked)


def figure(queue_id: str = WHOLE) -> ServiceFigure:
    """Return a row of figures, counted anew."""
    read().rollback()
    figures.count_all()
    return read().get_one(ServiceFigure, queue_id, populate_existing=True)


def test_promises_follow_what_the_team_really_needs(story: Story, cast: Cast) -> None:
    queue_id = cast.queues["general"]
    for number in range(10):
        # Two of ten on Wednesday at three, after 21 opening hours; the others within an hour.
        answer_one(story, timedelta(days=2, hours=5) if number < 2 else HOUR)
    clock.set_to(MONDAY + timedelta(days=7))
    figures.note_all_usual_hours()
    assert clinic.queue(read(), queue_id).usual_hours == 21.0
    assert clinic.queue(read(), cast.queues["skin"]).usual_hours is None
    assert promise(read(), queue_id, clock.now()) == clock.now() + timedelta(days=2, hours=5)
    clock.set_to(MONDAY + timedelta(days=40))
    read().rollback()
    figures.note_all_usual_hours()
    assert clinic.queue(read(), queue_id).usual_hours is None, "what is long ago is forgotten"


def test_a_team_that_answers_nothing_does_not_look_fast(story: Story, cast: Cast) -> None:
    for _number in range(10):
        story.another().queued()
    clock.set_to(MONDAY + timedelta(days=7))
    figures.note_all_usual_hours()
    assert clinic.queue(read(), cast.queues["general"]).usual_hours == 40.0
    assert story.queued().question.promised_at == MONDAY + timedelta(days=14)


def test_the_figures_are_those_of_the_database(story: Story, cast: Cast) -> None:
    for hours in range(1, 12):
        answer_one(story, hours * HOUR if hours < 11 else timedelta(days=3))
    clock.advance(HOUR)
    oldest = story.another().queued(wished="skin")
    clock.advance(HOUR)
    story.another().waiting()
    story.another().closed()
    story.another().received()
    whole, general, skin = figure(), figure(cast.queues["general"]), figure(cast.queues["skin"])
    assert (whole.asked, whole.answered, whole.waiting) == (15, 11, 2)
    assert (general.asked, general.answered, skin.asked, skin.waiting) == (13, 11, 1, 1)
    assert (whole.median_hours, whole.p90_hours) == (6.0, 10.0)
    assert whole.kept == 10, "the eleventh came later than first promised"
    assert whole.oldest_sent_at == skin.oldest_sent_at == oldest.question.sent_at
    assert whole.oldest_sent_at == read().scalar(select(func.min(Question.sent_at)).where(figures.waits()))


def test_a_second_answer_changes_nothing_of_how_fast_the_first_came(story: Story, cast: Cast) -> None:
    story.reopened()
    clock.advance(timedelta(days=5))
    queueing.claim(cast.ines, story.question_id)
    answering.answer(cast.ines, story.question_id, sent())
    assert figure().p90_hours == 0.0


@pytest.fixture
def public_page(settings: Settings, in_app: Flask) -> Iterator[Flask]:
    """The public side as its own process has it, without a key."""
    with stores.opened(settings, "public") as app:
        yield app


def read_page(public: Flask, path: str = "/service") -> str:
    """Return the page's words."""
    with public.app_context():
        answer = public.test_client().get(path)
    assert answer.status_code == 200
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def test_the_public_page_tells_them_without_a_key(story: Story, cast: Cast, public_page: Flask) -> None:
    assert "Nothing is counted yet" in read_page(public_page)
    for hours in range(1, 12):
        answer_one(story, hours * HOUR)
    story.another().queued(wished="skin")
    figure()
    text = read_page(public_page)
    assert "Half of all questions are answered within 6 hours" in text
    assert "9 of 10 questions are answered within 10 hours" in text
    assert "came in Monday 2 March, 10:00" in text
    assert "General 6 hours" in re.sub(r"(Team|Half within|9 of 10 within) ", "", text)
    assert "preguntas" in read_page(public_page, "/es/service")


def test_few_answers_are_not_told(story: Story, cast: Cast, public_page: Flask) -> None:
    for hours in range(1, 10):
        answer_one(story, hours * HOUR)
    story.another().queued(wished="skin")
    figure()
    whole = shown.whole(read())
    assert whole is not None
    assert (whole.is_told, whole.oldest_sent_at) == (False, MONDAY)
    text = read_page(public_page)
    assert "hours" not in text.replace("opening hours", "")
    assert text.count("2 March") == 2, "once for the oldest of all, once for when it was counted; not for a small team"


def test_the_worker_counts_by_itself(app: Flask, story: Story) -> None:
    _handlers, rounds = work_of(app)
    assert {rounds[name][0] for name in ("note usual hours", "count service figures")} == {3600.0, 60.0}
    asked: datetime = story.queued().question.sent_at
    rounds["count service figures"][1]()
    assert read().get_one(ServiceFigure, WHOLE).oldest_sent_at == asked

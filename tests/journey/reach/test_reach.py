"""Counts of readers: nothing of who, nothing below ten, and a subject proposed when ten people want it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.index.current import index
from qa_portal.journey.reach import queries
from qa_portal.journey.triage import service as triage
from qa_portal.library.count_models import Counted, DailyCount
from qa_portal.library.counting import EXTENSION, Counts, medical_words
from qa_portal.library.release import set_topics
from qa_portal.question.queries import publications_of
from tests.support.people import signed_in
from tests.support.story import TOPIC, Cast, Story

BROWSER = {"User-Agent": "Mozilla/5.0", "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Somebody who reads with a browser."""
    return app.test_client(use_cookies=False)


def counted(app: Flask) -> dict[tuple[str, str], int]:
    """Write what waits; return all numbers."""
    counts: Counts = app.extensions[EXTENSION]
    counts.write()
    read().rollback()
    return {(row.what, row.key): row.count for row in read().scalars(select(DailyCount))}


def page_of(story: Story) -> str:
    """Publish the answer; return its public id."""
    story.published()
    read().rollback()
    return str(publications_of(read(), story.question_id)[0].page_id)


def overview(app: Flask, cast: Cast) -> str:
    """Return the page as its editor reads it."""
    counts: Counts = app.extensions[EXTENSION]
    counts.write()
    answer = signed_in(app, cast.eve.id).get("/reach")
    assert answer.status_code == 200
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def test_pages_are_counted_by_day_kept_or_not_and_robots_are_not(app: Flask, story: Story, reader: FlaskClient) -> None:
    page_id = page_of(story)
    for _ in range(3):
        assert reader.get(f"/answers/{page_id}", headers=BROWSER).status_code == 200
    reader.get(f"/es/answers/{page_id}?via=whatsapp", headers=BROWSER)
    reader.get(f"/answers/{page_id}", headers={"User-Agent": "Googlebot/2.1"})
    reader.get(f"/answers/{'0' * 32}", headers=BROWSER)
    assert counted(app) == {("view", page_id): 4, ("via", "whatsapp"): 1}
    reader.get(f"/answers/{page_id}", headers=BROWSER)
    assert counted(app)["view", page_id] == 5


def test_a_link_tag_changes_nothing_on_the_page(story: Story, reader: FlaskClient) -> None:
    page_id = page_of(story)
    tagged = reader.get(f"/answers/{page_id}?via=facebook", headers=BROWSER)
    assert reader.get(f"/answers/{page_id}", headers=BROWSER).data == tagged.data
    assert b"via=facebook" not in re.sub(rb'href="[^"]*facebook[^"]*"', b"", tagged.data)


def test_a_vote_is_a_number_and_comes_from_our_own_page(app: Flask, story: Story, reader: FlaskClient) -> None:
    page_id = page_of(story)
    answer = reader.post(f"/answers/{page_id}/helpful", data={"vote": "yes"}, headers=BROWSER)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert reader.post(f"/answers/{page_id}/helpful", data={"vote": "no"}, headers=BROWSER).status_code == 200
    elsewhere = BROWSER | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.post(f"/answers/{page_id}/helpful", data={"vote": "yes"}, headers=elsewhere).status_code == 400
    reader.post(f"/answers/{page_id}/helpful", data={"vote": "maybe"}, headers=BROWSER)
    numbers = counted(app)
    assert (numbers["helpful", page_id], numbers["unhelpful", page_id]) == (1, 1)


def test_of_a_search_only_words_of_medicine_are_kept_and_only_when_nothing_was_found(
    app: Flask, story: Story, reader: FlaskClient
) -> None:
    page_of(story)
    reader.get("/search?q=elbow+cream", headers=BROWSER)
    reader.get("/search?q=Rosalind+Ferrer+psoriasis+07700900123", headers=BROWSER)
    numbers = counted(app)
    assert numbers["search", ""] == 2
    assert numbers["miss", ""] == 1
    assert [key for what, key in numbers if what == "word"] == ["psoriasis"]


@pytest.mark.parametrize("words", ["Ana Quillfeather", "12345678", "smith jones", "12 Elm Road, Wexbourne"])
def test_a_name_is_no_word_of_medicine(words: str) -> None:
    assert medical_words(words) == set()


def test_small_numbers_are_not_told(app: Flask, story: Story, cast: Cast, reader: FlaskClient) -> None:
    page_id = page_of(story)
    title = "Which cream helps a dry elbow?"
    for _ in range(9):
        reader.get(f"/answers/{page_id}", headers=BROWSER)
    nine = overview(app, cast)
    assert title not in nine
    assert "Answers read fewer than 10" in nine
    reader.get(f"/answers/{page_id}", headers=BROWSER)
    ten = overview(app, cast)
    assert f"{title} Times read 10" in ten.replace("  ", " ")
    clock.advance(timedelta(days=queries.DAYS + 1))
    assert title not in overview(app, cast)


@pytest.mark.parametrize(("people", "proposed"), [(9, False), (10, True), (12, True)])
def test_a_subject_is_proposed_when_ten_looked_for_it_in_vain(
    app: Flask, story: Story, reader: FlaskClient, people: int, proposed: bool
) -> None:
    for _ in range(people):
        reader.get("/search?q=psoriasis", headers=BROWSER)
    counted(app)
    words = [one.word for one in queries.wanted(read(), index(), queries.since(clock.now().date()))]
    assert words == (["psoriasis"] if proposed else [])


def test_a_subject_that_is_wanted_leads_to_a_new_guide_with_its_topic_filled_in(
    app: Flask, story: Story, cast: Cast, reader: FlaskClient
) -> None:
    set_topic = {**TOPIC, "synonyms": ["psoriasis", "eczema"]}
    with transaction() as session:
        set_topics(session, [set_topic])
    for _ in range(10):
        reader.get("/search?q=psoriasis", headers=BROWSER)
    counted(app)
    eve = signed_in(app, cast.eve.id)
    page = eve.get("/reach").text
    link = re.search(r'href="(/guide-desk/new\?[^"]*)">Write a guide', page)
    assert link is not None
    assert "psoriasis" not in link[1]
    assert '<option value="skin" selected>' in eve.get(link[1]).text


@pytest.mark.parametrize(("asked", "proposed"), [(9, False), (12, True)])
def test_a_subject_is_proposed_when_many_asked_about_it_in_private(
    app: Flask, story: Story, asked: int, proposed: bool
) -> None:
    for number in range(asked):
        one = story.another().answered(body=f"I have psoriasis since week {number}. What can I do about it?")
        triage.learn(one.question_id)
    read().rollback()
    wanted = {one.word: one.asked for one in queries.wanted(read(), index(), queries.since(clock.now().date()))}
    assert wanted.get("psoriasis") == (asked if proposed else None)


def test_two_processes_add_up(app: Flask, story: Story) -> None:
    for counts in (Counts(app), Counts(app)):
        for _ in range(3):
            counts.add(Counted.SEARCH)
        counts.write()
    assert counted(app) == {("search", ""): 6}


def test_what_waits_is_written_when_its_minute_is_over(app: Flask, story: Story) -> None:
    counts = Counts(app, write_seconds=0.0)
    counts.add(Counted.SEARCH)
    read().rollback()
    assert read().scalars(select(DailyCount.count)).all() == [1]

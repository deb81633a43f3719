"""What readers get of a guide, where they find it, and that nothing of it is left when it is taken away."""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal.db import read, transaction
from qa_portal.errors import BadInput
from qa_portal.index.current import index
from qa_portal.journey.guides import service
from qa_portal.library import history, recalls
from qa_portal.library.count_models import DailyCount
from qa_portal.library.models import Page
from qa_portal.outbox.worker import Worker
from qa_portal.question.queries import publications_of
from tests.support import guides
from tests.support.apart import Apart
from tests.support.story import Cast, Story

BROWSER = {"User-Agent": "Mozilla/5.0"}
PLACES = ("/", "/topics", "/topics/skin", "/feed.xml", "/feed.json", "/topics/skin/feed.xml", "/topics/skin/feed.json")
LISTS = (*PLACES, "/sitemap.xml", "/embed/latest", "/embed/topics/skin", "/api/v1/search?q=dry+skin+leaflet")


@pytest.fixture
def reader(app: Flask, story: Story) -> FlaskClient:
    """Somebody who reads with a browser and without script, on a Monday at ten."""
    app.test_client_class = Apart
    return app.test_client(use_cookies=False)


def words(html: str) -> str:
    """Return what stands on a page."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def data_of(html: str) -> dict[str, object]:
    """Return the data a page holds for search engines."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def test_a_guide_has_contents_a_box_sources_and_who_stands_for_it(cast: Cast, reader: FlaskClient) -> None:
    guides.public(cast.eve, cast.tom)
    answer = reader.get("/guides/dry-skin")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert re.findall(r'<a href="#(part-[a-z-]+)">', answer.text) == re.findall(r'<h2 id="(part-[a-z-]+)"', answer.text)
    assert "<strong>many times a day</strong>" in answer.text
    assert "<ol><li>Hot water</li>" in answer.text
    said = words(answer.text)
    for line in ("When to get help", "Ask us the same day if:", "Dry skin, a leaflet", "Written by Eve Example"):
        assert line in said
    assert "Checked by Tom Example" in said
    data = data_of(answer.text)
    assert data["@type"] == "MedicalWebPage"
    assert data["reviewedBy"] == {"@type": "Person", "name": "Tom Example"}
    assert data["lastReviewed"] == data["dateModified"]
    assert 'property="og:url" content="http://127.0.0.1:8000/guides/dry-skin"' in answer.text


def test_its_medical_words_are_marked_and_said_below_it_but_not_in_a_frame(cast: Cast, reader: FlaskClient) -> None:
    guides.public(cast.eve, cast.tom, body=f"A **hypertension** is seen, and edema.\n\n{guides.BODY}")
    page = reader.get("/guides/dry-skin").text
    marks = re.findall(r'<a class="library-term" href="#(word-[a-z-]+)"', page)
    assert marks == ["word-hypertension", "word-edema"]
    assert all(f'id="{mark}"' in page for mark in marks)
    assert "Words in this guide" in page
    with_id = re.search(r'href="[^"]*/answers/([0-9a-f]{32})/report"', page)
    assert with_id is not None
    frame = reader.get(f"/embed/answers/{with_id[1]}").text
    assert "hypertension" in frame
    assert "library-term" not in frame


def test_the_topic_becomes_a_hub_with_its_guide_first(story: Story, reader: FlaskClient) -> None:
    story.published()
    guides.public(story.cast.eve, story.cast.tom)
    said = words(reader.get("/topics/skin").text)
    assert said.index("Guide") < said.index("Dry skin Why skin gets dry") < said.index("1 answer ")
    assert "1 guide" in words(reader.get("/topics").text)


def test_a_topic_that_has_a_guide_alone_is_shown(cast: Cast, reader: FlaskClient) -> None:
    guides.public(cast.eve, cast.tom)
    assert "/topics/skin" in reader.get("/topics").text
    assert "No answers on this topic" not in reader.get("/topics/skin").text


def test_the_editor_picks_answers_and_their_order(story: Story, reader: FlaskClient) -> None:
    story.published()
    page_id = str(publications_of(read(), story.question_id)[0].page_id)
    eve, guide_id = story.cast.eve, guides.begun(story.cast.eve)
    guides.write(eve, guide_id, pick="add", add=f"http://localhost:8000/answers/{page_id}")
    assert guides.coming(guide_id).picked == [page_id]
    service.hand_over(eve, guide_id)
    guides.accept(story.cast.tom, guide_id)
    service.release(eve, guide_id)
    page = words(reader.get("/guides/dry-skin").text)
    assert "Questions others asked about this Which cream helps a dry elbow?" in page


@pytest.mark.parametrize("place", LISTS)
def test_a_guide_stands_in_every_list_under_its_own_address(
    cast: Cast, reader: FlaskClient, worker: Worker, place: str
) -> None:
    guides.public(cast.eve, cast.tom)
    worker.drain()
    wanted = "/topics/skin" if place == "/topics" else "/guides/dry-skin"
    assert wanted in reader.get(place).text.replace("\\/", "/")


def test_search_finds_a_guide_and_says_that_it_is_one(cast: Cast, reader: FlaskClient, worker: Worker) -> None:
    guides.public(cast.eve, cast.tom)
    worker.drain()
    page = reader.get("/search?q=scented+soap")
    assert '<a href="/guides/dry-skin">' in page.text
    said = words(page.text)
    assert "Guide · Checked by our clinicians" in said
    assert "**" not in said
    assert "##" not in said


def test_the_address_of_an_answer_leads_to_the_guide_and_readers_are_counted(
    app: Flask, cast: Cast, reader: FlaskClient
) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    answer = reader.get(f"/es/answers/{guide_id}")
    assert (answer.status_code, answer.location) == (308, "/es/guides/dry-skin")
    for _ in range(2):
        reader.get("/guides/dry-skin", headers=BROWSER)
    counts = app.extensions["qa_portal.counts"]
    counts.write()
    found = [row for row in _counted() if row[0] == "view"]
    assert found == [("view", guide_id, 2)]


def _counted() -> list[tuple[str, str, int]]:
    read().rollback()
    return [(row.what, row.key, row.count) for row in read().scalars(select(DailyCount))]


def test_a_correction_stands_on_the_page_with_its_date(cast: Cast, reader: FlaskClient) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    before = reader.get("/guides/dry-skin")
    guides.changed(
        cast.eve, cast.tom, guide_id, body=guides.BODY + "\n\nUse no oil.", notice="We now advise against oil."
    )
    after = reader.get("/guides/dry-skin", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    said = words(after.text)
    assert re.search(r"Correction, \d+ \w+ \d{4}: We now advise against oil\.", said)
    assert "Use no oil." in said
    assert "What has changed" in said
    assert data_of(after.text)["correction"]
    guides.changed(cast.eve, cast.tom, guide_id, body=guides.BODY + "\n\nUse no oil at all.")
    assert "We now advise against oil." in words(reader.get("/guides/dry-skin").text)


def test_withdrawn_words_are_nowhere(cast: Cast, reader: FlaskClient, worker: Worker) -> None:
    guide_id = guides.public(cast.eve, cast.tom, notice="")
    guides.changed(cast.eve, cast.tom, guide_id, notice="We took out the word wintergreen.")
    worker.drain()
    for place in ("/guides/dry-skin", *LISTS):
        reader.get(place)
    old = reader.get("/guides/dry-skin").headers["ETag"]
    service.withdraw(cast.eve, guide_id)
    worker.drain()
    for path in ("/guides/dry-skin", "/es/guides/dry-skin", f"/answers/{guide_id}", f"/embed/answers/{guide_id}"):
        answer = reader.get(path, headers={"If-None-Match": old})
        assert answer.status_code == 410
        assert "Scented" not in answer.text
        assert "wintergreen" not in answer.text
    for path in (f"/answers/{guide_id}/share", f"/answers/{guide_id}/qr.svg"):
        assert reader.get(path).status_code == 410
    for place in LISTS:
        text = reader.get(place).text
        assert "dry-skin" not in text
        assert "Why skin gets dry" not in text
    assert reader.get("/oembed?url=http://127.0.0.1:8000/guides/dry-skin").status_code == 410
    assert guide_id not in index().entries()
    page = read().get_one(Page, guide_id)
    assert (page.title, page.question, page.answer, page.worry, page.picked) == ("", "", "", "", [])
    assert history.changes(read(), guide_id) == []


def test_a_guide_that_comes_back_keeps_its_address_and_another_of_its_name_gets_its_own(
    cast: Cast, reader: FlaskClient
) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    service.withdraw(cast.eve, guide_id)
    guides.public(cast.eve, cast.tom)
    assert reader.get("/guides/dry-skin").status_code == 410
    assert reader.get("/guides/dry-skin-2").status_code == 200
    service.revise(cast.eve, guide_id, 1)
    service.hand_over(cast.eve, guide_id)
    guides.accept(cast.tom, guide_id)
    service.release(cast.eve, guide_id)
    assert reader.get("/guides/dry-skin").status_code == 200


def test_hostile_words_are_words_on_the_page(cast: Cast, reader: FlaskClient, worker: Worker) -> None:
    link, evil = "[x](javascript:alert`1`)", '<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }}'
    body = f"## {evil}\n- {evil}\n\n{evil}\n\n{guides.BODY}"
    hostile = {"title": f"Dry skin {evil}"[:120], "summary": evil, "help": f"{evil}\n- {evil}", "source_title_1": evil}
    eve = cast.eve
    guide_id = guides.begun(eve, body=f"{link} {body}", **hostile)
    with pytest.raises(BadInput) as refused:
        service.hand_over(eve, guide_id)
    assert set(refused.value.errors) == {"links"}
    guides.write(eve, guide_id, body=body, **hostile)
    service.hand_over(eve, guide_id)
    guides.accept(cast.tom, guide_id)
    service.release(eve, guide_id)
    worker.drain()
    path = read().get_one(Page, guide_id).path
    for place in (path, "/topics/skin", "/search?q=alert", f"/embed/answers/{guide_id}", "/feed.xml", "/"):
        text = reader.get(place).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert " 49" not in words(text)


def test_a_recalled_guide_is_gone_with_its_notice_and_a_new_version_does_not_bring_it_back(
    cast: Cast, reader: FlaskClient
) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    with transaction() as session:
        recalls.hold(session, [guide_id], reason="other", notice="Do not use oil.", by_id=cast.eve.id)
    answer = reader.get("/guides/dry-skin")
    assert answer.status_code == 410
    assert "Do not use oil." in answer.text
    assert "Scented" not in answer.text

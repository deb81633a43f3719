"""The search page and its API."""

import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from qa_portal.app import work_of
from qa_portal.db import transaction
from qa_portal.index.current import index
from qa_portal.library.release import set_topics
from qa_portal.outbox.worker import Worker
from qa_portal.settings import current
from tests.library import shelf


@pytest.fixture
def pages(library: Flask, librarian: Worker) -> dict[str, str]:
    made = {
        "migraine": shelf.put(),
        "another": shelf.put(shelf.words(title="Migraine in a child")),
        "heart": shelf.put(
            shelf.words(
                title="Chest pain when I climb stairs", question="Is it my heart?", answer="Call <now>. Sit down."
            ),
            topic_slug="heart",
        ),
    }
    librarian.drain()
    return made


def ids_on(reader: FlaskClient, address: str) -> list[str]:
    return re.findall(r'<h3><a href="(?:/es)?/answers/(\w+)"', reader.get(address).text)


def test_words_are_found_and_marked(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search?q=chest+pains").text
    assert f"/answers/{pages['heart']}" in shown
    assert "<mark>Chest</mark> <mark>pain</mark> when I climb" in shown
    assert "Call &lt;now&gt;" in shown


def test_a_topic_narrows(reader: FlaskClient, pages: dict[str, str]) -> None:
    assert ids_on(reader, "/search?q=migraine+pain&topic=heart") == [pages["heart"]]
    assert ids_on(reader, "/search?q=migraine&topic=nowhere") == []


def test_a_slip_is_repaired_shown_and_the_words_kept(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search?q=my+migrane").text
    assert "We also looked for" in shown
    assert "my migraine" in shown
    assert 'value="my migrane"' in shown
    assert set(ids_on(reader, "/search?q=my+migrane")) == {pages["migraine"], pages["another"]}


def test_between_quotation_marks_words_stay_as_typed(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search?q=my+migrane").text
    assert 'href="/search?q=%22my+migrane%22"' in shown
    assert ids_on(reader, '/search?q="my+migrane"') == []
    assert reader.get('/search?q="my+migrane"').text.count("We also looked for") == 0


def test_topics_of_the_answers_are_offered_with_their_numbers(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search?q=pain+migraine+head").text
    assert re.search(r'href="/search\?q=pain\+migraine\+head&amp;topic=brain">Brain and nerves \(2\)<', shown)
    narrowed = reader.get("/search?q=pain+migraine+head&topic=brain").text
    assert re.search(r'href="/search\?q=pain\+migraine\+head">Brain and nerves<.*take away', narrowed)


def test_age_and_specialty_narrow_and_can_be_taken_away_one_by_one(library: Flask, reader: FlaskClient) -> None:
    worker = Worker(library, work_of(library)[0], {})
    child = shelf.put(shelf.words(title="Migraine in a child"), specialty="paediatrics")
    shelf.put(shelf.words(title="Migraine at work"), specialty="neurology")
    worker.drain()
    shown = reader.get("/search?q=migraine").text
    assert ">Children (1)<" in shown
    assert ">Brain and nerves (1)<" in shown
    address = "/search?q=migraine&specialty=paediatrics&age=children"
    assert ids_on(reader, address) == [child]
    narrowed = reader.get(address).text
    assert re.search(r'href="/search\?q=migraine&amp;specialty=paediatrics">Children<.*take away', narrowed)
    assert ids_on(reader, "/search?q=migraine&specialty=neurology&age=children") == []
    assert "Look in all answers" in reader.get("/search?q=migraine&specialty=neurology&age=children").text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("specialty=neurology", {"work", "imported"}),
        ("age=children", {"child"}),
        ("age=children&specialty=neurology", set()),
        ("topic=heart", {"heart"}),
    ],
)
def test_choices_hold_while_the_index_is_away(
    library: Flask, reader: FlaskClient, asked: str, wanted: set[str]
) -> None:
    made = {
        "child": shelf.put(shelf.words(title="Migraine in a child"), specialty="paediatrics"),
        "work": shelf.put(shelf.words(title="Migraine at work"), specialty="neurology"),
        "heart": shelf.put(shelf.words(title="Migraine and the heart"), topic_slug="heart", specialty="cardiology"),
    }
    with transaction() as session:
        set_topics(session, [{"slug": "brain-and-nerves", "name_en": "Brain", "name_es": ""}], replace=False)
    made["imported"] = shelf.put(shelf.words(title="Migraine in a book"), topic_slug="brain-and-nerves")
    assert set(ids_on(reader, f"/search?q=migraine&{asked}")) == {made[name] for name in wanted}
    assert "Our search is being repaired" in reader.get(f"/search?q=migraine&{asked}").text


def test_titles_are_offered_while_somebody_types(reader: FlaskClient, pages: dict[str, str]) -> None:
    got = reader.get("/api/v1/suggest?q=what+about+migr").json
    assert got is not None
    assert set(got["suggestions"]) == {"What helps against a migraine?", "Migraine in a child"}
    assert reader.get("/api/v1/suggest?q=mi").json == {"suggestions": []}
    assert reader.get("/api/v1/suggest?q=xylo").json == {"suggestions": []}
    assert reader.get("/es/api/v1/suggest?q=migr").status_code == 200
    assert reader.get("/api/v1/suggest?q=" + "a" * 200).status_code == 422


def test_no_result_helps_on(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search?q=xylophone").text
    for words in ("We found no answer", "Check the spelling", "Ask a question", "/emergency", "/topics/heart"):
        assert words in shown


def test_pages_of_results(library: Flask, librarian: Worker, reader: FlaskClient) -> None:
    every = {shelf.put(shelf.words(title=f"Migraine {number}")) for number in range(23)}
    librarian.drain()
    shown = [ids_on(reader, f"/search?q=migraine&page={number}") for number in (1, 2, 3)]
    assert [len(ids) for ids in shown] == [10, 10, 3]
    assert set().union(*shown) == every
    assert reader.get("/search?q=migraine&page=999999999999").status_code == 200


@pytest.mark.parametrize("sent", ["page=x", "page=-1", "page=1&q=%00", "q=" + "a" * 5_000, "q=%F0%9F%98%80", "q=%FF"])
def test_odd_addresses_still_get_a_page(reader: FlaskClient, pages: dict[str, str], sent: str) -> None:
    assert reader.get(f"/search?{sent}").status_code == 200


def test_hostile_words_stay_words(reader: FlaskClient, pages: dict[str, str]) -> None:
    shown = reader.get("/search", query_string={"q": '"><script>alert(1)</script>', "topic": '"><b>'}).text
    assert "<script>alert" not in shown
    assert '"><b>' not in shown


def test_the_api_gives_the_same_answers(reader: FlaskClient, pages: dict[str, str]) -> None:
    got = reader.get("/api/v1/search?q=migraine&limit=1").json
    assert got is not None
    assert (got["total"], len(got["results"]), got["suggestion"]) == (2, 1, None)
    first = got["results"][0]
    assert list(first) == ["id", "title", "url", "snippet", "topic", "score"]
    assert first["url"].endswith(f"/answers/{first['id']}")
    assert first["topic"] == "brain"
    assert first["score"] > 0
    assert reader.get("/api/v1/search?q=migraine&limit=0").json == {"total": 2, "results": [], "suggestion": None}
    rest = reader.get("/api/v1/search?q=migraine&limit=5&offset=1").json
    assert rest is not None
    assert {first["id"], rest["results"][0]["id"]} == {pages["migraine"], pages["another"]}


def test_a_long_question_is_posted_from_anywhere(reader: FlaskClient, pages: dict[str, str]) -> None:
    letter = "Hello doctor, " + "I am worried. " * 500 + "chest pain"
    early = {"q": "chest pain on stairs. " + letter, "topic": "heart", "odd": 1}
    response = reader.post("/api/v1/search", json=early)
    assert response.status_code == 200
    assert response.json is not None
    assert [row["id"] for row in response.json["results"]] == [pages["heart"]]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("sent", ["", "limit=1", "q=a&limit=101", "q=a&limit=x", "q=a&offset=-1"])
def test_what_cannot_be_asked_is_refused(reader: FlaskClient, pages: dict[str, str], sent: str) -> None:
    response = reader.get(f"/api/v1/search?{sent}")
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["error"]["problems"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"q"', b'{"q": 1}', b'{"q": null}', b'{"q": ["a"]}'])
def test_what_cannot_be_posted_is_refused(reader: FlaskClient, pages: dict[str, str], body: bytes) -> None:
    response = reader.post("/api/v1/search", data=body, content_type="application/json")
    assert response.status_code == 422


def test_a_damaged_index_is_no_dead_end(reader: FlaskClient, pages: dict[str, str]) -> None:
    folder = index().folder  # type: ignore[attr-defined]
    for path in folder.live().iterdir():
        path.unlink()
    shown = reader.get("/search?q=chest+pain").text
    assert f"/answers/{pages['heart']}" in shown
    assert "being repaired" in shown
    assert reader.get(f"/answers/{pages['heart']}").status_code == 200
    assert folder.is_reported()
    got = reader.get("/api/v1/search?q=migraine%25_").json
    assert got is not None
    assert got["total"] == 2


def test_words_are_never_logged_or_kept(
    reader: FlaskClient, pages: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "zqxvkwrtplm"
    with caplog.at_level(logging.DEBUG), capture_logs() as logs:
        reader.get(f"/search?q={secret}")
        reader.post("/api/v1/search", json={"q": secret})
        reader.get(f"/api/v1/suggest?q={secret}")
    assert secret not in caplog.text
    assert secret not in str(logs)
    folder: Path = current().data_dir
    assert not any(secret.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())

"""The public pages: what they say, what they carry, and what they never do."""

import gzip
import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal import clock
from qa_portal.db import transaction
from qa_portal.library import release
from qa_portal.outbox.worker import Worker
from qa_portal.text.wording import Source
from tests.library import shelf

HOSTILE = "</script><script>alert(1)</script> & \"'<b>]]>"
PAGES = (
    "/", "/topics", "/topics/brain", "/topics/brain?page=9", "/search", "/search?q=migraine", "/search?q=zzzzzz",
    "/about", "/privacy", "/terms", "/accessibility", "/emergency", "/service", "/feed.xml", "/topics/brain/feed.xml",
    "/sitemap.xml", "/robots.txt", "/api/v1/search?q=migraine", "/answers/00000000000000000000000000000000", "/nowhere",
)  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def page_id(library: Flask, librarian: Worker) -> str:
    made = shelf.put(last_reviewed_at=shelf.day("2026-03-12"), review_by_at=shelf.day("2029-03-12"))
    librarian.drain()
    return made


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("path", PAGES)
def test_no_public_page_sets_a_cookie(reader: FlaskClient, page_id: str, prefix: str, path: str) -> None:
    response = reader.get(prefix + path)
    assert response.status_code == (404 if path in PAGES[-2:] else 200)
    assert "Set-Cookie" not in response.headers
    assert "http-equiv" not in response.text
    if response.mimetype == "text/html":
        assert f'<html lang="{prefix[1:] or "en"}"' in response.text
        assert response.text.count("<h1") == 1


def test_an_answer_says_who_stands_for_it(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/answers/{page_id}").text
    for words in (
        "Dr Ana Ruiz, Neurologist", "Dr Kofi Osei, Family doctor", "12 March 2026", "12 March 2029", "A stiff neck",
        "March 2026", "general information", "https://www.nhs.uk/conditions/migraine/", "<li>water</li>",
    ):  # fmt: skip
        assert words in shown
    assert shown.index("When to get help") < shown.index("Rest in a dark room.</p>")


def test_an_answer_reads_in_spanish_with_its_own_language_marked(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/es/answers/{page_id}").text
    assert '<article lang="en">' in shown
    assert re.search(rf'rel="canonical" href="http://[^"]+/answers/{page_id}"', shown)
    assert "12 de marzo de 2026" in shown


def test_data_for_search_engines_is_json_whatever_the_words(library: Flask, reader: FlaskClient) -> None:
    made = shelf.put(shelf.words(title=HOSTILE, answer=HOSTILE, sources=(Source(HOSTILE, HOSTILE, "", ""),)))
    shown = reader.get(f"/answers/{made}").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert data["@type"] == "MedicalWebPage"
    assert data["mainEntity"]["name"] == HOSTILE
    assert HOSTILE in data["mainEntity"]["acceptedAnswer"]["text"]
    assert data["reviewedBy"] == {"@type": "Person", "name": "Dr Kofi Osei", "jobTitle": "Family doctor"}
    assert "<script>alert" not in shown


def test_a_source_with_a_hostile_address_leads_nowhere(library: Flask, reader: FlaskClient) -> None:
    made = shelf.put(shelf.words(sources=(Source("Bad", "", "javascript:alert(1)", ""),)))
    assert 'href="javascript' not in reader.get(f"/answers/{made}").text


def test_a_withdrawn_answer_is_kindly_gone_from_everywhere(
    reader: FlaskClient, page_id: str, librarian: Worker
) -> None:
    other = shelf.put(shelf.words(title="Headache after a fall"))
    shelf.withdraw(page_id)
    librarian.drain()
    gone = reader.get(f"/answers/{page_id}")
    assert gone.status_code == 410
    assert gone.headers["Cache-Control"] == "no-store"
    assert "Headache after a fall" in gone.text
    assert "taken away on purpose" in gone.text
    for path in ("/", "/topics/brain", "/search?q=migraine", "/api/v1/search?q=migraine", "/sitemap.xml"):
        assert page_id not in reader.get(path).text
    feed = ET.fromstring(reader.get("/feed.xml").text)
    entries = [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert [entry.rsplit("/", 1)[1] for entry in entries] == [other]
    deleted = feed.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert deleted is not None
    assert page_id in deleted.attrib["ref"]


def test_a_page_that_did_not_change_is_not_sent_again(reader: FlaskClient, page_id: str) -> None:
    for path in ("/", f"/answers/{page_id}", "/feed.xml", "/sitemap.xml", "/about"):
        tag = reader.get(path).headers["ETag"]
        again = reader.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert reader.get("/es" + path, headers={"If-None-Match": tag}).status_code == 200


def test_a_release_a_withdrawal_and_a_correction_change_every_tag(reader: FlaskClient, page_id: str) -> None:
    def tag() -> str:
        return reader.get("/").headers["ETag"]

    seen = [tag()]
    other = shelf.put()
    seen.append(tag())
    with transaction() as session:
        release.correct(session, page_id, "We had the wrong dose.")
    seen.append(tag())
    shelf.withdraw(other)
    seen.append(tag())
    assert len(set(seen)) == 4
    assert "We had the wrong dose." in reader.get(f"/answers/{page_id}").text


def test_the_feed_is_whole_xml_with_hostile_words(library: Flask, reader: FlaskClient) -> None:
    shelf.put(shelf.words(title=HOSTILE + "\x0b\ufffe", answer=HOSTILE))
    feed = ET.fromstring(reader.get("/feed.xml").data)
    assert feed.find(f"{ATOM}entry/{ATOM}title").text == HOSTILE  # type: ignore[union-attr]
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    empty = ET.fromstring(reader.get("/topics/heart/feed.xml").data)
    assert empty.find(f"{ATOM}entry") is None


def test_the_site_map_names_each_page_once_in_its_language(reader: FlaskClient, page_id: str) -> None:
    found = ET.fromstring(reader.get("/sitemap.xml").data)
    places = [place.text or "" for place in found.iter(f"{SITEMAP}loc")]
    assert len(places) == len(set(places))
    assert sum(page_id in place for place in places) == 1
    assert any(place.endswith("/es/topics/brain") for place in places)
    assert reader.get("/sitemap-2.xml").status_code == 404


def test_a_large_site_map_is_cut_in_files(reader: FlaskClient, page_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put()
    monkeypatch.setattr("qa_portal.library.queries.SITEMAP_ROWS", 1)
    found = ET.fromstring(reader.get("/sitemap.xml").data)
    files = [place.text or "" for place in found.iter(f"{SITEMAP}loc")]
    assert len(files) == 2
    shown = [reader.get("/" + file.rsplit("/", 1)[1]).text for file in files]
    assert sum(text.count("/answers/") for text in shown) == 2


def test_a_topic_shows_its_answers_page_by_page(library: Flask, reader: FlaskClient) -> None:
    ids = {shelf.put(shelf.words(title=f"Question {number}")) for number in range(25)}
    shown = [set(re.findall(r"/answers/(\w{32})", reader.get(f"/topics/brain?page={n}").text)) for n in (1, 2)]
    assert shown[0] | shown[1] == ids
    assert not shown[0] & shown[1]
    assert reader.get("/topics/nowhere").status_code == 404


def test_a_due_answer_says_so(reader: FlaskClient, page_id: str) -> None:
    clock.set_to(shelf.day("2029-04-01") + timedelta(days=1))
    with transaction() as session:
        assert release.mark_due(session) == 1
    assert "due for review" in reader.get(f"/answers/{page_id}").text


def test_the_style_sheet_is_kept_for_ever_under_its_name(reader: FlaskClient) -> None:
    address = re.search(r'href="(/library-\w+\.css)"', reader.get("/").text)
    assert address is not None
    assert "immutable" in reader.get(address[1]).headers["Cache-Control"]
    assert "immutable" not in reader.get("/library-old.css").headers["Cache-Control"]


def test_the_style_sheet_comes_packed_to_who_takes_it(reader: FlaskClient, library: Flask) -> None:
    plain = reader.get("/library-old.css")
    packed = reader.get("/library-old.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]

"""Pieces on other sites: who may frame what, the code that puts them there, oEmbed."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal import clock
from qa_portal.db import new_id, transaction
from qa_portal.library import release
from qa_portal.library.models import Page
from qa_portal.library.upkeep_models import Recall
from tests.library import shelf
from tests.sharing.test_feeds import HOSTILE

FRAMES = ("/embed/answers/{}", "/embed/latest", "/embed/topics/brain", "/embed/search")
NOT_FRAMES = (
    "/",
    "/embed",
    "/answers/{}",
    "/answers/{}/share",
    "/topics/brain",
    "/search",
    "/oembed?url=x",
    "/embed/x",
)


class Tags(HTMLParser):
    """The tags of a piece of HTML with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def page_id(library: Flask) -> str:
    return shelf.put(last_reviewed_at=shelf.day("2026-03-12"))


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_only_the_pieces_may_be_framed(reader: FlaskClient, page_id: str, prefix: str) -> None:
    for path in FRAMES:
        answer = reader.get(prefix + path.format(page_id))
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "<script" not in answer.text
        again = reader.get(prefix + path.format(page_id), headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert "frame-ancestors *" in again.headers["Content-Security-Policy"]
    for path in NOT_FRAMES:
        answer = reader.get(prefix + path.format(page_id))
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "DENY", path


def test_a_framed_answer_is_whole_and_its_links_open_pages_of_their_own(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/embed/answers/{page_id}").text
    for words in ("Rest in a dark room.", "A stiff neck", "When to get help", "Dr Kofi Osei", "general information"):
        assert words in shown
    links = [attributes for tag, attributes in Tags(shown).found if tag == "a"]
    assert links
    for link in links:
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener") or (link["href"] or "").startswith(
            "tel:"
        )
    assert 'name="robots" content="noindex"' in shown
    assert f'rel="canonical" href="http://127.0.0.1:8000/answers/{page_id}"' in shown


def test_a_withdrawn_answer_is_kindly_gone_inside_its_frame(reader: FlaskClient, page_id: str) -> None:
    shelf.withdraw(page_id)
    gone = reader.get(f"/embed/answers/{page_id}")
    assert gone.status_code == 410
    assert gone.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors *" in gone.headers["Content-Security-Policy"]
    assert "taken away on purpose" in gone.text
    assert "No answers yet" in reader.get("/embed/latest").text


def test_a_recalled_answer_tells_its_notice_inside_its_frame_and_in_the_feeds(
    reader: FlaskClient, page_id: str
) -> None:
    with transaction() as session:
        by, now = new_id(), clock.now()
        recall = Recall(id=new_id(), reason="wrong", notice="Take half of it.", made_by_id=by, made_at=now)
        session.add(recall)
        session.flush()
        page = session.get_one(Page, page_id)
        page.state, page.gone_because, page.recall_id, page.updated_at = "held", "recalled", recall.id, now
        release.bump_epoch(session)
    gone = reader.get(f"/embed/answers/{page_id}")
    assert gone.status_code == 410
    assert "frame-ancestors *" in gone.headers["Content-Security-Policy"]
    assert "Take half of it." in gone.text
    assert "dark room" not in gone.text
    assert reader.get(f"/answers/{page_id}/share").status_code == 410
    feed = json.loads(reader.get("/feed.json").data)
    assert feed["items"] == []
    assert [one["id"].rsplit("/", 1)[1] for one in feed["_withdrawn"]["items"]] == [page_id]


def test_a_merged_answer_leads_to_the_one_it_became(reader: FlaskClient, page_id: str) -> None:
    other = shelf.put(shelf.words(title="All about migraine"))
    with transaction() as session:
        page = session.get_one(Page, page_id)
        page.state, page.merged_into_id = "merged", other
        release.bump_epoch(session)
    moved = reader.get(f"/es/embed/answers/{page_id}")
    assert (moved.status_code, moved.location) == (308, f"/es/embed/answers/{other}")
    assert "frame-ancestors *" in moved.headers["Content-Security-Policy"]
    assert "All about migraine" in reader.get(f"/answers/{page_id}/share").text
    fields = json.loads(reader.get(f"/oembed?url=http://127.0.0.1:8000/answers/{page_id}").data)
    assert f"/embed/answers/{other}" in fields["html"]
    picture = reader.get(f"/answers/{page_id}/card-wide-0123456789abcdef.png")
    assert f"/answers/{other}/card-wide-" in picture.location


def test_a_list_shows_the_newest_five_of_its_topic(reader: FlaskClient, library: Flask) -> None:
    for number in range(7):
        shelf.put(shelf.words(title=f"Question {number}"), published_at=shelf.day(f"2026-03-0{number + 1}"))
    shelf.put(shelf.words(title="A racing heart"), topic_slug="heart", published_at=shelf.day("2026-03-20"))
    brain = re.findall(r"<h2><a [^>]+>([^<]+)", reader.get("/embed/topics/brain").text)
    assert brain == [f"Question {number}" for number in (6, 5, 4, 3, 2)]
    assert re.findall(r"<h2><a [^>]+>([^<]+)", reader.get("/embed/latest").text)[0] == "A racing heart"


@pytest.mark.parametrize("asked", ["", "?topic=brain", "?topic=nowhere"])
def test_the_code_leads_to_pieces_that_are_there(reader: FlaskClient, page_id: str, asked: str) -> None:
    boxes = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", reader.get(f"/embed{asked}").text, re.DOTALL)
    assert len(boxes) == 2
    for box in boxes:
        (frame, attributes), _, (link, target) = Tags(unescape(box)).found
        assert (frame, link) == ("iframe", "a")
        assert attributes["title"]
        assert attributes["loading"] == "lazy"
        for address in (attributes["src"], target["href"]):
            answer = reader.get(address or "")
            assert answer.status_code == 200
        assert (target["href"] or "").endswith("?via=embed")
    assert ("/embed/topics/brain" in boxes[0]) == (asked == "?topic=brain")


def test_a_hostile_title_stays_text_in_the_code(reader: FlaskClient, library: Flask) -> None:
    made = shelf.put(shelf.words(title=HOSTILE + '" onload="alert(1)'))
    code = json.loads(reader.get(f"/oembed?url=http://127.0.0.1:8000/answers/{made}").data)["html"]
    tags = Tags(code).found
    assert [tag for tag, _ in tags] == ["iframe", "p", "a"]
    assert "onload" not in tags[0][1]


OEMBED_NEEDED = {"type": str, "version": str, "html": str, "width": int, "height": int, "title": str}
OEMBED_NEEDED |= {"provider_name": str, "provider_url": str, "cache_age": int}


@pytest.mark.parametrize(
    "place", ["/answers/{}", "/es/answers/{}", "/answers/{}?via=x", "/answers/{}#share", "/topics/brain"]
)
def test_oembed_says_how_to_show_an_address(reader: FlaskClient, page_id: str, place: str) -> None:
    answer = reader.get("/oembed", query_string={"url": f"http://127.0.0.1:8000{place.format(page_id)}"})
    fields = json.loads(answer.data)
    assert answer.mimetype == "application/json"
    assert (fields["type"], fields["version"]) == ("rich", "1.0")
    for name, kind in OEMBED_NEEDED.items():
        assert isinstance(fields[name], kind), name
    assert {"thumbnail_url", "thumbnail_width", "thumbnail_height"} <= fields.keys()
    assert reader.get(fields["thumbnail_url"]).mimetype == "image/png"
    frame = Tags(fields["html"]).found[0][1]
    assert (frame["width"], frame["height"]) == (str(fields["width"]), str(fields["height"]))
    assert reader.get(frame["src"] or "").status_code == 200
    assert ("/es/embed/" in (frame["src"] or "")) == place.startswith("/es")
    assert answer.headers["Cache-Control"] == "public, max-age=30"


def test_oembed_is_found_from_the_page_and_comes_as_xml_too(reader: FlaskClient, page_id: str) -> None:
    for path in (f"/answers/{page_id}", "/topics/brain"):
        found = re.search(r'type="application/json\+oembed"[^>]* href="([^"]+)"', reader.get(path).text)
        assert found is not None
        address = unescape(found[1])
        known = json.loads(reader.get(address).data)
        root = ET.fromstring(reader.get(address.replace("format=json", "format=xml")).data)
        assert root.tag == "oembed"
        assert {part.tag: part.text for part in root} == {name: str(value) for name, value in known.items()}


def test_oembed_keeps_within_the_size_that_was_asked_for(reader: FlaskClient, page_id: str) -> None:
    url = f"http://127.0.0.1:8000/answers/{page_id}"
    small = json.loads(reader.get("/oembed", query_string={"url": url, "maxwidth": 320, "maxheight": 200}).data)
    assert (small["width"], small["height"]) == (320, 200)
    assert "thumbnail_url" not in small
    for odd in ("0", "-5", "many", "9" * 30):
        fields = json.loads(reader.get("/oembed", query_string={"url": url, "maxwidth": odd}).data)
        assert fields["width"] == 600


@pytest.mark.parametrize(
    "url",
    [
        "http://", "http://[", "https://evil.example/answers/{}", "http://127.0.0.1:8000.evil.example/answers/{}",
        "//127.0.0.1:8000/answers/{}", "http://127.0.0.1:8000/questions/{}",
        "http://127.0.0.1:8000/fr/answers/{}", "javascript:alert(1)",
        "http://127.0.0.1:8000/answers/{}/share", "http://127.0.0.1:8000@evil.example/answers/{}", "/answers/{}",
    ],
)  # fmt: skip
def test_oembed_knows_no_address_but_ours(reader: FlaskClient, page_id: str, url: str) -> None:
    assert reader.get("/oembed", query_string={"url": url.format(page_id)}).status_code == 404
    assert reader.get("/oembed", query_string={"url": url, "format": "yaml"}).status_code == 501
    assert reader.get("/oembed").status_code == 422

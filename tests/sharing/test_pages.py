"""What a page tells networks, the box below an answer, link tags, and what a withdrawal takes away."""

import json
import re
from base64 import b64decode
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.library import shelf
from tests.sharing.test_captions import TITLES
from tests.sharing.test_codes import drawn_by_the_library, modules

META = re.compile(r'<meta (?:property|name)="((?:og|twitter|article):[^"]+)" content="([^"]*)">')
NEEDED = {
    *("og:title", "og:type", "og:image", "og:url", "og:description", "og:site_name", "og:locale", "og:image:alt"),
    *("og:image:width", "og:image:height", "og:image:type", "twitter:card", "twitter:title", "twitter:description"),
    *("twitter:image", "twitter:image:alt"),
}
WITHDRAWN = (
    "/answers/{}", "/answers/{}/share", "/answers/{}/qr.svg", "/embed/answers/{}",
    "/oembed?url=http://127.0.0.1:8000/answers/{}", "/answers/{}/card-wide-0123456789abcdef.png",
)  # fmt: skip


def meta(page: str) -> dict[str, str]:
    """What the head says to networks; nothing twice."""
    found = META.findall(page)
    assert len(found) == len(dict(found))
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def page_id(library: Flask) -> str:
    return shelf.put(last_reviewed_at=shelf.day("2026-03-12"))


@pytest.mark.parametrize("title", list(TITLES))
def test_an_answer_tells_networks_its_title_and_its_picture(library: Flask, reader: FlaskClient, title: str) -> None:
    made = shelf.put(shelf.words(title=TITLES[title]))
    shown = meta(reader.get(f"/answers/{made}?via=x").text)
    assert shown.keys() >= NEEDED
    assert shown["og:title"].split() == TITLES[title].split()
    assert len(shown["twitter:title"]) <= 70
    assert len(shown["twitter:description"]) <= 200
    assert len(shown["twitter:image:alt"]) <= 420
    assert shown["og:url"].endswith(f"/answers/{made}")
    assert shown["og:image"] == shown["twitter:image"]
    picture = reader.get(shown["og:image"])
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert (shown["og:image:width"], shown["og:image:height"]) == ("1200", "630")


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_topic_has_a_picture_in_its_language(reader: FlaskClient, page_id: str, prefix: str) -> None:
    shown = meta(reader.get(f"{prefix}/topics/brain").text)
    assert shown.keys() >= NEEDED
    assert shown["og:title"] == ("Cerebro y nervios" if prefix else "Brain and nerves")
    assert shown["og:locale"] == ("es_ES" if prefix else "en_GB")
    assert reader.get(shown["og:image"]).mimetype == "image/png"


def test_data_for_search_engines_is_complete(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/es/answers/{page_id}").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert (data["@context"], data["@type"]) == ("https://schema.org", "MedicalWebPage")
    for name in ("url", "name", "description", "inLanguage", "datePublished", "dateModified", "lastReviewed"):
        assert isinstance(data[name], str), name
        assert data[name], name
    assert data["reviewedBy"]["@type"] == "Person"
    assert data["publisher"].keys() == {"@type", "name", "url"}
    assert data["about"] == {"@type": "Thing", "name": "Brain and nerves"}
    assert len(data["image"]) == 3
    question = data["mainEntity"]
    assert (question["@type"], question["acceptedAnswer"]["@type"]) == ("Question", "Answer")
    assert question["name"]
    assert question["text"]
    assert question["answerCount"] == 1
    assert question["acceptedAnswer"]["text"]
    assert question["acceptedAnswer"]["author"]["name"] == "Dr Ana Ruiz"
    steps = data["breadcrumb"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[-1]["item"] == data["url"]
    assert all(step["name"] and step["item"].startswith("http") for step in steps)


def test_the_box_has_plain_links_that_tell_nobody_who_taps(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/answers/{page_id}").text
    box = shown[shown.index('class="library-share"') : shown.index("Related") if "Related" in shown else None]
    links = re.findall(r'<li><a href="([^"]+)" rel="([^"]+)">', box)
    assert [rel for _, rel in links] == ["noopener noreferrer"] * 6
    hosts = [re.match(r"(?:https://)?([a-z.:]+)", address) for address, _ in links]
    assert [host[1] for host in hosts if host] == [
        *("mailto:", "wa.me", "www.facebook.com", "x.com", "www.linkedin.com", "www.pinterest.com"),
    ]
    assert re.search(rf'<input [^>]*value="http://127.0.0.1:8000/answers/{page_id}\?via=link" readonly', box)
    assert 'src="data:image/png;base64,' in box
    assert 'alt="QR code that leads to this answer"' in box
    assert "<script" not in box


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_of_sharing_has_all_of_it(reader: FlaskClient, page_id: str, prefix: str) -> None:
    shown = reader.get(f"{prefix}/answers/{page_id}/share").text
    for network in ("mail", "whatsapp", "facebook", "x", "linkedin", "pinterest", "instagram"):
        assert f'id="caption-{network}"' in shown
    assert shown.count("card-") >= 6
    assert "&lt;iframe src=" in shown
    assert 'name="robots" content="noindex"' in shown
    code = reader.get(f"{prefix}/answers/{page_id}/qr.svg")
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert code.data.startswith(b"<?xml")


def test_the_code_on_the_page_is_the_code_of_its_address(reader: FlaskClient, page_id: str) -> None:
    shown = reader.get(f"/answers/{page_id}").text
    picture = re.findall(r'<img src="data:image/png;base64,([^"]+)"', shown)[0]
    address = re.findall(r'id="share-link" value="([^"?]+)', shown)[0]
    assert modules(b64decode(unescape(picture))) == drawn_by_the_library(f"{address}?via=qr")


def test_a_link_tag_changes_neither_page_nor_caching(reader: FlaskClient, page_id: str) -> None:
    for path in (f"/answers/{page_id}", "/topics/brain", "/", "/es/topics/brain"):
        plain, tagged = reader.get(path), reader.get(f"{path}?via=whatsapp")
        assert tagged.headers["Cache-Control"] == plain.headers["Cache-Control"] == "public, max-age=30"
        assert tagged.headers["ETag"] == plain.headers["ETag"]
        assert tagged.data == plain.data
        assert "via=whatsapp" not in re.findall(r'rel="canonical" href="([^"]+)"', tagged.text)[0]
        again = reader.get(f"{path}?via=mail", headers={"If-None-Match": plain.headers["ETag"]})
        assert again.status_code == 304


def test_what_is_asked_beside_a_link_tag_is_kept_apart(reader: FlaskClient, page_id: str) -> None:
    assert reader.get("/topics/brain?page=2&via=x").headers["Cache-Control"] == "no-store"
    assert reader.get("/search?q=secret&via=x").headers["Cache-Control"] == "no-store"
    first = reader.get("/topics/brain").headers["ETag"]
    assert reader.get("/topics/brain?page=2&via=x").headers["ETag"] != first


def test_a_withdrawal_takes_everything_with_it_at_once(reader: FlaskClient, page_id: str) -> None:
    pictures = re.findall(r'src="http://localhost(/[^"]+\.png)"', reader.get(f"/answers/{page_id}/share").text)
    before = [reader.get(path.format(page_id)).status_code for path in WITHDRAWN]
    assert before == [200, 200, 200, 200, 200, 302]
    shelf.withdraw(page_id)
    for path in [*(path.format(page_id) for path in WITHDRAWN), *pictures]:
        for prefix in ("", "/es"):
            gone = reader.get(prefix + path)
            assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store"), path
            assert "migraine" not in gone.text.casefold()
    for path in (
        "/feed.json",
        "/topics/brain/feed.json",
        "/feed.xml",
        "/embed/latest",
        "/embed/topics/brain",
        "/embed",
    ):
        assert "migraine" not in reader.get(path).text.casefold(), path


def test_an_unknown_page_has_nothing_to_share(reader: FlaskClient, library: Flask) -> None:
    for path in WITHDRAWN:
        assert reader.get(path.format("0" * 32)).status_code == 404
    assert reader.get("/topics/nowhere/card-wide-0123456789abcdef.png").status_code == 404
    assert reader.get("/topics/brain/card-huge-0123456789abcdef.png").status_code == 404

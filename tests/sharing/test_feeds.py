"""What programs read is valid: Atom, JSON Feed, site map, OpenSearch; withdrawn pages are named as such."""

import json
import re
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.web.brand import PlainClinic, use_clinic
from tests.library import shelf

ATOM, TOMBSTONE = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
SEARCH, MAP = "{http://a9.com/-/spec/opensearch/1.1/}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = "</script><script>alert(1)</script> & \"'<b>]]> \x0b\ufffe ñ"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEEDS = ("/feed", "/es/feed", "/topics/brain/feed", "/es/topics/brain/feed")


@pytest.fixture
def pages(library: Flask) -> list[str]:
    """Two pages that are there, one hostile, one in Spanish; the last is withdrawn."""
    made = [
        shelf.put(last_reviewed_at=shelf.day("2026-03-12")),
        shelf.put(shelf.words(title=HOSTILE, answer=HOSTILE)),
        shelf.put(shelf.words(title="¿Qué ayuda?"), lang="es", answered_by="", reviewed_by=""),
        shelf.put(shelf.words(title="Taken away")),
    ]
    shelf.withdraw(made[3])
    return made


def whole_url(text: str | None) -> bool:
    parts = urlsplit(text or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in (text or " ")


def atom_faults(root: ET.Element) -> list[str]:
    """What RFC 4287 and RFC 6721 would say against a feed."""
    wrong = [] if root.tag == f"{ATOM}feed" else ["no feed"]
    for part in [root, *root.iter(f"{ATOM}entry")]:
        wrong += [f"{name} not once" for name in ("id", "title", "updated") if len(part.findall(ATOM + name)) != 1]
        wrong += ["id is no address"] if not whole_url(part.findtext(f"{ATOM}id")) else []
        for name in ("updated", "published"):
            wrong += [f"{name}: {at.text}" for at in part.findall(ATOM + name) if not RFC3339.fullmatch(at.text or "")]
        links = [
            (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
            for link in part.findall(f"{ATOM}link")
        ]
        wrong += ["two links of one kind"] if len(links) != len(set(links)) else []
        wrong += ["link without address" for link in part.findall(f"{ATOM}link") if not whole_url(link.get("href"))]
        wrong += [
            "author without name" for author in part.findall(f"{ATOM}author") if not author.findtext(f"{ATOM}name")
        ]
        wrong += ["category without term" for kind in part.findall(f"{ATOM}category") if not kind.get("term")]
    for entry in root.iter(f"{ATOM}entry"):
        if entry.find(f"{ATOM}content") is None and entry.find(f"{ATOM}link[@rel='alternate']") is None:
            wrong.append("entry without content and alternate")
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            wrong.append("nobody wrote it")
    ids = [part.findtext(f"{ATOM}id") for part in root.iter(f"{ATOM}entry")]
    wrong += ["an id twice"] if len(ids) != len(set(ids)) else []
    wrong += ["no link to itself"] if root.find(f"{ATOM}link[@rel='self']") is None else []
    for gone in root.iter(f"{TOMBSTONE}deleted-entry"):
        if not whole_url(gone.get("ref")) or not RFC3339.fullmatch(gone.get("when") or ""):
            wrong.append("deleted-entry without ref and when")
        wrong += ["deleted and there"] if gone.get("ref") in ids else []
    return wrong


@pytest.mark.parametrize("feed", FEEDS)
def test_the_atom_feed_keeps_its_standard(reader: FlaskClient, pages: list[str], feed: str) -> None:
    answer = reader.get(f"{feed}.xml")
    root = ET.fromstring(answer.data)
    assert answer.mimetype == "application/atom+xml"
    assert atom_faults(root) == []
    assert len(root.findall(f"{ATOM}entry")) == 3
    deleted = root.findall(f"{TOMBSTONE}deleted-entry")
    assert [one.attrib["ref"].rsplit("/", 1)[1] for one in deleted] == [pages[3]]
    assert "Taken away" not in answer.text


def test_these_rules_find_what_is_wrong() -> None:
    bad = ET.fromstring('<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><entry><title>a</title></entry></feed>')
    assert {"title not once", "id is no address", "nobody wrote it", "no link to itself"} <= set(atom_faults(bad))


def json_feed_faults(feed: dict[str, object]) -> list[str]:
    """What jsonfeed.org/version/1.1 would say."""
    wrong = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    wrong += ["title"] if not isinstance(feed.get("title"), str) or not feed["title"] else []
    wrong += [name for name in ("home_page_url", "feed_url") if not whole_url(str(feed.get(name)))]
    items = feed.get("items")
    assert isinstance(items, list)
    for item in items:
        wrong += ["id"] if not isinstance(item.get("id"), str) or not item["id"] else []
        wrong += ["no content"] if not (item.get("content_text") or item.get("content_html")) else []
        wrong += [name for name in ("url", "image") if not whole_url(item.get(name))]
        wrong += [name for name in ("date_published", "date_modified") if not RFC3339.fullmatch(item.get(name, ""))]
        wrong += ["authors" for author in item.get("authors", []) if not author.get("name")]
        wrong += ["tags" for tag in item.get("tags", []) if not isinstance(tag, str)]
        wrong += ["null" for value in item.values() if value is None]
    wrong += [name for name in feed if name.startswith("_") and not re.fullmatch(r"_[A-Za-z][A-Za-z0-9_]*", name)]
    return wrong


@pytest.mark.parametrize("feed", FEEDS)
def test_the_json_feed_keeps_its_standard_and_says_what_the_other_says(
    reader: FlaskClient, pages: list[str], feed: str
) -> None:
    answer = reader.get(f"{feed}.json")
    shown = json.loads(answer.data)
    assert answer.mimetype == "application/feed+json"
    assert json_feed_faults(shown) == []
    root = ET.fromstring(reader.get(f"{feed}.xml").data)
    assert [item["id"] for item in shown["items"]] == [e.findtext(f"{ATOM}id") for e in root.iter(f"{ATOM}entry")]
    gone = shown["_withdrawn"]["items"]
    assert [one["id"].rsplit("/", 1)[1] for one in gone] == [pages[3]]
    assert "Taken away" not in answer.text
    assert {item["title"] for item in shown["items"]} >= {HOSTILE}


def test_a_feed_has_the_newest_first_and_answers_304(reader: FlaskClient, pages: list[str]) -> None:
    answer = reader.get("/feed.json")
    dates = [datetime.fromisoformat(item["date_modified"]) for item in json.loads(answer.data)["items"]]
    assert all(newer >= older for newer, older in pairwise(dates))
    assert reader.get("/feed.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert reader.get("/topics/nowhere/feed.json").status_code == 404


def test_an_empty_feed_is_one_too(reader: FlaskClient, library: Flask) -> None:
    assert json_feed_faults(json.loads(reader.get("/feed.json").data)) == []
    assert atom_faults(ET.fromstring(reader.get("/feed.xml").data)) == []


def test_the_site_map_names_what_is_there_and_nothing_else(reader: FlaskClient, pages: list[str]) -> None:
    root = ET.fromstring(reader.get("/sitemap.xml").data)
    assert root.tag == f"{MAP}urlset"
    places = [place.findtext(f"{MAP}loc") for place in root.findall(f"{MAP}url")]
    assert all(whole_url(place) and len(place or "") < 2048 for place in places)
    assert all(RFC3339.fullmatch(at.text or "") for at in root.iter(f"{MAP}lastmod"))
    for place in places:
        assert reader.get(urlsplit(place or "").path).status_code == 200, place
    assert not any(pages[3] in (place or "") for place in places)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_browsers_learn_how_to_search_here_from_every_page(reader: FlaskClient, pages: list[str], prefix: str) -> None:
    for path in (
        "/",
        "/topics",
        "/topics/brain",
        "/about",
        f"/answers/{pages[0]}",
        "/search?q=x",
        "/emergency",
        "/embed",
    ):
        kind = 'rel="search" type="application/opensearchdescription+xml"'
        shown = reader.get(prefix + path).text
        assert f'<link {kind} title="Our clinic" href="{prefix}/opensearch.xml"' in shown, path
    answer = reader.get(f"{prefix}/opensearch.xml")
    root = ET.fromstring(answer.data)
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert root.tag == f"{SEARCH}OpenSearchDescription"
    assert root.findtext(f"{SEARCH}ShortName") == "Our clinic"
    assert 0 < len(root.findtext(f"{SEARCH}Description") or "") <= 1024
    template = root.find(f"{SEARCH}Url[@type='text/html']")
    assert template is not None
    asked = urlsplit(template.attrib["template"].replace("{searchTerms}", "migraine"))
    assert reader.get(f"{asked.path}?{asked.query}").status_code == 200
    assert asked.path == f"{prefix}/search"


def test_a_long_name_is_cut_to_what_browsers_take(reader: FlaskClient, library: Flask) -> None:
    use_clinic(library, lambda: PlainClinic(name="Hospital Universitario <de> los Ángeles & " * 40))
    root = ET.fromstring(reader.get("/opensearch.xml").data)
    assert root.findtext(f"{SEARCH}ShortName") == "Hospital Univers"
    assert len(root.findtext(f"{SEARCH}Description") or "") == 1024

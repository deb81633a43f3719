"""Feeds, site map, search description, oEmbed and the API's description keep their standards in the whole hospital."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from werkzeug.test import TestResponse

from tests.sharing.test_feeds import atom_faults, json_feed_faults
from tests.standards.crawl import ORIGIN, Crawl
from tests.standards.linked_data import is_whole

HERE = Path(__file__).parent
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MOST_BYTES, MOST_PLACES = 50 * 2**20, 50_000
"""Of one file of a site map. Source: sitemaps.org."""
OEMBED = {"type": str, "version": str, "html": str, "width": int, "height": int}
"""What oembed.com asks for of the type `rich`, beside what may be left out."""
THUMBNAIL = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}


@lru_cache(maxsize=4)
def grammar(name: str) -> Any:
    """Return a grammar of this folder, ready to be asked."""
    return etree.RelaxNG(etree.parse(HERE / f"{name}.rng"))


def by_grammar(name: str, root: Any) -> list[str]:
    """Hold an XML document against a grammar of this folder."""
    rules = grammar(name)
    return [] if rules.validate(root) else [str(rules.error_log)]


def atom(answer: TestResponse) -> list[str]:
    """RFC 4287: its grammar, and what no grammar can say; what RFC 6721 adds may stand anywhere in a feed."""
    root = etree.fromstring(answer.data)
    wrong = atom_faults(root)
    for one in root.findall(TOMBSTONE):
        root.remove(one)
    return wrong + by_grammar("atom", root)


def site_map(answer: TestResponse) -> list[str]:
    """The rules of sitemaps.org, its limits too; all addresses are of one site."""
    root = etree.fromstring(answer.data)
    places = root.findall("{*}url/{*}loc")
    wrong = by_grammar("sitemap", root)
    wrong += ["too large"] if len(answer.data) > MOST_BYTES or len(places) > MOST_PLACES else []
    wrong += [place.text for place in places if not place.text.startswith(f"{ORIGIN}/")]
    return wrong + (["an address twice"] if len({place.text for place in places}) < len(places) else [])


def open_search(answer: TestResponse) -> list[str]:
    """OpenSearch 1.1, draft 6."""
    root = etree.fromstring(answer.data)
    lengths = {"ShortName": 16, "Description": 1024}
    wrong = [
        name
        for name, most in lengths.items()
        if len(root.findall(SEARCH + name)) != 1 or not 0 < len(root.findtext(SEARCH + name)) <= most
    ]
    urls = root.findall(f"{SEARCH}Url")
    wrong += ["no search"] if not any("{searchTerms}" in url.get("template", "") for url in urls) else []
    wrong += [str(url.attrib) for url in urls if not url.get("type") or not is_whole(url.get("template", ""))]
    return wrong + [one.text for one in root.findall(f"{SEARCH}Image") if not is_whole(one.text or "")]


def oembed(answer: TestResponse) -> list[str]:
    """oembed.com 1.0, in JSON or XML; its code is one frame of ours."""
    if answer.mimetype == "application/json":
        told: dict[str, Any] = answer.get_json()
    else:
        told = {one.tag: one.text or "" for one in etree.fromstring(answer.data)}
        told |= {name: int(value) for name, value in told.items() if name.endswith(("width", "height", "cache_age"))}
    wrong = [name for name, kind in OEMBED.items() if not isinstance(told.get(name), kind) or not told[name]]
    wrong += ["kind"] if (told["type"], told["version"]) != ("rich", "1.0") else []
    wrong += ["half a picture"] if len(THUMBNAIL & told.keys()) not in {0, 3} else []
    (frame,) = html.fromstring(f"<div>{told['html']}</div>").iter("iframe")
    wrong += [] if frame.get("src").startswith(f"{ORIGIN}/") and frame.get("title") else ["frame"]
    sizes = [frame.get(name) == str(told[name]) for name in ("width", "height")]
    return wrong if all(sizes) else [*wrong, "size"]


CHECKS: dict[str, Callable[[TestResponse], list[str]]] = {
    "library_feeds.feed": atom,
    "library_feeds.topic_feed": atom,
    "library_feeds.sitemap": site_map,
    "library_feeds.sitemap_part": site_map,
    "sharing_pieces.feed": lambda answer: json_feed_faults(answer.get_json(force=True)),
    "sharing_pieces.topic_feed": lambda answer: json_feed_faults(answer.get_json(force=True)),
    "sharing_pieces.opensearch": open_search,
    "sharing_pieces.described": oembed,
}


def wrong_in(crawl: Crawl) -> list[str]:
    """Return every fault of everything that has a standard of its own."""
    answers = {path: answer for path, answer in crawl.answers.items() if answer.status_code == 200}
    checked = [path for path in answers if crawl.endpoints[path] in CHECKS]
    assert {crawl.endpoints[path] for path in checked} == CHECKS.keys()
    return [f"{path}: {fault}" for path in checked for fault in CHECKS[crawl.endpoints[path]](answers[path])]


def test_what_programs_read_keeps_its_standard(short_crawl: Crawl) -> None:
    assert wrong_in(short_crawl) == []


@pytest.mark.soak
def test_all_that_programs_read_keeps_its_standard(whole_crawl: Crawl) -> None:
    assert wrong_in(whole_crawl) == []


def test_the_site_map_names_every_page_that_is_found_by_its_links(whole_map: set[str], short_crawl: Crawl) -> None:
    canonical = {
        html.fromstring(answer.data).xpath("string(//link[@rel='canonical']/@href)")
        for path, answer in short_crawl.of_type("text/html").items()
        if short_crawl.endpoints[path] in {"library.answer", "library.guide", "library.topic", "library.home"}
        and answer.status_code == 200
    }
    assert canonical - whole_map == set()


@pytest.fixture
def whole_map(short_crawl: Crawl) -> set[str]:
    """Every address of the site map."""
    root = etree.fromstring(short_crawl.answers["/sitemap.xml"].data)
    return {place.text for place in root.iter("{*}loc")}


def test_the_interface_is_described_by_a_valid_document(short_crawl: Crawl) -> None:
    told = short_crawl.answers["/api/v1/openapi.json"].get_json()
    assert told["openapi"].startswith("3.1")
    assert [str(fault) for fault in OPENAPI_31_VALIDATOR.iter_errors(told)] == []
    assert all(urlsplit(server["url"]).netloc in {"", "localhost"} for server in told.get("servers", []))


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("atom", '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://a</id><title>a</title></feed>'),
        ("sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc></url></urlset>'),
        ("sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'),
    ],
)
def test_a_grammar_that_takes_anything_is_none(name: str, document: str) -> None:
    assert not grammar(name).validate(etree.fromstring(document))

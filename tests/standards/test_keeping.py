"""What browsers may keep: every public page has a tag and answers 304 to it, packed or not; files have hashed names."""

import re

import brotli
import pytest

from tests.standards.conftest import DemoSite
from tests.standards.crawl import Crawl

ALWAYS_NEW = {
    "library.how_fast", "library.report", "library.report_outcome", "search.results", "search_api.find",
    "search_api.begin", "openapi.description",
}  # fmt: skip
"""Views that answer what somebody asked, or count anew: they have no tag."""
HASHED = re.compile(r"/static/[0-9a-f]{12}/|/library-[0-9a-f]{12}\.css|/card-[a-z]+-[0-9a-f]{16}\.png")
FOR_EVER = re.compile(r"(public|private), max-age=31536000, immutable")


@pytest.fixture
def public(short_crawl: Crawl) -> list[str]:
    """Addresses that answered anybody, without a form."""
    doors = ("identity.", "follow.", "POST")
    found = {path: view for path, view in short_crawl.endpoints.items() if view and not view.startswith(doors)}
    return [path for path in found if short_crawl.answers[path].status_code == 200]


def test_what_is_public_is_the_same_for_everybody(short_crawl: Crawl, public: list[str]) -> None:
    answers = {path: short_crawl.answers[path] for path in public}
    assert [path for path, answer in answers.items() if "Set-Cookie" in answer.headers] == []
    assert [path for path, answer in answers.items() if "Cookie" in answer.headers.get("Vary", "")] == []


def test_who_has_a_page_already_is_told_so_without_a_body(
    demo_site: DemoSite, short_crawl: Crawl, public: list[str]
) -> None:
    client, tagged = demo_site.app.test_client(use_cookies=False), 0
    for path in public:
        tag = short_crawl.answers[path].headers.get("ETag")
        assert bool(tag) is (short_crawl.endpoints[path] not in ALWAYS_NEW), path
        if tag:
            again = client.get(path, headers={"If-None-Match": tag})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag), path
            assert again.headers.get("Cache-Control") == short_crawl.answers[path].headers.get("Cache-Control"), path
            tagged += 1
    assert tagged > 50


def test_a_packed_page_is_the_plain_one(demo_site: DemoSite, short_crawl: Crawl, public: list[str]) -> None:
    client, packed = demo_site.app.test_client(use_cookies=False), set()
    for path in public:
        answer, plain = client.get(path, headers={"Accept-Encoding": "br"}), short_crawl.answers[path]
        if answer.headers.get("Content-Encoding") != "br":
            continue
        assert brotli.decompress(answer.data) == plain.data, path
        assert "Accept-Encoding" in plain.headers["Vary"], path
        assert "q=" not in path, "what somebody asked for stands on the page"
        packed.add(short_crawl.endpoints[path])
    assert {"library.answer", "library.home", "library.styles", "static_files.static_file"} <= packed


def test_files_with_a_hash_in_their_name_are_kept_for_a_year(short_crawl: Crawl, public: list[str]) -> None:
    hashed = [path for path in public if HASHED.search(path)]
    assert len(hashed) > 5
    for path in hashed:
        assert FOR_EVER.fullmatch(short_crawl.answers[path].headers["Cache-Control"]), path

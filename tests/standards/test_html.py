"""Every public page is valid HTML: the parser has nothing to say, and each element stands where it may."""

import pytest

from tests.standards.conftest import DemoSite
from tests.standards.crawl import Crawl
from tests.standards.markup import faults

LEAST_VIEWS = 16
BROKEN = {
    "<span>a<div>b</div></span>": "stands in span",
    "<ul><div>a</div></ul>": "no child of ul",
    "<ul>words<li>a</li></ul>": "words of its own",
    "<dl><dt>a</dt></dl>": "a name without words",
    '<a href="/a"><button>b</button></a>': "can be used inside",
    '<label for="a">a</label>': "labels nothing",
    '<p id="a">a</p><p id="a">b</p>': "id 'a' 2 times",
    '<p aria-describedby="gone">a</p>': "which is nowhere",
    "<h4>a</h4>": "h1 is followed by h4",
    "<h1>again</h1>": "h1 2 times",
    '<p align="left">a</p>': "has align",
    "<center>a</center>": "obsolete",
    '<a href="/a b">a</a>': "no address",
    '<img src="/a">': "has no words",
    '<time datetime="yesterday">a</time>': "no date",
    "<table><tr><td role='cell'>a</td></tr></table>": "role from its table",
    "<span>a": "end-tag",
    "<p title='a' title='b'>a</p>": "duplicate-attribute",
    "<section><main>a</main></section>": "<main> in a section",
}
"""What a checker must see, each between the heading and the end of a sound page."""
SOUND = '<!doctype html><html lang="en"><head><title>a</title></head><body><main><h1>a</h1>{}</main></body></html>'


def wrong_in(crawl: Crawl) -> list[str]:
    """Return every fault of every page."""
    pages = crawl.of_type("text/html")
    return [f"{path}: {fault}" for path, answer in pages.items() for fault in faults(answer.data)]


def test_every_kind_of_public_page_is_valid(short_crawl: Crawl, demo_site: DemoSite) -> None:
    assert "\n".join(wrong_in(short_crawl)) == ""
    views = {short_crawl.endpoints[path] for path in short_crawl.of_type("text/html")}
    assert len(views) >= LEAST_VIEWS
    gone = [short_crawl.answers[f"{place}/answers/{demo_site.withdrawn}"] for place in ("", "/es", "/embed")]
    assert [answer.status_code for answer in gone] == [410] * 3


def test_no_link_of_a_public_page_leads_nowhere(short_crawl: Crawl, demo_site: DemoSite) -> None:
    asked = {"", "sharing_pieces.described", *(view for view in short_crawl.endpoints.values() if "POST" in view)}
    lost = [
        path
        for path, answer in short_crawl.answers.items()
        if answer.status_code >= 400 and short_crawl.endpoints[path] not in asked and path not in demo_site.seeds
    ]
    assert lost == []


@pytest.mark.soak
def test_every_public_page_is_valid(whole_crawl: Crawl) -> None:
    assert "\n".join(wrong_in(whole_crawl)) == ""
    print(f"\n{len(whole_crawl.of_type('text/html'))} pages of {len(whole_crawl.answers)} addresses")


@pytest.mark.parametrize("part", BROKEN)
def test_a_checker_that_sees_nothing_is_none(part: str) -> None:
    assert faults(SOUND.format("<p>a</p>").encode()) == []
    assert BROKEN[part] in "\n".join(faults(SOUND.format(part).encode()))

"""What search engines read of a page is schema.org's vocabulary, whole, and says the same as the page."""

from copy import deepcopy
from typing import Any

import pytest

from tests.standards.conftest import DemoSite
from tests.standards.crawl import Crawl
from tests.standards.linked_data import blocks, faults, is_whole, places

WITH_DATA = {"library.answer", "library.medical_words", "library.guide", "library.people.person"}
SPOILED: dict[str, dict[str, Any]] = {
    "is no type": {"@type": "MedicalPage"},
    "is no property": {"reviewer": "Dr Osei"},
    "not Organization or Person": {"reviewedBy": {"@type": "Thing", "name": "Dr Osei"}},
    "lastReviewed is": {"lastReviewed": "27 November 2026"},
    "has no description": {"description": ""},
    "context": {"@context": "http://example.org"},
    "Question has no acceptedAnswer": {"mainEntity": {"@type": "Question", "name": "a", "text": "b", "answerCount": 1}},
    "answerCount is 'one'": {"mainEntity": {"@type": "Question", "answerCount": "one"}},
}
"""What the checker must see, each put into the data of a sound page."""


def wrong_in(crawl: Crawl) -> tuple[list[str], int]:
    """Return every fault of every page's data, and how many pages have any."""
    wrong, count = [], 0
    for path, answer in crawl.of_type("text/html").items():
        found = blocks(answer.data)
        count += bool(found)
        must = crawl.endpoints[path] in WITH_DATA and answer.status_code == 200
        wrong += [f"{path}: {len(found)} blocks"] if len(found) != int(must) else []
        for data in found:
            wrong += [f"{path}: {fault}" for fault in faults(data)]
            wrong += [f"{path}: {url} is not whole" for url in places(data) if not is_whole(url)]
    return wrong, count


def test_the_data_of_every_page_is_schema_org(short_crawl: Crawl) -> None:
    wrong, count = wrong_in(short_crawl)
    assert wrong == []
    assert count >= 6


def test_the_data_says_what_the_page_says(short_crawl: Crawl, demo_site: DemoSite) -> None:
    answer = short_crawl.answers[f"/answers/{demo_site.imported}"]
    (data,) = blocks(answer.data)
    assert data["name"] in answer.text
    assert f'<link rel="canonical" href="{data["url"]}">' in answer.text
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    crumbs = data["breadcrumb"]["itemListElement"]
    assert [step["position"] for step in crumbs] == list(range(1, len(crumbs) + 1))
    assert crumbs[-1]["item"] == data["url"]


@pytest.mark.soak
def test_the_data_of_all_pages_is_schema_org(whole_crawl: Crawl) -> None:
    wrong, count = wrong_in(whole_crawl)
    assert wrong == []
    print(f"\n{count} pages with data")


@pytest.mark.parametrize("fault", SPOILED)
def test_a_checker_that_sees_nothing_is_none(short_crawl: Crawl, demo_site: DemoSite, fault: str) -> None:
    (data,) = blocks(short_crawl.answers[f"/answers/{demo_site.imported}"].data)
    assert faults(data) == []
    assert fault in "\n".join(faults(deepcopy(data) | SPOILED[fault]))

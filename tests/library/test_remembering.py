"""Parts of public pages that are made once: right in each language and place, new when the clinic's facts are."""

import re

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from qa_portal import clock
from qa_portal.clinic.models import FACTS_ID, Facts
from qa_portal.db import new_id, read, transaction
from tests.library import shelf

PART = '{% remembered "part", depends_on %}{{ said }}{% endremembered %}'


def number(page: str) -> str:
    """The emergency number in the strip at the top, which is remembered."""
    found = re.search(r'class="portal-strip".*?>([0-9 ]+)</a>', page)
    assert found
    return found.group(1)


@pytest.fixture
def described(library: Flask) -> Flask:
    """The library of a clinic that somebody has described."""
    _describe("112")
    return library


def _describe(emergency_number: str) -> None:
    read().rollback()
    with transaction() as session:
        row = session.query(Facts).one_or_none()
        if row is None:
            row = Facts(id=FACTS_ID, name="Clinic", time_zone="UTC", languages=["en", "es"], updated_at=clock.now())
            session.add(row)
        row.emergency_number, row.edition = emergency_number, new_id()


def test_what_the_clinic_changes_is_seen_on_the_next_page(described: Flask, reader: FlaskClient) -> None:
    page_id = shelf.put()
    assert number(reader.get(f"/answers/{page_id}").text) == "112"
    _describe("999")
    assert number(reader.get(f"/answers/{page_id}").text) == "999"
    assert number(reader.get("/search?q=x").text) == "999"


def test_each_language_has_its_own(described: Flask, reader: FlaskClient) -> None:
    page_id = shelf.put()
    for _ in range(2):
        assert "Search answers" in reader.get(f"/answers/{page_id}").text
        spanish = reader.get(f"/es/answers/{page_id}").text
        assert "Search answers" not in spanish
        assert 'href="/es/search"' in spanish


def test_the_link_to_this_page_is_marked_on_each(described: Flask, reader: FlaskClient) -> None:
    for path in ("/", "/topics", "/search", "/topics"):
        marked = re.findall(r'href="([^"]+)" aria-current="page"', reader.get(path).text)
        assert marked == [path]


@pytest.mark.parametrize(("path", "is_remembered"), [("/topics", True), ("/account", False), ("/questions", False)])
def test_nothing_is_remembered_on_private_pages(app: Flask, path: str, is_remembered: bool) -> None:
    with app.app_context():
        _describe("112")
    said = []
    for word in ("first", "second"):
        with app.test_request_context(path):
            said.append(render_template_string(PART, said=word, depends_on=path))
    assert said == (["first", "first"] if is_remembered else ["first", "second"])


def test_what_a_part_depends_on_keeps_it_apart_and_escapes(described: Flask) -> None:
    with described.test_request_context("/topics"):
        said = [render_template_string(PART, said=f"<{word}>", depends_on=word) for word in ("a", "b", "a")]
    assert said == ["&lt;a&gt;", "&lt;b&gt;", "&lt;a&gt;"]

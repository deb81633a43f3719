"""Pages of results kept in memory: asked again they cost little, and they never say what is no longer true."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.db import transaction
from qa_portal.index.backend import SearchBackend
from qa_portal.index.current import index
from qa_portal.library import release
from qa_portal.library.kept_searches import kept_searches
from qa_portal.outbox.worker import Worker
from tests.journey.search.test_search import ids_on, pages
from tests.library import shelf

__all__ = ["pages"]


@pytest.fixture
def looked_for(library: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every search that reached the index."""
    found: list[str] = []
    backend: SearchBackend = index()
    find = backend.find

    def counted(words: str, **wishes: object) -> object:
        found.append(words)
        return find(words, **wishes)  # type: ignore[arg-type]

    monkeypatch.setattr(backend, "find", counted)
    return found


def test_the_same_search_is_looked_for_once(reader: FlaskClient, pages: dict[str, str], looked_for: list[str]) -> None:
    shown = [reader.get("/search?q=migraine") for _ in range(3)]
    assert looked_for == ["migraine"]
    assert len({page.text for page in shown}) == 1
    assert {page.headers["Cache-Control"] for page in shown} == {"no-store"}
    assert shown[2].mimetype == "text/html"


def test_language_topic_and_page_are_kept_apart(reader: FlaskClient, pages: dict[str, str]) -> None:
    addresses = ["/search?q=migraine", "/es/search?q=migraine", "/search?q=migraine&topic=heart", "/search?q=pain"]
    first = [reader.get(address).text for address in addresses]
    assert len(set(first)) == 4
    assert [reader.get(address).text for address in addresses] == first


def test_a_letter_is_kept_nowhere(reader: FlaskClient, pages: dict[str, str], looked_for: list[str]) -> None:
    letter = "my migraine began when my husband left and now it is every single day"
    for _ in range(2):
        assert reader.get("/search", query_string={"q": letter}).status_code == 200
    assert looked_for == [letter] * 2
    assert len(kept_searches()) == 0


def test_what_is_published_withdrawn_or_put_right_shows_at_once(
    reader: FlaskClient, pages: dict[str, str], librarian: Worker
) -> None:
    assert set(ids_on(reader, "/search?q=migraine")) == {pages["migraine"], pages["another"]}
    shelf.withdraw(pages["another"])
    assert ids_on(reader, "/search?q=migraine") == [pages["migraine"]]
    fresh = shelf.put(shelf.words(title="A new kind of migraine"))
    reader.get("/search?q=migraine")
    librarian.drain()
    assert set(ids_on(reader, "/search?q=migraine")) == {pages["migraine"], fresh}
    with transaction() as session:
        release.correct(session, fresh, "We had the wrong dose.")
    assert set(ids_on(reader, "/search?q=migraine")) == {pages["migraine"], fresh}


def test_answers_from_the_database_are_not_kept(
    reader: FlaskClient, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(index()), "_fresh_view", _damaged)
    assert "Our search is being repaired" in reader.get("/search?q=migraine").text
    monkeypatch.undo()
    assert "Our search is being repaired" not in reader.get("/search?q=migraine").text


def _damaged(_: object) -> None:
    raise OSError("a file is gone")

"""Pages kept in memory: the same bytes, gone at once in every process, and nothing kept that is not for everybody."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.db import transaction
from qa_portal.library import release
from qa_portal.library.kept_pages import MARK, KeptPages
from qa_portal.settings import Settings
from qa_portal.web.packing import READ_AGAIN
from tests.library import shelf
from tests.support import stores
from tests.support.apart import Apart


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str, any_database: str) -> Iterator[Settings]:
    """The same on both databases."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield made


@pytest.fixture
def page_id(library: Flask) -> str:
    """A page on the shelf."""
    return shelf.put()


@pytest.fixture
def another(settings: Settings, library: Flask) -> Iterator[FlaskClient]:
    """A reader at another process of the same portal."""
    with stores.opened(settings, "public") as app:
        app.test_client_class = Apart
        yield app.test_client()


def times_made(library: Flask) -> list[str]:
    """Count the pages Flask makes from now on."""
    made: list[str] = []
    library.before_request_funcs.setdefault(None, []).append(lambda: made.append("page"))
    return made


def test_a_page_is_made_once_and_stays_the_same(library: Flask, reader: FlaskClient, page_id: str) -> None:
    made = times_made(library)
    answers = [reader.get(f"/answers/{page_id}") for _ in range(3)]
    assert made == ["page"]
    assert len({answer.data for answer in answers}) == 1
    headers = [{name: value for name, value in answer.headers if name != "X-Request-ID"} for answer in answers]
    assert headers[0] == headers[1] == headers[2]
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == 3
    assert re.fullmatch("[0-9a-f]{32}", answers[2].headers["X-Request-ID"])


def test_who_takes_it_packed_gets_the_same_words_in_fewer_bytes(reader: FlaskClient, page_id: str) -> None:
    plain = reader.get(f"/answers/{page_id}")
    for accepted, coding, unpack in (("gzip", "gzip", gzip.decompress), ("gzip, br", "br", brotli.decompress)):
        for _ in range(READ_AGAIN + 1):
            packed = reader.get(f"/answers/{page_id}", headers={"Accept-Encoding": accepted})
            assert packed.headers["Content-Encoding"] == coding
            assert unpack(packed.data) == plain.data
            assert len(packed.data) < len(plain.data) / 2
            assert "Accept-Encoding" in packed.headers["Vary"]
            assert packed.headers["ETag"] == plain.headers["ETag"]
    refused = reader.get(f"/answers/{page_id}", headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    assert ("Content-Encoding" in refused.headers, refused.data) == (False, plain.data)
    head = reader.head(f"/answers/{page_id}")
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(plain.data))


def test_what_somebody_asked_for_is_never_packed(reader: FlaskClient, page_id: str) -> None:
    for path in ("/search?q=migraine", f"/answers/{page_id}?q=migraine", "/nowhere", "/reports?number=1"):
        assert "Content-Encoding" not in reader.get(path, headers={"Accept-Encoding": "gzip, br"}).headers, path


def test_who_has_it_already_gets_no_body(reader: FlaskClient, page_id: str) -> None:
    tag = reader.get(f"/answers/{page_id}").headers["ETag"]
    again = reader.get(f"/answers/{page_id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_a_page_taken_away_is_gone_from_every_process_at_once(
    reader: FlaskClient, another: FlaskClient, page_id: str
) -> None:
    for _ in range(2):
        assert [one.get(f"/answers/{page_id}").status_code for one in (reader, another)] == [200, 200]
    shelf.withdraw(page_id)
    assert [one.get(f"/answers/{page_id}").status_code for one in (reader, another)] == [410, 410]
    for path in ("/", "/topics/brain"):
        assert page_id not in another.get(path).text


def test_a_correction_is_seen_in_every_process_at_once(reader: FlaskClient, another: FlaskClient, page_id: str) -> None:
    another.get(f"/answers/{page_id}")
    with transaction() as session:
        release.correct(session, page_id, "We had the wrong dose.")
    assert "We had the wrong dose." in another.get(f"/answers/{page_id}").text


def test_languages_and_addresses_with_a_query_are_apart(library: Flask, reader: FlaskClient, page_id: str) -> None:
    made = times_made(library)
    assert reader.get(f"/answers/{page_id}").data != reader.get(f"/es/answers/{page_id}").data
    for _ in range(2):
        assert reader.get("/search?q=migraine").status_code == 200
        assert reader.get("/nowhere").status_code == 404
    assert len(made) == 6


def test_a_strange_host_gets_nothing_that_was_kept(reader: FlaskClient, page_id: str) -> None:
    reader.get(f"/answers/{page_id}")
    assert reader.get(f"/answers/{page_id}", headers={"Host": "evil.example"}).status_code == 400


def test_the_oldest_page_goes_when_there_is_no_more_room() -> None:
    made: list[str] = []

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        made.append(str(environ["PATH_INFO"]))
        environ[MARK] = True
        start_response("200 OK", [("ETag", 'W/"a"')])  # type: ignore[operator]
        return [bytes(100)]

    pages = KeptPages(app, lambda: "1", max_bytes=450)
    for path in ("/1", "/2", "/1", "/3", "/1", "/2"):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
        assert b"".join(pages(environ, lambda *_: lambda _bytes: None)) == bytes(100)
    assert made == ["/1", "/2", "/3", "/2"]


def test_nothing_is_kept_while_nobody_can_say_what_is_true() -> None:
    made: list[int] = []

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        made.append(1)
        environ[MARK] = True
        start_response("200 OK", [])  # type: ignore[operator]
        return [b"page"]

    pages = KeptPages(app, lambda: "")
    for _ in range(2):
        list(pages({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: lambda _bytes: None))
    assert len(made) == 2


def test_a_shared_link_is_answered_from_memory_and_a_question_is_not(
    library: Flask, reader: FlaskClient, page_id: str
) -> None:
    plain = reader.get(f"/answers/{page_id}")
    made = times_made(library)
    tagged = [reader.get(f"/answers/{page_id}?via={network}") for network in ("whatsapp", "x", "mail")]
    assert made == []
    assert {answer.data for answer in tagged} == {plain.data}
    for query in ("via=x&q=1", "q=1&via=x", "via=", "via=A%20b", "x=via"):
        reader.get(f"/answers/{page_id}?{query}")
    assert made == ["page"] * 5
    shelf.withdraw(page_id)
    assert reader.get(f"/answers/{page_id}?via=x").status_code == 410

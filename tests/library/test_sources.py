"""Sources are looked at once a week, gently and from outside only; what died or changed calls for a look."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.library import fetching, release, sources
from qa_portal.library.fetching import Guest, Refused, Unreachable, fetch
from qa_portal.library.upkeep_models import SourceCheck
from qa_portal.settings import EXTENSION
from qa_portal.text.wording import Source
from tests.library import shelf
from tests.support.threads import serving

HERE = Guest("qa-portal-test", may_visit=lambda address: address.is_loopback, ports=None)
ANYBODY = Guest("qa-portal-test", ports=None)


@dataclass
class Site:
    """A site of this machine: what it answers by path, and what it was asked."""

    url: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    slow_seconds: float = 0.0

    def say(self, path: str, text: str = "", status: int = 200, headers: dict[str, str] | None = None) -> str:
        """Answer a path from now on; return its address."""
        self.pages[path] = (status, {"Content-Type": "text/html", **(headers or {})}, text.encode())
        return self.url + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> Callable[[], None]:
            # HEAD is answered like GET, without the body.
            if name in {"do_GET", "do_HEAD"}:
                return self.answer
            raise AttributeError(name)

        def answer(self) -> None:
            made.asked.append((self.command, self.path, self.headers["User-Agent"]))
            time.sleep(made.slow_seconds)
            status, headers, body = made.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield made


def page_with(url: str) -> str:
    """Release a page that names a source; return its id."""
    page_id = shelf.put(shelf.words(sources=(Source("Migraine", "NHS", url, "2026-03"),)))
    sources.gather()
    return page_id


def look(url: str) -> SourceCheck:
    """Look at a source as the worker does; return what was written down."""
    sources.look(url, HERE)
    read().rollback()
    return read().scalars(select(SourceCheck).where(SourceCheck.url == url)).one()


def test_a_source_that_is_gone_or_changed_puts_its_page_on_the_list(library: Flask, site: Site) -> None:
    dies, changes, stays = (site.say(f"/{name}", f"<p>Rest helps {name}.</p>") for name in ("dies", "changes", "stays"))
    pages = [page_with(url) for url in (dies, changes, stays)]
    assert [look(url).state for url in (dies, changes, stays)] == ["good"] * 3
    assert sources.doubted(read()) == {}
    clock.advance(timedelta(days=7))
    site.say("/dies", status=410)
    site.say("/changes", "<p>Rest does not help.</p>")
    site.say("/stays", "<nav>New menu</nav><script>let n = 2</script>\n<p>Rest   helps <b>stays.</b></p>")
    assert [look(url).state for url in (dies, changes, stays)] == ["dead", "changed", "good"]
    assert sources.doubted(read()) == {pages[0]: {"dead"}, pages[1]: {"changed"}}


def test_a_look_at_the_page_takes_it_off_the_list_until_the_next_change(library: Flask, site: Site) -> None:
    url = site.say("/a", "<p>One tablet.</p>")
    page_id = page_with(url)
    look(url)
    clock.advance(timedelta(days=7))
    site.say("/a", "<p>Two tablets.</p>")
    look(url)
    assert page_id in sources.doubted(read())
    clock.advance(timedelta(days=1))
    with transaction() as session:
        release.still_right(session, page_id)
    assert sources.doubted(read()) == {}
    clock.advance(timedelta(days=7))
    look(url)
    assert sources.doubted(read()) == {}
    site.say("/a", "<p>Three tablets.</p>")
    look(url)
    assert page_id in sources.doubted(read())


def test_a_bad_day_of_theirs_is_no_death(library: Flask, site: Site) -> None:
    url = site.say("/a", status=503)
    page_with(url)
    assert [look(url).state for _try in range(3)] == ["good", "good", "dead"]
    site.say("/a", "<p>Back.</p>")
    assert look(url).state == "good"
    assert sources.doubted(read()) == {}


def test_each_source_is_asked_once_a_week_by_head_then_get_under_our_name(library: Flask, site: Site) -> None:
    url = site.say("/a", "<p>One.</p>")
    page_with(url)
    assert sources.next_url(read()) == url
    sources.look(url, replace(sources.guest(), may_visit=HERE.may_visit, ports=None))
    assert [(method, path) for method, path, _agent in site.asked] == [("HEAD", "/a"), ("GET", "/a")]
    assert all(agent.startswith("qa-portal-source-check/1.0 (+http") for _method, _path, agent in site.asked)
    read().rollback()
    assert sources.next_url(read()) is None
    clock.advance(timedelta(days=7))
    assert sources.next_url(read()) == url


def test_a_source_no_page_names_any_more_is_forgotten(library: Flask, site: Site) -> None:
    page_id = page_with(site.say("/a"))
    shelf.withdraw(page_id)
    sources.gather()
    read().rollback()
    assert read().scalars(select(SourceCheck)).all() == []


def test_nothing_is_asked_while_it_is_switched_off(library: Flask, site: Site) -> None:
    page_with(site.say("/a"))
    walker = sources.Walker()
    walker.step()
    assert not walker.is_looking()
    library.extensions[EXTENSION] = replace(library.extensions[EXTENSION], check_sources=True)
    walker.step()
    while walker.is_looking():
        time.sleep(0.01)
    # This machine is no address we may visit, so nothing was asked; the look is written down all the same.
    assert site.asked == []
    read().rollback()
    assert sources.next_url(read()) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://[::1]:{port}/a", "http://0.0.0.0:{port}/a",
        "http://2130706433:{port}/a", "http://[::ffff:127.0.0.1]:{port}/a", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/", "file:///etc/passwd", "gopher://127.0.0.1/",
        "http://user:word@example.org/",
    ],
)  # fmt: skip
def test_no_address_of_our_own_network_is_visited(site: Site, url: str) -> None:
    site.say("/a", "secret")
    with pytest.raises((Refused, Unreachable)):
        fetch(url.format(port=site.url.rsplit(":", 1)[1]), ANYBODY)
    assert site.asked == []


def test_a_redirect_into_our_own_network_is_not_followed(site: Site) -> None:
    inside = site.say("/inside", "secret").replace("127.0.0.1", "127.0.0.2")
    url = site.say("/out", status=302, headers={"Location": inside})
    only_one = Guest("test", may_visit=lambda address: address == ip_address("127.0.0.1"), ports=None)
    with pytest.raises(Refused, match="private_address"):
        fetch(url, only_one)
    assert {path for _method, path, _agent in site.asked} == {"/out"}


def test_a_port_that_is_no_web_port_is_not_visited(site: Site) -> None:
    with pytest.raises(Refused, match="port"):
        fetch(site.say("/a"), Guest("test", may_visit=lambda _address: True))


def test_redirects_that_go_in_a_ring_end(site: Site) -> None:
    with pytest.raises(Unreachable):
        fetch(site.say("/ring", status=302, headers={"Location": "/ring"}), HERE)


def test_what_is_too_long_or_no_text_is_there_and_not_compared(site: Site) -> None:
    long = fetch(site.say("/long", "x" * (fetching.MAX_BYTES + 1)), HERE)
    pdf = fetch(site.say("/pdf", "x", headers={"Content-Type": "application/pdf"}), HERE)
    assert (long, pdf) == (fetching.Fetched(200, ""), fetching.Fetched(200, ""))


def test_a_site_that_does_not_answer_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)
    site.slow_seconds = 1.0
    with pytest.raises(Unreachable):
        fetch(site.say("/a"), HERE)


def test_readers_see_the_date_of_reading_and_nothing_alarming(reader: FlaskClient, site: Site) -> None:
    url = site.say("/a")
    page_id = page_with(url)
    before = reader.get(f"/answers/{page_id}").text
    site.say("/a", status=404)
    look(url)
    after = reader.get(f"/answers/{page_id}").text
    assert "(read March 2026)" in after
    assert after == before

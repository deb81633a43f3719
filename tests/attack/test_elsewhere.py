"""Being sent elsewhere: `next` and its like, the Host header, and the addresses in pages and mails."""

import re
from collections.abc import Callable
from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.safety.test_matrix import House
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD, Mails

TRICKS = (
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "//x@evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/\r\nLocation: https://evil.example",
    "/%0d%0aSet-Cookie:x=y",
    "/\n/evil.example",
    " https://evil.example",
    "\x00//evil.example",
    "/.evil.example//",
    "//evil.example/%2e%2e",
    "/\u2044/evil.example",
    "\u2028//evil.example",
    "/../..//evil.example",
    "//localhost@evil.example",
    "//evil.example#localhost",
    "/ /evil.example",
    "http://localhost.evil.example",
    "//[::1]@evil.example",
    "/\u3002evil.example",
    "?next=//evil.example",
    "//%65vil.example",
)
PARAMETERS = ("next", "url", "return", "return_to", "redirect", "continue", "back", "goto", "to", "r")
HOSTS = (
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "[::1]",
    "localhost:evil",
    "",
)
FORWARDED = (
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Host": "evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Forwarded-Prefix": "//evil.example"},
    {"X-Original-Host": "evil.example"},
    {"X-Forwarded-Port": "666"},
    {"X-Forwarded-Proto": "javascript"},
    {"X-Forwarded-Scheme": "evil"},
)


def _leaves(location: str) -> bool:
    """Whether a browser that is sent there leaves this site: it reads backslashes as slashes and drops line ends."""
    seen = re.sub(r"[\t\r\n]", "", location.strip("\x00 ")).replace("\\", "/")
    went = urlsplit(urljoin("http://localhost/sign-in", seen))
    return went.scheme not in {"http", ""} or went.netloc != "localhost"


@pytest.mark.parametrize("trick", TRICKS)
def test_nobody_is_sent_away_after_signing_in(house: House, trick: str) -> None:
    client = house.app.test_client()
    page = client.get(f"/sign-in?next={quote(trick)}").get_data(as_text=True)
    form = {"csrf_token": token_of(page), "email": "patient@story.example", "password": PASSWORD, "next": trick}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    assert not _leaves(answer.headers["Location"]), answer.headers["Location"]
    again = client.get(f"/sign-in?next={quote(trick)}")
    assert again.status_code == 303
    assert not _leaves(again.headers["Location"]), again.headers["Location"]


def test_no_route_sends_anybody_away_whatever_it_is_asked(house: House) -> None:
    query = "&".join(
        f"{name}={quote(trick)}" for name, trick in product(PARAMETERS, ("//evil.example", "/\\evil.example"))
    )
    for role, cell in product(("anonymous", "patient", "admin"), house.cells):
        answer = house.ask(role, cell, f"{house.path(cell)}?{query}")
        if "Location" in answer.headers:
            assert not _leaves(answer.headers["Location"]), (cell.route, answer.headers["Location"])
        if cell.method == "POST" and answer.status_code < 400:
            house.restore()


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/es/account",
        "/es//evil.example",
        "/en//evil.example/",
        "/es/\\evil.example",
        "/es/%5cevil.example",
        "/en/%09/evil.example",
        "/en/search/..//evil.example",
        "/es///evil.example/account",
    ],
)
def test_a_path_that_looks_like_a_host_leads_nowhere(house: House, path: str) -> None:
    answer = house.app.test_client().get(f"http://localhost{path}", headers={"Host": "localhost"})
    assert "Location" not in answer.headers or not _leaves(answer.headers["Location"]), answer.headers["Location"]


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(house: House, host: str) -> None:
    for path in ("/", "/sign-in", "/feed.xml", "/sitemap.xml", "/es/account"):
        answer = house.app.test_client().get(path, headers={"Host": host})
        assert "evil.example" not in answer.get_data(as_text=True)
        assert "evil.example" not in str(answer.headers)
        assert not (host and "evil" in host) or answer.status_code == 400


@pytest.mark.parametrize("headers", FORWARDED, ids=lambda one: next(iter(one)))
def test_what_a_stranger_says_about_the_host_stands_in_no_page(house: House, headers: dict[str, str]) -> None:
    for path in ("/", "/sign-in", "/feed.xml", "/sitemap.xml", "/robots.txt", "/en/account", "/api/v1/search?q=hands"):
        answer = house.app.test_client().get(path, headers=headers)
        told = answer.get_data(as_text=True) + str(answer.headers)
        assert not re.search(r"evil\.example|:666|javascript:", told), path


def test_no_mail_leads_to_a_host_somebody_sent(house: House, post: Callable[[], Mails]) -> None:
    client = house.app.test_client()
    for number, headers in enumerate(FORWARDED):
        token = token_of(client.get("/sign-up").get_data(as_text=True))
        form = {"csrf_token": token, "email": f"host{number}@story.example", "password": PASSWORD, "user": "own"}
        assert client.post("/sign-up", data=form, headers=headers).status_code == 303
        assert send(client, "/reset", email=f"host{number}@story.example").status_code == 303
    links = [link for text in post().texts() for link in re.findall(r"https?://[^\s>]+", text)]
    assert len(links) >= len(FORWARDED)
    assert {urlsplit(link).netloc for link in links} == {"localhost"}

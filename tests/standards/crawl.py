"""Every public address of a portal, found as a robot finds it: from the first page on, along every link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission

ORIGIN = "http://localhost"
ADDRESS = re.compile(r"""(?:\b(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|content="(https?://[^"]+)")""")
READABLE = {Permission.PUBLIC_READ, Permission.SIGN_IN, Permission.FOLLOW, Permission.FOLLOW_END}
SAME_SITE = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
MADE_OF_TEXT = {"text/html", "application/xml", "application/atom+xml", "application/opensearchdescription+xml"}


@dataclass
class Crawl:
    """What a robot without cookies got, by address."""

    app: Flask
    most: int
    """Addresses of one view in one language; the others are passed over."""
    answers: dict[str, TestResponse] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)

    def follow(self, seeds: list[str]) -> None:
        """Ask for the addresses and for all that they lead to."""
        client, waiting = self.app.test_client(use_cookies=False), list(seeds)
        while waiting:
            path = waiting.pop()
            endpoint = self._view(path)
            is_new = path not in self.answers and (path in seeds or self._count(path, endpoint) < self.most)
            if is_new and (endpoint or path in seeds):
                answer = self.answers[path] = client.get(path)
                self.endpoints[path] = endpoint
                waiting += _ways(path, answer)

    def send(self, path: str, form: dict[str, str]) -> None:
        """Send a form that anybody may send, and keep the page that comes."""
        name = f"{path}?{'&'.join(form)}"
        self.answers[name] = self.app.test_client(use_cookies=False).post(path, data=form, headers=SAME_SITE)
        self.endpoints[name] = f"POST {name}"

    def _count(self, path: str, endpoint: str) -> int:
        return sum(one == endpoint and _language(known) == _language(path) for known, one in self.endpoints.items())

    def _view(self, path: str) -> str:
        """Return the endpoint of an address that anybody may read; empty for another."""
        plain = re.sub(r"^/es(?=/|$)", "", urlsplit(path).path) or "/"
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(plain, method="GET")
        except HTTPException:
            return ""
        return str(endpoint) if getattr(self.app.view_functions[endpoint], MARK, None) in READABLE else ""

    def of_type(self, *types: str) -> dict[str, TestResponse]:
        """Return the answers of some media types that lead nowhere else."""
        whole = {path: answer for path, answer in self.answers.items() if not answer.location}
        return {path: answer for path, answer in whole.items() if answer.mimetype in types}

    def one_of_each(self, *types: str) -> dict[str, TestResponse]:
        """Return one answer of each endpoint, language and status: what one template makes."""
        chosen: dict[tuple[str, str, int], str] = {}
        for path, answer in sorted(self.of_type(*types).items()):
            chosen.setdefault((self.endpoints[path], _language(path), answer.status_code), path)
        return {path: self.answers[path] for path in chosen.values()}


def _language(path: str) -> str:
    return "es" if path.startswith("/es") else "en"


def _ways(path: str, answer: TestResponse) -> Iterator[str]:
    if answer.location:
        yield _here(urljoin(f"{ORIGIN}{path}", answer.location))
    if answer.mimetype in MADE_OF_TEXT:
        for found in ADDRESS.finditer(answer.get_data(as_text=True)):
            yield _here(urljoin(f"{ORIGIN}{path}", unescape(found[1] or found[2] or found[3])))


def _here(url: str) -> str:
    """Return the path and query of an address of this site; one that is nowhere for another."""
    plain = urldefrag(url).url
    return plain.removeprefix(ORIGIN) or "/" if plain.startswith(f"{ORIGIN}/") else "/nowhere"

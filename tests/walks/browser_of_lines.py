"""A browser without JavaScript, for crowds: keeps cookies (the `__Host-` one too), fills in forms, follows redirects.

`requests` and `httpx` never send a Secure cookie back to http://127.0.0.1, as browsers do; weakening the cookie for a
test would test another product.
"""

import http.client
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

TOKEN = re.compile(r'name="csrf_token"[^>]*\bvalue="([^"]+)"')
IDLE_SECONDS = 2.0
"""A connection idle for longer is not used again: the server closes it after five."""
TIMEOUT_SECONDS = 60
TYPED = "application/x-www-form-urlencoded"
Body = str | bytes | None
Told = Callable[[str, str, int, float], None]
"""Called after each request: method, path without its query, status, seconds."""


@dataclass
class Answer:
    """What came back in the end."""

    status: int
    path: str
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def hidden(self, name: str) -> str:
        """Return the value of a hidden or one-line field."""
        found = re.search(rf'name="{name}"[^>]*\bvalue="([^"]*)"', self.text)
        return unescape(found.group(1)) if found else ""

    def values(self, name: str) -> list[str]:
        """Return the values of every field of a name, such as all boxes of a list."""
        return [unescape(value) for value in re.findall(rf'name="{name}"[^>]*\bvalue="([^"]*)"', self.text)]

    def area(self, name: str) -> str:
        """Return the text of a text area."""
        found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', self.text, re.S)
        return unescape(found.group(1)) if found else ""

    def choices(self, name: str) -> list[str]:
        """Return the values a select offers, without the empty one."""
        found = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', self.text, re.S)
        options = re.findall(r'<option[^>]*\bvalue="([^"]+)"', found.group(1)) if found else []
        return [unescape(option) for option in options]

    def links(self, pattern: str) -> list[str]:
        """Return the targets of links and forms that match."""
        return list(dict.fromkeys(unescape(url) for url in re.findall(rf'(?:href|action)="({pattern})"', self.text)))


class Visitor:
    """One person at one portal. A failed GET is tried once more; a POST never is: it may have been taken."""

    def __init__(self, base_url: str, told: Told | None = None) -> None:
        parts = urlsplit(base_url)
        self._origin = base_url.rstrip("/")
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._told = told
        self._cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None
        self._used_at = 0.0

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._go("GET", path, None)

    def send(self, page: Answer | str, to: str | None = None, **fields: object) -> Answer:
        """Fill in the form of a page (opened first when only its path is given) and post it."""
        shown = self.get(page) if isinstance(page, str) else page
        found = TOKEN.search(shown.text)
        body = [("csrf_token", found.group(1) if found else "")]
        for name, value in fields.items():
            body += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        return self._go("POST", to or shown.path, urlencode(body))

    def upload(self, page: Answer | str, file_name: str, body: bytes, to: str | None = None) -> Answer:
        """Choose a file in the form of a page and send it."""
        shown = self.get(page) if isinstance(page, str) else page
        found = TOKEN.search(shown.text)
        fields = {"csrf_token": found.group(1) if found else "", "file": FileStorage(BytesIO(body), file_name)}
        boundary, whole = encode_multipart(fields)
        return self._go("POST", to or shown.path.partition("?")[0], whole, f"multipart/form-data; boundary={boundary}")

    def post(self, path: str, token: str, **fields: object) -> Answer:
        """Post with a token known from before, and do not follow where it leads."""
        body = urlencode([("csrf_token", token), *((name, str(value)) for name, value in fields.items())])
        status, text, headers = self._once("POST", path, body)
        return Answer(status, path, text, headers)

    def _go(self, method: str, path: str, body: Body, kind: str = TYPED) -> Answer:
        for _ in range(6):
            status, text, headers = self._once(method, path, body, kind)
            location = headers.get("Location") if status in {301, 302, 303, 307, 308} else None
            if location is None:
                return Answer(status, path, text, headers)
            method, path, body = "GET", _path(location), None
        raise AssertionError(f"redirected in a circle: {path.partition('?')[0]}")

    def _once(self, method: str, path: str, body: Body, kind: str = TYPED) -> tuple[int, str, dict[str, str]]:
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": self._origin}
        started = time.perf_counter()
        response = self._ask(method, path, body, headers)
        text = response.read().decode("utf-8", "replace")
        self._used_at = time.monotonic()
        if self._told:
            self._told(method, path.partition("?")[0], response.status, time.perf_counter() - started)
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self._keep(cookie)
        return response.status, text, dict(response.headers.items())

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].strip().partition("=")
        if value:
            self._cookies[name] = value
        else:
            self._cookies.pop(name, None)

    def _ask(self, method: str, path: str, body: Body, headers: dict[str, str]) -> http.client.HTTPResponse:
        if self._connection is None or time.monotonic() - self._used_at > IDLE_SECONDS:
            self._connect()
        try:
            return self._try(method, path, body, headers)
        except (http.client.HTTPException, ConnectionError):
            self._connect()
            if method != "GET":
                raise
            return self._try(method, path, body, headers)

    def _try(self, method: str, path: str, body: Body, headers: dict[str, str]) -> http.client.HTTPResponse:
        assert self._connection is not None
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()

    @property
    def cookie(self) -> str:
        """What the browser sends of its cookies."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> None:
        self.close()
        self._connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path

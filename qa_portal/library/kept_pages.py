"""Public pages kept in memory until anything public changes, and answered before Flask is asked.

Only what a view marked as the same for everybody is kept, and only addresses without a query: a search stays nowhere.
A link tag is no query.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_portal.library.epoch import Stamp, write_down
from qa_portal.library.memory import Memory
from qa_portal.web.headers import LINK_TAG
from qa_portal.web.packing import Coding, Packed, coding_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MARK = "qa_portal.kept"
"""Set in the environment by a view whose page may be kept."""
MAX_BYTES = 24 * 2**20
"""Pages kept by one process, in bytes, their packed forms included; the one read longest ago goes first."""
MAX_AGE_SECONDS = 600
"""Some words on a page depend on the day: none is kept longer than this."""
SAME = ("HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")
"""What a page may depend on beside the stamp."""
LINK_TAG_ALONE = re.compile(rf"{LINK_TAG}=[a-z]{{1,20}}")
"""A query that changes nothing: it says which shared link was followed."""
Headers = list[tuple[str, str]]
Seen = Callable[["WSGIEnvironment"], None]
"""Is told of each page somebody got."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it went out, and as it is packed."""

    until: float
    etag: str
    headers: Headers
    body: Packed

    @property
    def size(self) -> int:
        """Bytes it takes at most, once somebody asked for each of its packed forms."""
        return 2 * len(self.body.plain)


class KeptPages:
    """WSGI middleware that answers from memory what is still true."""

    def __init__(
        self, app: "WSGIApplication", stamp: Stamp, seen: Seen | None = None, max_bytes: int = MAX_BYTES
    ) -> None:
        self._app, self._stamp = app, stamp
        self._seen: Seen = seen or (lambda _environ: None)
        self._pages: Memory[Kept] = Memory(max_bytes, lambda page: page.size)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or ask the app and keep what may be kept."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._app(environ, start_response)
        # Read before the page is made: a change meanwhile makes what is kept old at once.
        stamp = self._stamp()
        write_down(stamp, environ)
        if _asks(environ):
            return self._app(environ, start_response)
        key = tuple(environ.get(name) for name in SAME)
        page = self._pages.get(key, stamp)
        if page is None or not stamp or page.until < time.monotonic():
            return self._made(key, stamp, environ, start_response)
        self._seen(environ)
        return _answer(page, environ, start_response)

    def _made(
        self, key: tuple[Any, ...], stamp: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        said: list[tuple[Any, ...]] = []

        def note(*told: Any) -> Any:
            said.append(told)
            return None

        # The tag of a share link is counted, and nothing on the page depends on it.
        asked = {**environ, "QUERY_STRING": ""}
        body = self._app(asked, note)
        status, headers = said[-1][:2]
        is_whole = MARK in asked and status.startswith("200") and environ["REQUEST_METHOD"] == "GET"
        if is_whole:
            self._seen(environ)
        if not stamp or not is_whole:
            start_response(*said[-1])
            return body
        try:
            page = _page(headers, b"".join(body))
        finally:
            if hasattr(body, "close"):
                body.close()
        self._pages.keep(key, page, stamp)
        return _answer(page, environ, start_response)


def _asks(environ: "WSGIEnvironment") -> bool:
    """Whether the address asks for anything: a link tag alone does not."""
    query = environ.get("QUERY_STRING", "")
    return bool(query) and LINK_TAG_ALONE.fullmatch(query) is None


def _page(headers: Headers, plain: bytes) -> Kept:
    etag = next((value for name, value in headers if name == "ETag"), "")
    kept = [(name, value) for name, value in headers if name not in {"X-Request-ID", "Content-Length"}]
    return Kept(time.monotonic() + MAX_AGE_SECONDS, etag, kept, Packed(plain))


def _answer(page: Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    headers = [*page.headers, ("X-Request-ID", secrets.token_hex(16))]
    if page.etag and page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 NOT MODIFIED", [one for one in headers if one[0] != "Content-Type"])
        return []
    # Nothing on these pages is secret, so that packing them tells nobody anything.
    coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.body.body(coding)
    if coding is not Coding.PLAIN:
        headers.append(("Content-Encoding", coding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

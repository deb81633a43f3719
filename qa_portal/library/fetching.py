"""Fetching one page of another site, as a guest should: says who it is, waits not long, takes not much, stays outside.

An address may lead to a machine of the clinic's own network, by its name, by a redirect, or by a name that changes
between looking it up and connecting. So every hop is looked up once, every address it has must be public, and the
connection goes to the very address that was looked at. Source: OWASP Server-Side Request Forgery Prevention.
"""

import hashlib
import http.client
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

Address = IPv4Address | IPv6Address
TIMEOUT_SECONDS = 8.0
"""For connecting, and for each piece that is read."""
WHOLE_SECONDS = 20.0
"""For one source with all its redirects."""
MAX_BYTES = 2 * 1024 * 1024
"""What is longer counts as there and is not compared."""
CHUNK_BYTES = 64 * 1024
MAX_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
NO_HEAD = frozenset({403, 405, 501})
"""What servers say that answer GET only."""
FORMS = ("text/html", "application/xhtml+xml", "text/plain")
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "svg", "nav", "header", "footer", "form"})
"""Elements whose text is not what the source says: it changes from day to day."""


class Refused(Exception):
    """The address must not be fetched; the message is a code."""


class Unreachable(Exception):
    """Nothing was reached this time."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found: the last status, and a hash of the text (empty when there is none to compare)."""

    status: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Guest:
    """How to knock: the name given, and which addresses and ports may be visited."""

    agent: str
    may_visit: Callable[[Address], bool] = lambda address: address.is_global and not address.is_multicast
    ports: frozenset[int] | None = frozenset(PORTS.values())
    """None is any port, for tests."""


def fetch(url: str, guest: Guest) -> Fetched:
    """Ask for a page with HEAD, and with GET when it is there.

    Raises: Refused, Unreachable.
    """
    until = time.monotonic() + WHOLE_SECONDS
    try:
        head, there = _follow(url, "HEAD", guest, until)
        if head.status >= 400 and head.status not in NO_HEAD:
            return Fetched(head.status, "")
        got, _there = _follow(there, "GET", guest, until)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise Unreachable(type(problem).__name__) from None
    return got


def _follow(url: str, method: str, guest: Guest, until: float) -> tuple[Fetched, str]:
    """Follow redirects, each hop as carefully as the first; return what was found and where."""
    for _hop in range(MAX_HOPS + 1):
        if time.monotonic() > until:
            raise TimeoutError
        connection = _connected(urlsplit(url), guest)
        try:
            connection.request(
                method, _path(url), headers={"User-Agent": guest.agent, "Accept": "text/html, */*;q=0.5"}
            )
            answer = connection.getresponse()
            where = answer.getheader("Location")
            if answer.status in REDIRECTS and where:
                url = urljoin(url, where)
                continue
            return Fetched(answer.status, _hash_of(answer, until) if method == "GET" else ""), url
        finally:
            connection.close()
    raise Unreachable("too many redirects")


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connected(parts: SplitResult, guest: Guest) -> http.client.HTTPConnection:
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Refused("not_http")
    port = parts.port or PORTS[parts.scheme]
    if guest.ports is not None and port not in guest.ports:
        raise Refused("port")
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not addresses or not all(guest.may_visit(_plain(address)) for address in addresses):
        raise Refused("private_address")
    raw = socket.create_connection((str(addresses[0]), port), timeout=TIMEOUT_SECONDS)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT_SECONDS)
    try:
        secure = parts.scheme == "https"
        connection.sock = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname) if secure else raw
        )
    except BaseException:
        raw.close()
        raise
    return connection


def _plain(address: Address) -> Address:
    # ::ffff:10.0.0.1 is 10.0.0.1 in another dress.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _hash_of(answer: http.client.HTTPResponse, until: float) -> str:
    """Hash of the text of an answer; empty for what failed, is too long, or is no text."""
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if answer.status != 200 or kind not in FORMS:
        return ""
    body = bytearray()
    while piece := answer.read(CHUNK_BYTES):
        body += piece
        if len(body) > MAX_BYTES or time.monotonic() > until:
            return ""
    charset = answer.headers.get_content_charset("utf-8")
    try:
        words = body.decode(charset, errors="replace")
    except LookupError:
        words = body.decode("utf-8", errors="replace")
    return hashlib.sha256(plain_text(words, is_html=kind != "text/plain").encode()).hexdigest()


def plain_text(source: str, *, is_html: bool = True) -> str:
    """The words of a page in small letters with one space between; what stands around them is left out."""
    if is_html:
        reader = _Text()
        reader.feed(source)
        reader.close()
        source = " ".join(reader.words)
    return " ".join(source.casefold().split())


class _Text(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to be silent inside what says nothing."""
        if tag in _NO_TEXT:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Listen again."""
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.words.append(data)

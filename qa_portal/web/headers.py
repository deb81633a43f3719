"""Security and caching headers of every response. Nothing inline is allowed, so no page needs a nonce."""

from typing import TypeVar

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from qa_portal.db import new_id
from qa_portal.web.publicness import is_public

T = TypeVar("T", bound=AnyResponse)
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    # Says what frame-ancestors says, to browsers and scanners that do not know that one.
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers then send "Origin: null" with a form, and same-origin checks would fail.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMED = {
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
        "script-src 'self'; ", ""
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What a page says that other sites may frame: it has no script, and a tap in it changes nothing."""
LINK_TAG = "via"
"""Name of the tag in a shared address that says which link was followed; the page is the same without it."""
PRIVATE_CACHING = "no-store"
PUBLIC_CACHING = "public, max-age=30"
"""Seconds a public page may be kept: a withdrawal must be seen within a minute."""


def request_id() -> str:
    """A random id of this request, for its log lines and its error page; never taken from outside."""
    known: str | None = g.get("request_id")
    if known is None:
        known = g.request_id = new_id()
    return known


def caching(response: Response) -> str:
    """The caching rule of this response: what is private or failed stays nowhere.

    A public view may name its own rule. Without one, an address with a query is not kept: it may hold a search.
    A link tag is no such query.
    """
    readable = is_public() and request.method in {"GET", "HEAD"} and response.status_code in {200, 301, 304, 308}
    if not readable:
        return PRIVATE_CACHING
    return response.headers.get("Cache-Control") or (PRIVATE_CACHING if asked() else PUBLIC_CACHING)


def asked() -> list[tuple[str, str]]:
    """Names and values of the query, in order, without the link tag."""
    return sorted((name, value) for name, value in request.args.items(multi=True) if name != LINK_TAG)


def may_be_framed(response: Response) -> Response:
    """Let other sites show this response in a frame."""
    response.headers.update(FRAMED)
    return response


def set_headers(response: Response) -> Response:
    """Put the headers on a response; a view may have set its own Cross-Origin-Resource-Policy, or `may_be_framed`."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.headers["Content-Security-Policy"] == FRAMED["Content-Security-Policy"]:
        del response.headers["X-Frame-Options"]
    response.headers["Cache-Control"] = caching(response)
    response.headers["X-Request-ID"] = request_id()
    return response


def forget_on_device(response: T) -> T:
    """Tell the browser to forget what this site left in it: pages, cookies, anything stored."""
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def init_headers(app: Flask) -> None:
    """Wire the headers into `app`."""
    app.after_request(set_headers)

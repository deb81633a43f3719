"""Which kinds of response there are, and exactly which headers each carries: one table, and every route is in it."""

from dataclasses import dataclass

from werkzeug.test import TestResponse

from qa_portal.access.permissions import Permission
from qa_portal.web.downloads import SHUT
from tests.safety.test_matrix import PUBLIC, Cell

EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Written out on purpose: who weakens a header has to weaken it here, too."""
NEVER = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "X-AspNet-Version", "Via")
ONCE = (*EVERYWHERE, "Cache-Control", "Content-Type", "X-Request-ID")
FEEDS = ("application/atom+xml", "application/feed+json", "application/xml", "application/opensearchdescription+xml")
FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors *; base-uri 'none'"
    ),
    "X-Frame-Options": None,
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What a piece for other sites says instead: it may be framed, and has no script at all."""
FRAMES = "/embed/"
"""Where the pieces live, and nothing else."""
WEAKER = {"Cross-Origin-Resource-Policy": {"cross-origin"}}
"""What a public file may say instead: a logo in a mail or on another site of the clinic."""


@dataclass(frozen=True)
class Class:
    """How responses of a class may be kept, and whether they may set a cookie."""

    keeping: tuple[str, ...]
    cookie: bool = False


CLASSES = {
    "public page": Class(("public, max-age=30", "no-store")),
    "framed page": Class(("public, max-age=30", "no-store")),
    "feed": Class(("public, max-age=30", "no-store")),
    "static file": Class(
        (
            "public, max-age=31536000, immutable",
            "private, max-age=31536000, immutable",
            "public, max-age=60",
            "public, max-age=30",
            "no-store",
        )
    ),
    "public API": Class(("public, max-age=30", "no-store")),
    "private page": Class(("no-store",), cookie=True),
    "private download": Class(("no-store",), cookie=True),
    "private file": Class(("no-store",), cookie=True),
    "private API": Class(("no-store",), cookie=True),
    "redirect": Class(("no-store", "public, max-age=30"), cookie=True),
    "error": Class(("no-store",), cookie=True),
    "health": Class(("no-store",)),
}


def class_of(cell: Cell | None, answer: TestResponse) -> str:
    """Return the name of a response's class; None is an address that no route answers."""
    if answer.status_code >= 400:
        return "error"
    if 300 <= answer.status_code < 400:
        return "redirect"
    kind = (answer.mimetype or "").lower()
    if cell is None or cell.permission is Permission.HEALTH:
        return "health"
    public = cell.permission in PUBLIC
    if cell.route.startswith(FRAMES) and "Allow" not in answer.headers:
        return "framed page"
    if kind == "application/json":
        return "public API" if public else "private API"
    if not public and (kind.startswith("image/") or kind == "application/pdf"):
        return "private file"
    if not public:
        return "private download" if "attachment" in answer.headers.get("Content-Disposition", "") else "private page"
    if kind in FEEDS:
        return "feed"
    return "public page" if kind == "text/html" else "static file"


def faults(cell: Cell | None, answer: TestResponse) -> list[str]:
    """Return what is wrong with the headers of a response, in words."""
    name = class_of(cell, answer)
    class_ = CLASSES[name]
    wrong = [
        f"{header} {len(answer.headers.getlist(header))} times"
        for header in ONCE
        if len(answer.headers.getlist(header)) > 1
    ]
    for header, wanted in (EVERYWHERE | (FRAMED if name == "framed page" else {})).items():
        # What a person sent is shut in more than a page.
        shut = name == "private file" and header == "Content-Security-Policy"
        allowed = {SHUT if shut else wanted} | (WEAKER.get(header, set()) if name == "static file" else set())
        if answer.headers.get(header) not in allowed:
            wrong.append(f"{header}: {answer.headers.get(header)}")
    wrong += [f"{header} is there" for header in NEVER if header in answer.headers]
    keeping = answer.headers.get("Cache-Control")
    if keeping not in class_.keeping:
        wrong.append(f"Cache-Control: {keeping}")
    is_public = cell is not None and cell.permission in PUBLIC
    if answer.headers.getlist("Set-Cookie") and (not class_.cookie or is_public):
        wrong.append("sets a cookie")
    wrong += [fault for cookie in answer.headers.getlist("Set-Cookie") for fault in _cookie_faults(cookie)]
    return [f"{name}: {fault}" for fault in wrong]


def _cookie_faults(cookie: str) -> list[str]:
    parts = [part.strip() for part in cookie.split(";")]
    missing = [part for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax") if part not in parts]
    named = [] if cookie.startswith("__Host-") else ["a cookie without the __Host- prefix"]
    return (
        [f"cookie without {part}" for part in missing]
        + named
        + [f"cookie with {p}" for p in parts if p.startswith("Domain")]
    )

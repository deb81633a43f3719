"""Who may post: private forms carry a token, public ones must come from a page of this site.

Every unsafe request from another site is refused. A public page sets no cookie, so it has no token;
Origin and Sec-Fetch-Site, which no page can forge, take its place.
"""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from qa_portal.access.permissions import Permission
from qa_portal.web.publicness import is_public, page_permission

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
protection = CSRFProtect()


def comes_from_here() -> bool | None:
    """Whether a page of this site sent the request; None when the browser does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return None
    if site is not None and site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc == request.host


def check_sender() -> None:
    """Refuse an unsafe request that was not sent from our own page.

    Raises: CSRFError (a 400 page that says how to go on).
    """
    # A POST that only reads (a search too long for an address) changes nothing, so anybody may send it. What ends
    # mails is sent by mail programs, too (RFC 8058): the secret in its address is all that is needed.
    if request.method in SAFE_METHODS or page_permission() in (None, Permission.PUBLIC_READ, Permission.FOLLOW_END):
        return
    here = comes_from_here()
    # Who has to leave quickly may have a session that is over, and with it a token that is: the sender is enough.
    if page_permission() in (Permission.PUBLIC_POST, Permission.LEAVE):
        if not here:
            raise CSRFError("The form was not sent from this site.")
        return
    if here is False:
        raise CSRFError("The form was not sent from this site.")
    protection.protect()


def csrf_token() -> str:
    """The token of a private form.

    Raises: RuntimeError on a public page, where it would set a cookie.
    """
    if is_public():
        raise RuntimeError("a public page has no token: its posts are checked by their origin")
    token: str = generate_csrf()
    return token


def init_csrf(app: Flask) -> None:
    """Wire the checks into `app`."""
    # Our own check decides, by the permission of the view, when the token is asked for.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # The token lives as long as the session: a person may write for hours.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Origin says the same as Referer, and is still sent by browsers that hide the latter.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    protection.init_app(app)
    app.before_request(check_sender)
    app.jinja_env.globals["csrf_token"] = csrf_token

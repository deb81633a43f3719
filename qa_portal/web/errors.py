"""Error pages: plain words, what to do now, and the emergency number. JSON for the API."""

import traceback
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import HTTPException

from qa_portal.errors import AlreadyClaimed, BadInput, NotProven, NotSignedIn, PortalError
from qa_portal.web.brand import keep_last_facts
from qa_portal.web.error_texts import FORM_EXPIRED, ErrorText, said, text_for
from qa_portal.web.headers import request_id
from qa_portal.web.languages import FAILED, private_path
from qa_portal.web.publicness import is_public

ON_REFUSAL = "qa_portal.on_refusal"
"""Extension: what else is done with a failure the portal knows, before it is answered; identity records refusals."""
PACKAGE = Path(__file__).resolve().parents[1]
REFERENCE_CHARS = 8
CONFIRM = "/confirm"
"""The page that asks again who somebody is."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Page:
    status: int
    text: ErrorText
    message: str = ""
    problems: tuple[str, ...] = ()


def _respond(page: _Page) -> Response:
    """Make the response: JSON under /api/, a page elsewhere."""
    if page.status >= 500:
        # The page of a failure asks neither the database nor the session: they may be what failed.
        setattr(g, FAILED, True)
        keep_last_facts()
        refresh()
    if request.path.startswith("/api/"):
        response = jsonify(
            error={
                "status": page.status,
                "message": page.message or str(page.text.title),
                "problems": list(page.problems),
                "request_id": request_id(),
            }
        )
    else:
        private = page.status < 500 and not is_public() and "_login_user" in g
        layout = "web/base.html" if private else "web/public.html"
        response = make_response(render_template("web/error.html", page=page, layout=layout, reference=reference()))
    response.status_code = page.status
    return response


def portal_error(error: PortalError) -> ResponseReturnValue:
    """Answer a failure the portal knows, with the message it carries (which holds no PHI)."""
    if isinstance(error, NotSignedIn) and _may_return():
        back = request.full_path.rstrip("?")
        return redirect(f"{private_path('/sign-in')}?{urlencode({'next': back})}", 303)
    if isinstance(error, NotProven) and not request.path.startswith("/api/"):
        # 307: what was sent goes along, and comes back once the person has proved who they are.
        code = 303 if _may_return() else 307
        return redirect(f"{private_path(CONFIRM)}?{urlencode({'next': request.full_path.rstrip('?')})}", code)
    current_app.extensions.get(ON_REFUSAL, _nothing)(error)
    status = error.http_status
    if status >= 500:
        _log_failure(error)
        return _respond(_Page(status, text_for(status)))
    problems: tuple[str, ...] = ()
    if isinstance(error, BadInput):
        problems = tuple(said(message) for messages in error.errors.values() for message in messages)
    return _respond(_Page(status, text_for(status), _said(error), problems))


def _nothing(_error: PortalError) -> None:
    return


def reference() -> str:
    """The first characters of the request's id: enough to find it in the log, short enough to say on the phone."""
    start = request_id()[:REFERENCE_CHARS]
    return f"{start[:4]}-{start[4:]}"


def _said(error: PortalError) -> str:
    if isinstance(error, AlreadyClaimed):
        return str(gettext("%(name)s already has this question.", name=error.holder_name))
    return said(error.message)


def _may_return() -> bool:
    return request.method in {"GET", "HEAD"} and not request.path.startswith("/api/")


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer what Werkzeug and its friends raise, keeping their headers (Allow, Retry-After)."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    text = FORM_EXPIRED if isinstance(error, CSRFError) else text_for(error.code)
    response = _respond(_Page(error.code, text))
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def broken_body(_error: Exception) -> ResponseReturnValue:
    """Answer a body that ends too early or whose pieces are not what they say: that is the sender's fault."""
    return _respond(_Page(400, text_for(400)))


def last_resort(error: Exception) -> ResponseReturnValue:
    """Answer a failure nobody foresaw. The log gets its class and place: a message may hold PHI."""
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    _log_failure(error)
    return _respond(_Page(500, text_for(500)))


def _log_failure(error: Exception) -> None:
    log.error("page_failed", error=type(error).__name__, request_id=request_id(), at=_place(error))


def _place(error: Exception) -> str:
    """File and line of the newest frame that is ours; no source text, no values."""
    frames = traceback.extract_tb(error.__traceback__, limit=None)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not ours:
        return "outside"
    return f"{Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}"


def init_errors(app: Flask) -> None:
    """Wire the pages into `app`."""
    app.register_error_handler(PortalError, portal_error)
    app.register_error_handler(HTTPException, http_error)
    for broken in (NoMoreData, ParseException):
        app.register_error_handler(broken, broken_body)
    app.register_error_handler(Exception, last_resort)

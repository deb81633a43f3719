"""Taking files: in memory only, from people who are signed in, on the pages that ask for them.

Werkzeug would write what is larger than half a megabyte to the disk, in clear. Here a whole request stays in memory,
and how large one may be is said before any of it is read.
"""

from collections.abc import Callable
from io import BytesIO
from time import monotonic
from typing import IO, ParamSpec, TypeVar

from flask import Flask, Request, current_app, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.settings import current

P = ParamSpec("P")
R = TypeVar("R")
MARK = "qa_takes_a_file"
MEGABYTE = 1024 * 1024
BESIDE_THE_FILE_BYTES = 256 * 1024
"""What the rest of a form with a file may take."""
READ_OFF_BYTES, READ_OFF_SECONDS = 128 * MEGABYTE, 20.0
"""So much of a body that is too large is read and forgotten, so that the browser waits for the answer."""
PIECE_BYTES = 64 * 1024
TOO_LARGE = "too_large"


class MemoryRequest(Request):
    """A request whose files are never on a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def takes_a_file(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view take one file; stands under `@guard`. Too large a body leads to its page with `?problem=too_large`."""
    setattr(view, MARK, True)
    return view


def admit() -> Reply | None:
    """Before anything of a body is read: allow a larger one where a file is expected, send on what is too large."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not getattr(view, MARK, False) or not current_user.is_authenticated:
        return None
    most = current().attachment_mb * MEGABYTE + BESIDE_THE_FILE_BYTES
    if (request.content_length or 0) > most:
        _read_off()
        # nginx answers the same way, and as early: see the place for files in deploy/nginx.conf.
        return redirect(f"{request.path}?problem={TOO_LARGE}", 303)
    request.max_content_length = most
    return None


def _read_off() -> None:
    """Take in what is being sent and keep none of it: a browser shows no answer while it still sends."""
    body, left, until = request.environ["wsgi.input"], READ_OFF_BYTES, monotonic() + READ_OFF_SECONDS
    left = min(left, request.content_length or 0)
    while left > 0 and monotonic() < until:
        piece = body.read(min(PIECE_BYTES, left))
        if not piece:
            return
        left -= len(piece)


def init_uploads(app: Flask) -> None:
    """Wire this into `app`; before anything else reads a form."""
    app.request_class = MemoryRequest
    app.before_request(admit)

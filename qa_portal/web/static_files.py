"""Style sheet, script and icons. Their address holds a hash of them all, so that browsers keep them for a year."""

import hashlib
import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import NotFound
from qa_portal.web.languages import private_path
from qa_portal.web.packing import Coding, Packed, coding_for

FOLDER = Path(__file__).parent / "static"
MANIFEST = FOLDER / "manifest.json"
YEAR_SECONDS = 31_536_000
HASH_CHARS = 12

room = Blueprint("static_files", __name__, url_prefix="/static")


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    """Name and sha256 of every file that may be served."""
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=1)
def version() -> str:
    """One short hash over all files: it changes when any of them does."""
    return hashlib.sha256(MANIFEST.read_bytes()).hexdigest()[:HASH_CHARS]


@lru_cache(maxsize=32)
def content(name: str) -> Packed:
    """The bytes of a file, read and packed once: they hold no secret, so packing them tells nothing."""
    return Packed((FOLDER / name).read_bytes())


def packed_response(body: Packed, *, tag: str, mimetype: str | None) -> Response:
    """Answer with bytes that are the same for everybody, as the reader's browser takes them.

    The tag is weak: packed in a hurry or well, they are the same.
    """
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    response = Response(body.body(coding), mimetype=mimetype)
    if coding is not Coding.PLAIN:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{tag}-{coding}", weak=True)
    return response


def static_url(name: str) -> str:
    """Address of a static file.

    Raises: KeyError, when there is no such file.
    """
    if name not in manifest():
        raise KeyError(name)
    return private_path(f"/static/{version()}/{name}")


@room.get("/<asked>/<path:name>")
@guard(Permission.PUBLIC_READ)
def static_file(asked: str, name: str) -> ResponseReturnValue:
    """One file; for ever under today's hash, for a short while under another (a page from before an update)."""
    if name not in manifest():
        raise NotFound("There is no such file.")
    kind = mimetypes.guess_type(name)[0]
    response = packed_response(content(name), tag=manifest()[name][:HASH_CHARS], mimetype=kind)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if asked == version() else "public, max-age=60"
    )
    return response.make_conditional(request)

"""Public pages that have not changed are not made again: an ETag over everything a page depends on."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from qa_portal.clinic import page as clinic_page
from qa_portal.db import read
from qa_portal.library import sheet
from qa_portal.library.epoch import epoch_now
from qa_portal.library.kept_pages import MARK
from qa_portal.web.headers import asked
from qa_portal.web.languages import page_language
from qa_portal.web.static_files import static_url

P = ParamSpec("P")


def kept(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Answer 304 when the reader has this page already; stands under `@guard`."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        tag = page_tag()
        known = request.if_none_match.contains_weak(tag)
        response = Response(status=304) if known else make_response(view(*args, **kwargs))
        if response.status_code in {200, 304}:
            # Weak: packed or not, it is the same page.
            response.set_etag(tag, weak=True)
            response.vary.add("Accept-Encoding")
            request.environ[MARK] = True
        return response

    return answered


def library_edition(*, back: int = 0) -> tuple[str, ...]:
    """All that every public page depends on: the publication epoch, the clinic's facts, the style sheets."""
    edition = clinic_page.current().edition
    return (str(epoch_now(read()) - back), edition, static_url("portal.css"), sheet.version())


def page_tag(*, back: int = 0) -> str:
    """Hash of the edition of the library, the language and the address.

    `back` asks for the tag of so many changes ago: what a browser holds that came before them.
    """
    facts = (*library_edition(back=back), page_language(), request.path, repr(asked()))
    return sha256("\n".join(facts).encode()).hexdigest()[:32]

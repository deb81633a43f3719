"""Where an answer comes from: the boxes for it in a form, and the sources they make."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema

from qa_portal import clock
from qa_portal.errors import BadInput
from qa_portal.text.wording import Source
from qa_portal.web.fields import Line

MAX_TITLE_CHARS = 200
MAX_URL_CHARS = 500
MAX_SOURCES = 3
ROWS = range(1, MAX_SOURCES + 1)


class SourceFields(Schema):
    """Title and address of each source; any of them may be empty."""

    source_title_1 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_1 = Line(MAX_URL_CHARS, needed=None)
    source_title_2 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_2 = Line(MAX_URL_CHARS, needed=None)
    source_title_3 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_3 = Line(MAX_URL_CHARS, needed=None)


def source_values(sources: Iterable[Source], rows: range = ROWS) -> dict[str, str]:
    """Return sources as their form has them."""
    values: dict[str, str] = {}
    for number, source in zip(rows, sources, strict=False):
        values |= {f"source_title_{number}": source.title, f"source_url_{number}": source.url}
    return values


def read_sources(sent: Mapping[str, Any], known: tuple[Source, ...] = (), rows: range = ROWS) -> tuple[Source, ...]:
    """Return the sources a form sent. One that is `known` keeps its publisher and the day it was looked up.

    Raises: BadInput, at the box.
    """
    made, errors = [], {}
    by_address = {(source.title, source.url): source for source in known}
    for number in rows:
        title, url = sent.get(f"source_title_{number}", ""), sent.get(f"source_url_{number}", "")
        if url and not url.startswith(("https://", "http://")):
            errors[f"source_url_{number}"] = ["An address begins with https://."]
        elif title:
            fresh = Source(title=title, url=url, retrieved=f"{clock.now():%Y-%m-%d}")
            made.append(by_address.get((title, url), fresh))
        elif url:
            errors[f"source_title_{number}"] = ["Give the source a title."]
    if errors:
        raise BadInput(errors)
    # A form has room for so many; what the answer had beyond stays.
    return (*made, *known[len(rows) :])

"""What a search may ask for, on the page and in the API."""

from typing import ClassVar

from marshmallow import EXCLUDE, Schema, fields, pre_load, validate

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS
from qa_portal.index.facets import FACETS
from qa_portal.text.ages import AGES

MAX_SENT_CHARS = 20_000
"""Longer texts are refused; of shorter ones the first characters are read."""
MAX_BEGUN_CHARS = 120
"""Nobody wants suggestions for a whole letter."""
MAX_FACET_CHARS = 120
SUGGESTED = 6
"""Titles offered while somebody types."""
PAGE_ROWS = 10


class SearchWords(Schema):
    """Words, and which part of what fits."""

    class Meta:
        """Unknown fields are left out."""

        unknown: ClassVar[str] = EXCLUDE

    q = fields.String(required=True, validate=validate.Length(max=MAX_SENT_CHARS))
    topic = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=MAX_FACET_CHARS))
    specialty = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=MAX_FACET_CHARS))
    age = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(AGES))
    limit = fields.Integer(load_default=PAGE_ROWS, validate=validate.Range(0, MAX_LIMIT))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, MAX_DEPTH))


class BegunWords(Schema):
    """Words somebody is still typing."""

    class Meta:
        """Unknown fields are left out."""

        unknown: ClassVar[str] = EXCLUDE

    q = fields.String(required=True, validate=validate.Length(max=MAX_BEGUN_CHARS))


class SearchPage(Schema):
    """The boxes of the search page; what makes no sense is read as if it were not sent."""

    class Meta:
        """Unknown fields are left out."""

        unknown: ClassVar[str] = EXCLUDE

    q = fields.String(load_default="")
    topic = fields.String(load_default="")
    specialty = fields.String(load_default="")
    age = fields.String(load_default="")
    page = fields.Integer(load_default=1)

    @pre_load
    def mend(self, sent: dict[str, str], **_: object) -> dict[str, str]:
        """Cut long words, and take a page number that is none for the first."""
        page = str(sent.get("page", "1"))
        return {
            "q": str(sent.get("q", ""))[:MAX_QUERY_CHARS].strip(),
            **{facet: str(sent.get(facet, ""))[:MAX_FACET_CHARS] for facet in FACETS},
            "page": page if page.isascii() and page.isdigit() and int(page[:4]) > 0 else "1",
        }


class SearchResult(Schema):
    """One answer that was found."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    snippet = fields.String(required=True)
    topic = fields.String(required=True, allow_none=True)
    score = fields.Float(required=True)


class SearchAnswer(Schema):
    """What a search gives."""

    total = fields.Integer(required=True)
    results = fields.List(fields.Nested(SearchResult), required=True)
    suggestion = fields.String(required=True, allow_none=True)


class Suggestions(Schema):
    """Titles that may be meant."""

    suggestions = fields.List(fields.String(), required=True)

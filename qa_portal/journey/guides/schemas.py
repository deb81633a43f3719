"""What may come in: a guide's words as far as they are, a time. What is missing is for the list to say."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.library.guides import MOST_PICKED
from qa_portal.question.sources import MAX_TITLE_CHARS, MAX_URL_CHARS, SourceFields
from qa_portal.web.fields import Line, Paragraphs
from qa_portal.web.languages import NAMES

TITLE_CHARS, SUMMARY_CHARS, BODY_CHARS, HELP_CHARS = 120, 400, 30_000, 2_000
NOTICE_CHARS = 300
SOURCE_ROWS = range(1, 7)
"""As many sources as the form has room for."""
LEAST_SOURCES = 3
ID = validate.Regexp(r"[0-9a-f]{32}\Z")
MOST_KEPT = 200


class Begin(Schema):
    """A new guide."""

    title = Line(TITLE_CHARS, needed=_("Say what the guide is about."), min_chars=5)
    topic = Line(64, needed=None)
    lang = fields.String(load_default="en", validate=validate.OneOf(list(NAMES)))


class Words(SourceFields):
    """The words as the writer has them now."""

    source_title_4 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_4 = Line(MAX_URL_CHARS, needed=None)
    source_title_5 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_5 = Line(MAX_URL_CHARS, needed=None)
    source_title_6 = Line(MAX_TITLE_CHARS, needed=None)
    source_url_6 = Line(MAX_URL_CHARS, needed=None)
    title = Line(TITLE_CHARS, needed=None)
    summary = Paragraphs(SUMMARY_CHARS, needed=None)
    body = Paragraphs(BODY_CHARS, needed=None)
    help = Paragraphs(HELP_CHARS, needed=None)
    notice = Line(NOTICE_CHARS, needed=None)
    topic = Line(64, needed=None)
    owner = fields.String(load_default="", validate=validate.Length(max=32))
    review_by = fields.Date(load_default=None)
    picked = fields.List(fields.String(validate=ID), load_default=list, validate=validate.Length(max=MOST_PICKED))
    add = Line(MAX_URL_CHARS, needed=None)
    """Id or address of an answer to lead to as well."""
    pick = fields.String(load_default="", validate=validate.Regexp(r"(?:(?:up|drop):[0-9a-f]{32}|add)?\Z"))
    """The button that was pressed in the list of answers."""
    kept = fields.List(
        fields.String(validate=validate.Regexp(r"[0-9a-f]{10}\Z")),
        load_default=list,
        validate=validate.Length(max=MOST_KEPT),
    )
    revision = fields.Integer(load_default=0)


class Time(Schema):
    """When it becomes public, by the clinic's clock."""

    day = fields.Date(required=True, error_messages={"required": _("Choose a day.")})
    time = fields.Time(required=True, error_messages={"required": _("Choose a time, such as 08:30.")})

"""What may come in: a hold with its reason, the end of one, and the officer's yes to a purge."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.question.holds import HoldCode
from qa_portal.web.fields import Line, Paragraphs

MAX_NOTE_CHARS = 1000
REASON = _("Choose a reason.")
SEEN = _("Tick the box when you have looked at the list.")


class NewHold(Schema):
    """Which question, how much of it, and why."""

    number = Line(20, needed=_("Enter the receipt number of the question."))
    whole = fields.String(load_default="question", validate=validate.OneOf(["question", "person"]))
    code = fields.Enum(HoldCode, by_value=True, required=True, error_messages={"required": REASON, "unknown": REASON})
    note = Paragraphs(MAX_NOTE_CHARS, needed=_("Write a few words on why."), min_chars=3)


class EndOfHold(Schema):
    """Which hold ends."""

    hold = fields.String(required=True, validate=validate.Length(equal=32))


class Purge(Schema):
    """Up to when the list went that the officer saw."""

    before = fields.AwareDateTime(required=True)
    seen = fields.String(required=True, validate=validate.Equal("yes"), error_messages={"required": SEEN})

"""What may come in from the second person: a yes, or what should be different."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.web.fields import Paragraphs

NOTE_CHARS = 2_000


class Check(Schema):
    """The second person's yes, with the hash of what was on the page."""

    seen = fields.String(required=True, validate=validate.Length(equal=64))
    right = fields.String(load_default="")
    unnamed = fields.String(load_default="")


class Note(Schema):
    """What should be different."""

    note = Paragraphs(NOTE_CHARS, needed=_("Say what should be different."), min_chars=3)

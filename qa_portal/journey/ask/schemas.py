"""What may come in, page by page."""

from marshmallow import Schema, fields, validate

from qa_portal.question.status import About, AgeBand

MAX_SUBJECT_CHARS = 120
MAX_BODY_CHARS = 8000
"""A patient may write up to this many characters; the longest of 1,600 real questions has about 7,000."""


class WhoPage(Schema):
    """Whom the question is about."""

    about = fields.Enum(About, by_value=True, required=True)
    age_band = fields.Enum(AgeBand, by_value=True, required=True)
    wished = fields.String(load_default="", validate=validate.Length(max=60))


class SignsPage(Schema):
    """Which emergency signs there are; one box says none."""

    signs = fields.List(fields.String(validate=validate.Length(max=60)), load_default=list)
    none = fields.String(load_default="")


class WritePage(Schema):
    """The question itself."""

    subject = fields.String(required=True, validate=validate.Length(min=3, max=MAX_SUBJECT_CHARS))
    body = fields.String(required=True, validate=validate.Length(min=10, max=MAX_BODY_CHARS))


class Autosave(Schema):
    """The question as far as it is typed: nothing is asked of it yet."""

    subject = fields.String(load_default="", validate=validate.Length(max=MAX_SUBJECT_CHARS * 2))
    body = fields.String(load_default="", validate=validate.Length(max=MAX_BODY_CHARS * 2))


class SendPage(Schema):
    """The last page: sending, and whether the clinic may ask later about publishing."""

    consent = fields.String(load_default="")

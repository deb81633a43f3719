"""What may come in, page by page."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.question.status import About, AgeBand
from qa_portal.web.fields import Line, Paragraphs

MAX_SUBJECT_CHARS = 120
MAX_BODY_CHARS = 8000
"""A patient may write up to this many characters; the longest of 1,600 real questions has about 7,000."""
WHO = _("Choose whom the question is about.")
AGE = _("Choose an age.")


class WhoPage(Schema):
    """Whom the question is about."""

    about = fields.Enum(About, by_value=True, required=True, error_messages={"required": WHO, "unknown": WHO})
    age_band = fields.Enum(AgeBand, by_value=True, required=True, error_messages={"required": AGE, "unknown": AGE})
    wished = Line(60, needed=None)


class SignsPage(Schema):
    """Which emergency signs there are; one box says none."""

    signs = fields.List(fields.String(validate=validate.Length(max=60)), load_default=list)
    none = fields.String(load_default="")


class WritePage(Schema):
    """The question itself."""

    subject = Line(MAX_SUBJECT_CHARS, needed=_("Write in a few words what it is about."))
    body = Paragraphs(MAX_BODY_CHARS, needed=_("Write your question."), min_chars=10)


class Autosave(Schema):
    """The question as far as it is typed: nothing is asked of it yet."""

    subject = Line(MAX_SUBJECT_CHARS * 2, needed=None)
    body = Paragraphs(MAX_BODY_CHARS * 2, needed=None)


class SendPage(Schema):
    """The last page: sending, and whether the clinic may ask later about publishing."""

    consent = fields.String(load_default="")

"""What readers may send: what is wrong on a page, and the number of a report."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.library.reports import CHOICES, MAX_CHARS
from qa_portal.web.fields import Paragraphs

CHOOSE = _("Choose what is wrong.")


class Report(Schema):
    """A report of a reader."""

    wrong = fields.String(
        required=True,
        validate=validate.OneOf([choice.value for choice in CHOICES], error=CHOOSE),
        error_messages={"required": CHOOSE},
    )
    words = Paragraphs(MAX_CHARS, needed=None)


class Vote(Schema):
    """Whether an answer helped."""

    vote = fields.String(required=True, validate=validate.OneOf(["yes", "no"]))

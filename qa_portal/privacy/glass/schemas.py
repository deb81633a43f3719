"""What may come in: which question and why; what a review found."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.inquiry.models import CaseOutcome
from qa_portal.web.fields import Line, Paragraphs

MAX_REASON_CHARS = 2000


class Breaking(Schema):
    """Which question, and why it cannot wait."""

    number = Line(12, needed=_("Type the receipt number."))
    reason = Paragraphs(MAX_REASON_CHARS, needed=_("Write why you must read it now."), min_chars=20)


class Review(Schema):
    """What somebody else found."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf((CaseOutcome.PROPER, CaseOutcome.NOT_PROPER), error=_("Choose one.")),
        error_messages={"required": _("Choose one.")},
    )

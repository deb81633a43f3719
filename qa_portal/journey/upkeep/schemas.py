"""What may come in: what needs changing on a page, and what became of a report."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.library.reports import MAX_CHARS
from qa_portal.library.upkeep_models import ReportOutcome
from qa_portal.web.fields import Paragraphs

CHOOSE = _("Choose what became of it.")


class Changes(Schema):
    """What should be changed on a page."""

    note = Paragraphs(MAX_CHARS, needed=_("Say what should be changed."))


class Decision(Schema):
    """What became of a report."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf([outcome.value for outcome in ReportOutcome], error=CHOOSE),
        error_messages={"required": CHOOSE},
    )

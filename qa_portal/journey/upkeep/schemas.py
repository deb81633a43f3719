"""What may come in: what needs changing on a page, and what became of a report."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.library.recalls import REASONS
from qa_portal.library.reports import MAX_CHARS
from qa_portal.library.upkeep_models import ReportOutcome
from qa_portal.web.fields import Paragraphs

MAX_NOTICE_CHARS = 1000
CHOOSE_WHY = _("Choose why.")
CHOOSE = _("Choose what became of it.")


class Changes(Schema):
    """What should be changed on a page."""

    note = Paragraphs(MAX_CHARS, needed=_("Say what should be changed."))


class Recalling(Schema):
    """Which pages to take from the readers, why, and what stands in their place."""

    pages = fields.List(fields.String(), load_default=list)
    reason = fields.String(
        required=True,
        validate=validate.OneOf(list(REASONS), error=CHOOSE_WHY),
        error_messages={"required": CHOOSE_WHY},
    )
    notice = Paragraphs(MAX_NOTICE_CHARS, needed=_("Write what readers find in place of the pages."))


class Merging(Schema):
    """The page another is merged into."""

    into = fields.String(required=True, error_messages={"required": _("Choose the page that stays.")})


class Decision(Schema):
    """What became of a report."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf([outcome.value for outcome in ReportOutcome], error=CHOOSE),
        error_messages={"required": CHOOSE},
    )

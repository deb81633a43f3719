"""What may come in: a search, a span of days, what is found of an unusual opening."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.web.fields import Line

DAY = {"invalid": _("Write the day like 2026-03-31.")}


class Search(Schema):
    """Whose accesses are wanted: an e-mail address or a receipt number."""

    wanted = Line(200, needed=_("Type an e-mail address or a receipt number."))


class Span(Schema):
    """Which events are wanted."""

    since = fields.Date(load_default=None, error_messages=DAY)
    until = fields.Date(load_default=None, error_messages=DAY)
    unassigned = fields.Boolean(load_default=False)
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class Look(Schema):
    """What an officer found of an unusual opening."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(("fine", "case"), error=_("Choose one.")),
        error_messages={"required": _("Choose one.")},
    )

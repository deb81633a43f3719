"""What may come in: where to hand a question, and why."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields

from qa_portal.journey.queue.service import TransferCode
from qa_portal.web.fields import Line, Paragraphs


class Transfer(Schema):
    """Handing a question to another queue."""

    queue = Line(60, needed=_("Choose a team."))
    code = fields.Enum(TransferCode, by_value=True, required=True)
    note = Paragraphs(2000, needed=None)

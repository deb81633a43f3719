"""What may come in: how the patient is, and what a case came to."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields

from qa_portal.question.safety import Finding
from qa_portal.question.status import Helped, Outcome
from qa_portal.web.fields import Paragraphs

MAX_NOTE_CHARS = 2000
HELPED = _("Choose whether it helped.")
NOW = _("Choose how you are now.")
CAME_TO = _("Choose what you found.")


class HowItWent(Schema):
    """Two taps: did it help, and how are you."""

    helped = fields.Enum(Helped, by_value=True, required=True, error_messages={"required": HELPED, "unknown": HELPED})
    outcome = fields.Enum(Outcome, by_value=True, required=True, error_messages={"required": NOW, "unknown": NOW})


class ClosedCase(Schema):
    """What a case came to, and why."""

    finding = fields.Enum(
        Finding, by_value=True, required=True, error_messages={"required": CAME_TO, "unknown": CAME_TO}
    )
    note = Paragraphs(MAX_NOTE_CHARS, needed=_("Write what you found and what follows from it."), min_chars=10)

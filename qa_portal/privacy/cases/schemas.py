"""What may come in: a new case, a note, an outcome with an answer, which register."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.inquiry.models import CaseKind, CaseOutcome
from qa_portal.web.fields import Line, Paragraphs

MAX_NOTE_CHARS = 4000
CHOOSE = _("Choose one.")
REGISTERS = ("consents", "disclosures", "cases")


class NewCase(Schema):
    """A case the officer opens."""

    kind = fields.Enum(CaseKind, by_value=True, required=True, error_messages={"required": CHOOSE, "unknown": CHOOSE})
    number = Line(12, needed=None)
    note = Paragraphs(MAX_NOTE_CHARS, needed=_("Write what it is about."), min_chars=3)


class Note(Schema):
    """A note for the file."""

    note = Paragraphs(MAX_NOTE_CHARS, needed=_("Write your note."), min_chars=2)


class Ending(Schema):
    """How a case ends, and what the patient is told."""

    outcome = fields.Enum(
        CaseOutcome, by_value=True, required=True, error_messages={"required": CHOOSE, "unknown": CHOOSE}
    )
    answer = Paragraphs(MAX_NOTE_CHARS)


class Register(Schema):
    """Which register is wanted."""

    register = fields.String(
        required=True, validate=validate.OneOf(REGISTERS, error=CHOOSE), error_messages={"required": CHOOSE}
    )

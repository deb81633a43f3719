"""What may come in: which opening, and a note if the patient wants to write one."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema

from qa_portal.web.fields import Line, Paragraphs

MAX_NOTE_CHARS = 2000


class Report(Schema):
    """An opening the patient does not recognise."""

    entry = Line(32, needed=_("Choose which opening you mean."))
    note = Paragraphs(MAX_NOTE_CHARS)

"""What may come in: a note with what is wrong, and the hash of the words that were on the page."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.question.word_fields import PublicWordFields
from qa_portal.web.fields import Paragraphs

MAX_NOTE_CHARS = 2000


class Note(Schema):
    """What should be different."""

    note = Paragraphs(MAX_NOTE_CHARS, needed=_("Say what should be different."), min_chars=3)


class Proposal(Note, PublicWordFields):
    """What is wrong, and the words this reader would rather see; a box left as it was proposes nothing."""


class Seen(Schema):
    """Which words the person had before them when they said yes."""

    seen = fields.String(required=True, validate=validate.Length(equal=64))


class Check(Seen):
    """The second clinician's yes: both boxes are ticked by hand."""

    right = fields.String(load_default="")
    unnamed = fields.String(load_default="")


class Approval(Seen):
    """The patient's yes, with the number of the wording that was shown beside it."""

    wording = fields.Integer(required=True)

"""What may come in: the clinic's own note on a public page."""

from marshmallow import Schema

from qa_portal.web.fields import Paragraphs

MAX_NOTE_CHARS = 1000


class Correction(Schema):
    """What was put right, or why the page is recalled; empty takes the note away."""

    note = Paragraphs(MAX_NOTE_CHARS, needed=None)

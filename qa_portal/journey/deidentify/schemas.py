"""What may come in from the desk: the public words, and a decision on each marked one."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.web.fields import Line, Paragraphs

REVIEW_MONTHS = (12, 36)
"""A public answer is looked at again after this long: 12 for medicines and vaccines, 36 for the rest."""
PART_CHARS = 1000


class Words(Schema):
    """The public words as the editor has them now."""

    title = Line(160, needed=_("Write a title."), min_chars=5)
    question = Paragraphs(8000, needed=_("Write the question."), min_chars=10)
    answer = Paragraphs(8000, needed=_("Write the answer."), min_chars=20)
    expect = Paragraphs(PART_CHARS, needed=_("Say what to expect."))
    worry = Paragraphs(PART_CHARS, needed=_("Say when to worry."))
    do_now = Paragraphs(PART_CHARS, needed=_("Say what to do then."))
    by_when = Paragraphs(PART_CHARS, needed=_("Say by when."))
    topic = Line(60, needed=None)
    review_months = fields.Integer(load_default=36, validate=validate.OneOf(REVIEW_MONTHS))
    keep = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)
    remove = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)

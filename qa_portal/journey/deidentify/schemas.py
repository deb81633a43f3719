"""What may come in from the desk: the public words, and a decision on each marked one."""

from marshmallow import Schema, fields, validate

REVIEW_MONTHS = (12, 36)
"""A public answer is looked at again after this long: 12 for medicines and vaccines, 36 for the rest."""
_part = validate.Length(max=1000)


class Words(Schema):
    """The public words as the editor has them now."""

    title = fields.String(required=True, validate=validate.Length(min=5, max=160))
    question = fields.String(required=True, validate=validate.Length(min=10, max=8000))
    answer = fields.String(required=True, validate=validate.Length(min=20, max=8000))
    expect = fields.String(required=True, validate=_part)
    worry = fields.String(required=True, validate=_part)
    do_now = fields.String(required=True, validate=_part)
    by_when = fields.String(required=True, validate=_part)
    topic = fields.String(load_default="", validate=validate.Length(max=60))
    review_months = fields.Integer(load_default=36, validate=validate.OneOf(REVIEW_MONTHS))
    keep = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)
    remove = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)

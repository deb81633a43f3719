"""What may come in from the desk: the public words as far as they are, and one decision."""

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _
from marshmallow import fields, validate

from qa_portal.question.sources import SourceFields
from qa_portal.question.word_fields import PublicWordFields
from qa_portal.text.findings import Choice
from qa_portal.web.fields import Line

REVIEW_MONTHS = (12, 36)
"""A public answer is looked at again after this long: 12 for medicines and vaccines, 36 for the rest."""
PUT_CHARS = 200
"""Longest words put in place of a finding."""


class Words(PublicWordFields, SourceFields):
    """The public words as the editor has them now. What is still missing is for the list to say, not for the form."""

    topic = Line(60, needed=None)
    review_months = fields.Integer(load_default=36, validate=validate.OneOf(REVIEW_MONTHS))
    revision = fields.Integer(load_default=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one finding; `put` are the words for CHANGED."""

    finding_id: str
    choice: Choice
    put: str = field(default="", repr=False)


class Decided(Words):
    """The words, and in `decide` what was pressed: `taken:ID` and the like, or `all` for the softer ones."""

    decide = fields.String(
        required=True,
        validate=validate.Regexp(
            r"(?:taken|changed|kept):[0-9a-f]{10}\Z|all\Z", error=_("Press one of the buttons of the list.")
        ),
    )
    put = Line(PUT_CHARS, needed=None)

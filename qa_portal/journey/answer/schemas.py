"""What may come in: answers with their safety-net, messages, closing codes."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.question.outgoing import When
from qa_portal.question.sources import SourceFields
from qa_portal.question.status import CODES_WITH_ADVICE, CloseCode
from qa_portal.web.fields import Line, Paragraphs

MAX_ANSWER_CHARS = 8000
MAX_MESSAGE_CHARS = 4000
MAX_PART_CHARS = 1000
WHY = _("Choose why.")


class NewAnswer(SourceFields):
    """An answer; no part of its safety-net may be empty."""

    body = Paragraphs(MAX_ANSWER_CHARS, needed=_("Write the answer."), min_chars=20)
    expect = Paragraphs(MAX_PART_CHARS, needed=_("Say what to expect."), min_chars=3)
    worry = Paragraphs(MAX_PART_CHARS, needed=_("Say when to worry."), min_chars=3)
    do_now = Paragraphs(MAX_PART_CHARS, needed=_("Say what to do then."), min_chars=3)
    by_when = Paragraphs(MAX_PART_CHARS, needed=_("Say by when."), min_chars=3)
    propose = fields.String(load_default="")
    when = fields.String(load_default=str(When.NOW), validate=validate.OneOf(list(When)))
    send_day = fields.Date(load_default=None)
    send_time = fields.Time(load_default=None)
    beyond = fields.String(load_default="")


class AnswerSoFar(SourceFields):
    """An answer as far as it is typed: nothing is asked of it yet."""

    body = Paragraphs(MAX_ANSWER_CHARS * 2, needed=None)
    expect = Paragraphs(MAX_PART_CHARS * 2, needed=None)
    worry = Paragraphs(MAX_PART_CHARS * 2, needed=None)
    do_now = Paragraphs(MAX_PART_CHARS * 2, needed=None)
    by_when = Paragraphs(MAX_PART_CHARS * 2, needed=None)
    propose = fields.String(load_default="")


class Message(Schema):
    """One message of the thread, or a note."""

    message = Paragraphs(MAX_MESSAGE_CHARS, needed=_("Write your message."), min_chars=2)


class Note(Message):
    """A note, and whom to ask."""

    colleague = Line(32, needed=None)


class MessageSoFar(Schema):
    """A message as far as it is typed: nothing is asked of it yet."""

    message = Paragraphs(MAX_MESSAGE_CHARS * 2, needed=None)


class Closing(Schema):
    """Closing without an answer: why, and where to go instead."""

    code = fields.Enum(
        CloseCode,
        by_value=True,
        required=True,
        validate=validate.OneOf(CODES_WITH_ADVICE, error=WHY),
        error_messages={"required": WHY, "unknown": WHY},
    )
    advice = Paragraphs(MAX_MESSAGE_CHARS, needed=_("Say where the patient should go instead."), min_chars=10)

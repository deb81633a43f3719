"""What may come in: answers with their safety-net, messages, closing codes."""

from marshmallow import Schema, fields, validate

from qa_portal.question.status import CODES_WITH_ADVICE, CloseCode

MAX_ANSWER_CHARS = 8000
MAX_MESSAGE_CHARS = 4000
MAX_PART_CHARS = 1000
MAX_SOURCES = 3
_part = validate.Length(min=3, max=MAX_PART_CHARS)


class NewAnswer(Schema):
    """An answer; no part of its safety-net may be empty."""

    body = fields.String(required=True, validate=validate.Length(min=20, max=MAX_ANSWER_CHARS))
    expect = fields.String(required=True, validate=_part)
    worry = fields.String(required=True, validate=_part)
    do_now = fields.String(required=True, validate=_part)
    by_when = fields.String(required=True, validate=_part)
    source_title_1 = fields.String(load_default="", validate=validate.Length(max=200))
    source_url_1 = fields.String(load_default="", validate=validate.Length(max=500))
    source_title_2 = fields.String(load_default="", validate=validate.Length(max=200))
    source_url_2 = fields.String(load_default="", validate=validate.Length(max=500))
    source_title_3 = fields.String(load_default="", validate=validate.Length(max=200))
    source_url_3 = fields.String(load_default="", validate=validate.Length(max=500))
    propose = fields.String(load_default="")


class AnswerSoFar(Schema):
    """An answer as far as it is typed: nothing is asked of it yet."""

    body = fields.String(load_default="", validate=validate.Length(max=MAX_ANSWER_CHARS * 2))
    expect = fields.String(load_default="", validate=validate.Length(max=MAX_PART_CHARS * 2))
    worry = fields.String(load_default="", validate=validate.Length(max=MAX_PART_CHARS * 2))
    do_now = fields.String(load_default="", validate=validate.Length(max=MAX_PART_CHARS * 2))
    by_when = fields.String(load_default="", validate=validate.Length(max=MAX_PART_CHARS * 2))
    source_title_1 = fields.String(load_default="", validate=validate.Length(max=400))
    source_url_1 = fields.String(load_default="", validate=validate.Length(max=1000))
    source_title_2 = fields.String(load_default="", validate=validate.Length(max=400))
    source_url_2 = fields.String(load_default="", validate=validate.Length(max=1000))
    source_title_3 = fields.String(load_default="", validate=validate.Length(max=400))
    source_url_3 = fields.String(load_default="", validate=validate.Length(max=1000))


class Message(Schema):
    """One message of the thread, or a note."""

    message = fields.String(required=True, validate=validate.Length(min=2, max=MAX_MESSAGE_CHARS))


class Closing(Schema):
    """Closing without an answer: why, and where to go instead."""

    code = fields.Enum(CloseCode, by_value=True, required=True, validate=validate.OneOf(CODES_WITH_ADVICE))
    advice = fields.String(required=True, validate=validate.Length(min=10, max=MAX_MESSAGE_CHARS))

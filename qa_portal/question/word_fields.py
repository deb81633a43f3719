"""The boxes of public words in a form; what is missing is for the desk's list to say, so any may be empty."""

from marshmallow import Schema

from qa_portal.web.fields import Line, Paragraphs

TITLE_CHARS = 160
TEXT_CHARS = 8000
PART_CHARS = 1000


class PublicWordFields(Schema):
    """Title, question, answer and the four parts of the safety-net."""

    title = Line(TITLE_CHARS, needed=None)
    question = Paragraphs(TEXT_CHARS, needed=None)
    answer = Paragraphs(TEXT_CHARS, needed=None)
    expect = Paragraphs(PART_CHARS, needed=None)
    worry = Paragraphs(PART_CHARS, needed=None)
    do_now = Paragraphs(PART_CHARS, needed=None)
    by_when = Paragraphs(PART_CHARS, needed=None)

"""What the room brings into the app beside its pages: the lists that can be sent, for the page of the work."""

from flask import Flask

from qa_portal.db import read
from qa_portal.journey.forms import queries
from qa_portal.question.models import Question
from qa_portal.question.questionnaires import plain_text
from qa_portal.question.reading import ClearEntry


def lists_to_send(question: Question) -> list[tuple[str, str]]:
    """Return the lists that can be sent with a question."""
    return queries.to_send(read(), question)


def entry_text(entry: ClearEntry) -> str:
    """Return an entry of a thread as plain text, whatever it is."""
    return plain_text(entry.kind, entry.body)


def init_app(app: Flask) -> None:
    """Give templates both."""
    app.jinja_env.globals.update(lists_to_send=lists_to_send, entry_text=entry_text)

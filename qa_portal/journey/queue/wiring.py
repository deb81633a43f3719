"""What the room brings into the app beside its pages: the figures an operator watches."""

from flask import Flask

from qa_portal.db import read
from qa_portal.journey.queue.queries import oldest_unanswered_seconds
from qa_portal.web.health import GAUGES


def init_app(app: Flask) -> None:
    """Report the age of the oldest unanswered question."""
    app.extensions.setdefault(GAUGES, {})["oldest_unanswered_seconds"] = (
        "Age of the oldest unanswered question, in seconds",
        lambda: oldest_unanswered_seconds(read()),
    )

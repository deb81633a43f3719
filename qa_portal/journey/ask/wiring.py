"""What the room brings into the app beside its pages: the names of ages and statuses, for every private page."""

from flask import Flask

from qa_portal.question.names import IN_TEMPLATES


def init_app(app: Flask) -> None:
    """Give templates the names."""
    app.jinja_env.globals.update({function.__name__: function for function in IN_TEMPLATES})

"""Putting something around the whole app, before Flask sees a request."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def wrap(app: Flask, make: "Callable[[WSGIApplication], WSGIApplication]") -> None:
    """Let what `make` returns stand around the app; the last one is asked first."""
    app.wsgi_app = make(app.wsgi_app)  # type: ignore[method-assign, assignment]

"""The index of the app at work."""

from flask import Flask, current_app

from qa_portal.index.backend import SearchBackend

EXTENSION = "qa_portal.index"


def use(app: Flask, backend: SearchBackend) -> None:
    """Let an app search with this backend."""
    app.extensions[EXTENSION] = backend


def index() -> SearchBackend:
    """Return the backend of the app at work."""
    backend: SearchBackend = current_app.extensions[EXTENSION]
    return backend

"""A public app with two topics, and its worker."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qa_portal.app import work_of
from qa_portal.outbox.worker import Worker
from tests.library import shelf


@pytest.fixture
def library(public_app: Flask) -> Iterator[Flask]:
    """The public side with its context open and its topics made."""
    with public_app.app_context():
        shelf.put_topics()
        yield public_app


@pytest.fixture
def librarian(library: Flask) -> Worker:
    """The worker of the public side."""
    handlers, _ = work_of(library)
    return Worker(library, handlers, {})


class Reader(FlaskClient):
    """Each request in a context of its own, as in a server, though the test has one open."""

    def open(self, *args: Any, **wishes: Any) -> TestResponse:
        """Send a request."""
        with self.application.app_context():
            return super().open(*args, **wishes)


@pytest.fixture
def reader(library: Flask) -> FlaskClient:
    """Somebody who reads."""
    library.test_client_class = Reader
    return library.test_client()

"""A public app with two topics, and its worker."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.app import work_of
from qa_portal.outbox.worker import Worker
from tests.library import shelf
from tests.support.apart import Apart


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


@pytest.fixture
def reader(library: Flask) -> FlaskClient:
    """Somebody who reads."""
    library.test_client_class = Apart
    return library.test_client()

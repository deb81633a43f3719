"""The engine that lives in a database needs an app around it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from qa_portal.index.postgresql import PostgresqlBackend


@pytest.fixture
def inside_postgresql(public_app: Flask) -> Iterator[PostgresqlBackend]:
    """An index in a fresh database."""
    with public_app.app_context():
        yield PostgresqlBackend()

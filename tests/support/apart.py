"""Browsers whose requests share nothing, though the test has a context of the app open."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Apart(FlaskClient):
    """Each request in a context of its own, as in a server: `app.test_client_class = Apart`."""

    def open(self, *args: Any, **wishes: Any) -> TestResponse:
        """Send a request."""
        with self.application.app_context():
            return super().open(*args, **wishes)

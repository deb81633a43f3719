"""Filling in a form as a person does: open the page, keep its token, send the fields."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*\bvalue="([^"]+)"')


def token_of(page: str) -> str:
    """Return the form token of a page; empty when it has no form."""
    found = TOKEN.search(page)
    return found.group(1) if found else ""


def send(client: FlaskClient, url: str, *, to: object = None, **fields: object) -> TestResponse:
    """Open `url`, then post its form (to `to` when the form goes elsewhere) and return the answer."""
    token = token_of(client.get(url).get_data(as_text=True))
    return client.post(str(to or url), data={"csrf_token": token, **fields})

"""People for tests: accounts made in a moment, and signed in as a browser would."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from qa_portal.access.permissions import Role
from qa_portal.identity.enrol import Enrolment, enrol
from tests.support.forms import send

PASSWORD = "seven quiet herons wade"
LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@dataclass(frozen=True)
class Someone:
    """An account, and the browser it is signed in with."""

    id: str
    email: str
    client: FlaskClient


@dataclass(frozen=True)
class Mails:
    """What the portal wrote into its mail folder (`smtp_url = file:...`), oldest first."""

    folder: Path

    def texts(self, address: str = "") -> list[str]:
        """Return subject and text of each mail, or of those to one address."""
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.folder.glob("*.eml"))]
        return [f"{mail['Subject']}\n{mail.get_content()}" for mail in mails if address in str(mail["To"])]

    def link(self, address: str) -> str:
        """Return path and query of the link in the newest mail to an address."""
        found = LINK.search(self.texts(address)[-1])
        assert found is not None
        return found.group(1)


def make(app: Flask, email: str, role: Role = Role.PATIENT, **facts: object) -> str:
    """Make an active account and return its id."""
    with app.app_context():
        if role.is_staff:
            facts.setdefault("display_name", email.partition("@")[0].title())
        return enrol(Enrolment(email, PASSWORD, role, **facts))  # type: ignore[arg-type]


def sign_in(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which the owner of an address has signed in."""
    client = app.test_client()
    answer = send(client, "/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def someone(app: Flask, email: str, role: Role = Role.PATIENT, **facts: object) -> Someone:
    """Make an account and sign it in."""
    account_id = make(app, email, role, **facts)
    return Someone(account_id, email, sign_in(app, email))

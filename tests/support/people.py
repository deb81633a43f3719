"""People for tests: accounts made in a moment, and signed in as a browser would."""

import base64
import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.db import read, transaction
from qa_portal.identity import addresses, totp
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.factor_models import Totp
from qa_portal.identity.models import Account
from qa_portal.identity.passwords import hash_password
from qa_portal.identity.service import begin_session
from qa_portal.identity.sessions import COOKIE
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


def secret_of(email: str) -> str:
    """Return what the authenticator app of a member of staff knows: the same in every process of a test."""
    return base64.b32encode(hashlib.sha1(email.encode()).digest()).decode()


def code_of(email: str, later: int = 0) -> str:
    """Return the code somebody's app shows now, or so many steps of 30 seconds later."""
    return totp.code_at(secret_of(email), totp.step_at(clock.now().timestamp()) + later)


def forget_codes(app: Flask, email: str) -> None:
    """Let codes that were used count anew: a test signs one person in several times within half a minute."""
    with app.app_context(), transaction() as session:
        owner = select(Account.id).where(Account.email_lookup == addresses.lookup(email)).scalar_subquery()
        session.execute(update(Totp).where(Totp.account_id == owner).values(last_step=0))
        read().rollback()


def make(app: Flask, email: str, role: Role = Role.PATIENT, **facts: object) -> str:
    """Make an active account and return its id."""
    with app.app_context():
        if role.is_staff:
            facts.setdefault("display_name", email.partition("@")[0].title())
            facts.setdefault("clear_totp_secret", secret_of(email))
        return enrol(Enrolment(email, PASSWORD, role, password_hash=hash_of(PASSWORD), **facts))  # type: ignore[arg-type]


@cache
def hash_of(password: str) -> str:
    """Return the hash of a password, made once a process."""
    return hash_password(password)


def sign_in(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which the owner of an address has signed in."""
    client = app.test_client()
    answer = send(client, "/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    if answer.location.startswith("/sign-in/code"):
        forget_codes(app, email)
        answer = send(client, answer.location, to="/sign-in/code", code=code_of(email))
        assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


KEY = re.compile(r"<code class=.portal-key.>([^<]+)</code>")


def set_up(client: FlaskClient) -> str:
    """Set up the second factor of whoever gave the password in a browser; return the secret of the app."""
    found = KEY.search(client.get("/sign-in/set-up/scan").get_data(as_text=True))
    assert found is not None
    clear_secret = found.group(1).replace(" ", "")
    code = totp.code_at(clear_secret, totp.step_at(clock.now().timestamp()))
    assert send(client, "/sign-in/set-up/code", code=code).status_code == 303
    return clear_secret


def someone(app: Flask, email: str, role: Role = Role.PATIENT, **facts: object) -> Someone:
    """Make an account, and a browser that is signed in as if its owner had filled in the forms."""
    account_id = make(app, email, role, **facts)
    return Someone(account_id, email, signed_in(app, account_id))


def signed_in(app: Flask, account_id: str) -> FlaskClient:
    """Return a browser with a session the portal has begun for an account."""
    client = app.test_client()
    with app.test_request_context():
        with transaction() as session:
            new = begin_session(session, session.get_one(Account, account_id), proven=True)
        read().rollback()
    client.set_cookie(COOKIE, f"p.{new.token}")
    return client

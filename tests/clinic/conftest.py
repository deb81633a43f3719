"""People and a clinic to test with: an administrator signed in, and queues with staff."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.access.permissions import Role
from qa_portal.clinic import setup
from qa_portal.clinic.models import Member
from qa_portal.crypto.keystore import new_owner_key
from qa_portal.crypto.lookup import blind, blind_key_id
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, transaction
from qa_portal.identity import sessions
from qa_portal.identity.models import Account, AccountState


@dataclass(frozen=True)
class Someone:
    """An actor who needs no account."""

    role: Role
    id: str = field(default_factory=new_id)
    queue_ids: frozenset[str] = frozenset()


ADMIN = Someone(Role.ADMIN, "a" * 32)


@pytest.fixture
def clinic(in_app: Flask) -> Flask:
    """The portal with the clinic set up by its defaults, and its context open."""
    with transaction() as session:
        setup.load_defaults(session, {})
    return in_app


@pytest.fixture
def a_member(in_app: Flask) -> Callable[..., str]:
    """Add a member of staff and return the account."""

    def add(name: str = "Dr Ama Osei", *, answers: bool = True, active: bool = True) -> str:
        account_id = new_id()
        with transaction() as session:
            session.add(Member(account_id=account_id, display_name=name, answers=answers, active=active))
        return account_id

    return add


def signed_in(app: Flask, role: Role) -> FlaskClient:
    """Return a client whose cookie is a session of a new person of this role."""
    account = Account(id=new_id(), role=role, state=AccountState.ACTIVE, revision=0, language="en")
    with app.app_context():
        key = new_owner_key(account.id)
        email = f"{account.id}@example.org"
        account.email_lookup, account.email_key_id = blind("email", email), blind_key_id()
        seal_into(key, account, email=email)
        with transaction() as session:
            session.add(account)
            session.flush()
            begun = sessions.begin(session, account)
    client = app.test_client()
    client.set_cookie(sessions.COOKIE, f"p.{begun.token}")
    return client


@pytest.fixture
def as_admin(app: Flask) -> Iterator[FlaskClient]:
    """An administrator's browser, on a clinic that is set up."""
    with app.app_context(), transaction() as session:
        setup.load_defaults(session, {})
    with signed_in(app, Role.ADMIN) as client:
        yield client


def leave(account_id: str) -> None:
    """Let a member of staff go, as far as the clinic sees it."""
    with transaction() as session:
        session.get_one(Member, account_id).active = False

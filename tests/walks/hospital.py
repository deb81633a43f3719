"""A hospital for walks: the demo's clinic with people of our own, served by real gunicorn with a real worker."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from qa_portal.library.release import set_topics
from qa_portal.settings import Settings
from tests.support import people, server

STAFF = {
    "osei": (Role.CLINICIAN, "Dr Amara Osei"),
    "lindqvist": (Role.CLINICIAN, "Dr Maja Lindqvist"),
    "editor": (Role.EDITOR, "Robin Hale"),
    "admin": (Role.ADMIN, "Kim Adler"),
    "officer": (Role.PRIVACY_OFFICER, "Noor Haddad"),
}


def address(name: str) -> str:
    """Return the mail address of one of the staff."""
    return f"{name}@hospital.example"


@dataclass(frozen=True)
class Hospital:
    """A running portal and its mails."""

    portal: server.Portal
    mails: people.Mails

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return self.portal.url


def furnish(settings: Settings) -> None:
    """Put clinic, topics and staff into fresh stores."""
    demo = files("qa_portal.demo")
    app = create_app(settings)
    with app.app_context():
        with transaction() as session:
            load_defaults(session, json.loads(demo.joinpath("hospital.json").read_text(encoding="utf-8")))
            set_topics(session, json.loads(demo.joinpath("topics.json").read_text(encoding="utf-8")))
        queue_ids = tuple(queue.id for queue in clinic.queues(read()))
    for name, (role, shown) in STAFF.items():
        works_in = {"queue_ids": queue_ids} if role is Role.CLINICIAN else {}
        people.make(app, address(name), role, display_name=shown, **works_in)


@contextmanager
def open_hospital(settings: Settings, folder: Path) -> Iterator[Hospital]:
    """Serve a furnished hospital; limits are wide, since everybody comes from one address."""
    mails = folder / "mails"
    wide = replace(
        settings,
        smtp_url=f"file:{mails}",
        rate_sign_in="10000/minute",
        rate_sign_up="10000/hour",
        rate_ask="10000/hour",
    )
    furnish(wide)
    with server.running(wide, folder) as portal:
        yield Hospital(portal, people.Mails(mails))

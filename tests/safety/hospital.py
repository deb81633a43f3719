"""A small hospital for the long tests: queues, people who can sign in, and the mails they get."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from flask import Flask

from qa_portal import db
from qa_portal.access.permissions import Role
from qa_portal.app import create_app
from qa_portal.clinic import queries as clinic
from qa_portal.clinic import setup
from qa_portal.db import read, transaction
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.release import set_topics
from qa_portal.settings import Settings
from tests.support import people

OFTEN = "1000000/minute"
FACTS = {
    "name": "Hollow Lane Clinic",
    "queues": [
        setup.FIRST_QUEUE | {"slug": "general", "is_intake": True},
        {
            "slug": "skin",
            "name_en": "Skin",
            "name_es": "Piel",
            "description_en": "Rashes, moles and itching.",
            "description_es": "Erupciones, lunares y picor.",
            "terms_en": ["rash", "itchy skin", "eczema", "mole", "acne"],
            "terms_es": ["erupción", "picor", "eczema", "lunar"],
            "answer_within_hours": 16,
        },
        {
            "slug": "heart",
            "name_en": "Heart and blood",
            "name_es": "Corazón y sangre",
            "description_en": "Blood pressure, pulse and circulation.",
            "description_es": "Tensión, pulso y circulación.",
            "terms_en": ["blood pressure", "palpitation", "pulse", "cholesterol"],
            "terms_es": ["tensión arterial", "palpitaciones", "pulso", "colesterol"],
            "answer_within_hours": 8,
        },
    ],
}
LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@dataclass(frozen=True)
class Hospital:
    """Who works there, by address; everybody has the password of `people.PASSWORD`."""

    clinicians: tuple[str, ...]
    """They work in every queue."""
    editor: str
    admin: str
    privacy_officer: str
    queue_ids: dict[str, str]


def at_ease(settings: Settings, mails: Path) -> Settings:
    """Return the settings with a mail folder and with rates that are not in the way."""
    open_rates = replace(settings, rate_sign_in=OFTEN, rate_sign_up=OFTEN, rate_reset=OFTEN)
    return replace(open_rates, rate_ask=OFTEN, rate_search=OFTEN, smtp_url=f"file:{mails}")


@contextmanager
def office(settings: Settings) -> Iterator[Flask]:
    """Open the portal in this process, beside the running one, to set something up or to look something up."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.db.session.remove()
            for engine in db.db.engines.values():
                engine.dispose()


def open_hospital(settings: Settings, clinicians: int = 3) -> Hospital:
    """Set up the clinic, its topics and its staff."""
    with office(settings) as app:
        with transaction() as session:
            setup.load_defaults(session, FACTS)
            set_topics(session, starter_topics(), replace=False)
        queue_ids = {queue.slug: queue.id for queue in clinic.queues(read())}
        every = tuple(queue_ids.values())
        doctors = tuple(f"doctor{number}@hospital.example" for number in range(clinicians))
        for number, email in enumerate(doctors):
            people.make(app, email, Role.CLINICIAN, display_name=f"Dr Number {number}", queue_ids=every)
        others = {role: f"{role}@hospital.example" for role in (Role.EDITOR, Role.ADMIN, Role.PRIVACY_OFFICER)}
        for role, email in others.items():
            people.make(app, email, role)
    return Hospital(doctors, others[Role.EDITOR], others[Role.ADMIN], others[Role.PRIVACY_OFFICER], queue_ids)


@dataclass
class PostOffice:
    """The mail folder, read once: each mail's link by the address it went to. Safe for threads."""

    folder: Path
    _seen: set[str] = field(default_factory=set)
    _links: dict[str, list[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def link(self, address: str, wanted: Callable[[str], bool] = lambda path: True) -> str:
        """Return path and query of the newest link sent to an address; empty when there is none yet."""
        with self._lock:
            self._read()
            return next((path for path in reversed(self._links.get(address, [])) if wanted(path)), "")

    def count(self) -> int:
        """Return how many mails there are."""
        with self._lock:
            self._read()
            return len(self._seen)

    def _read(self) -> None:
        for path in sorted(self.folder.glob("[!.]*.eml")) if self.folder.exists() else []:
            # A name that begins with a dot is a mail still being written.
            if path.name in self._seen:
                continue
            mail = message_from_bytes(path.read_bytes(), policy=default)
            found = LINK.search(mail.get_content())
            if found:
                self._links.setdefault(str(mail["To"]), []).append(found.group(1))
            self._seen.add(path.name)

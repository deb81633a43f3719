"""Stories for tests: a small clinic with its people, and a question that walks as far as a test needs.

The clinic is made once a run and copied for each test. `__all__` names the fixtures a conftest takes over.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.app import create_app
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.queue_service import set_lead
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import db, read, transaction
from qa_portal.identity import profile
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.reading import ClearProfile
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.publish import service as bridge
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.review import service as review
from qa_portal.journey.triage import service as triage
from qa_portal.library.release import set_topics
from qa_portal.question.models import Publication, Question
from qa_portal.question.queries import newest_answer, publications_of
from qa_portal.question.status import CloseCode
from qa_portal.settings import Settings
from tests.support import stores
from tests.support.desk import SOURCE, settle
from tests.support.people import hash_of

__all__ = ["cast", "ines", "settings", "story", "story_shelf", "tom"]
Record = TypeVar("Record", Question, Publication)
HERONS = "seven quiet herons"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday morning in the opening hours."""
CLINIC = {
    "name": "A small clinic",
    "queues": [
        {"slug": "general", "name_en": "General", "name_es": "General", "answer_within_hours": 8, "is_intake": True},
        {
            "slug": "skin",
            "name_en": "Skin",
            "name_es": "Piel",
            "answer_within_hours": 24,
            "terms_en": ["rash", "itchy skin", "mole", "eczema"],
        },
    ],
}
TOPIC = {"slug": "skin", "name_en": "Skin", "name_es": "Piel"}
BODY = "My elbow has been itchy for a week and the skin there is dry. Is there a cream that I can try?"
ANSWER = "Dry skin at the elbow is common. A plain moisturiser, twice a day, is the first thing to try."
NET = {
    "expect": "It should ease within two weeks.",
    "worry": "It spreads, weeps or is very sore.",
    "do_now": "Write to us again, or see a pharmacist.",
    "by_when": "Within two days if it is sore.",
}
TITLE = "Which cream helps a dry elbow?"


@dataclass(frozen=True)
class Someone:
    """A person of the story as an actor."""

    id: str
    role: Role
    name: str
    queue_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cast:
    """Everybody in the story."""

    queues: dict[str, str]
    people: dict[str, Someone]

    def __getattr__(self, name: str) -> Someone:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.people[name]


STAFF = {"ines": "general skin", "tom": "general", "uma": "general", "vic": "general", "sol": "skin"}


def gather() -> Cast:
    """Make the clinic and its people; `ines` leads `general`."""
    with transaction() as session:
        load_defaults(session, CLINIC)
        set_topics(session, [TOPIC])
    queues = {queue.slug: queue.id for queue in clinic.queues(read())}
    people = {name: _enrol(name, Role.PATIENT) for name in ("ana", "ben")}
    for name, works_in in STAFF.items():
        people[name] = _enrol(name, Role.CLINICIAN, *(queues[slug] for slug in works_in.split()))
    for name, role in {"eve": Role.EDITOR, "ada": Role.ADMIN, "pia": Role.PRIVACY_OFFICER}.items():
        people[name] = _enrol(name, role)
    profile.save(people["ana"], ClearProfile(names=("Ana Quillfeather",), town="Wexbourne"))
    with transaction() as session:
        set_lead(session, SYSTEM, queues["general"], people["ines"].id)
    return Cast(queues, people)


def _enrol(name: str, role: Role, *queue_ids: str) -> Someone:
    shown = f"{name.title()} Example"
    known = {"display_name": shown, "queue_ids": queue_ids, "password_hash": hash_of(HERONS)}
    person = Enrolment(f"{name}@example.org", HERONS, role, **known)  # type: ignore[arg-type]
    return Someone(enrol(person), role, shown, frozenset(queue_ids))


def sent(**changes: Any) -> dict[str, Any]:
    """Return a whole answer as its form sends it."""
    return {"body": ANSWER, **NET, **changes}


def words(**changes: Any) -> dict[str, Any]:
    """Return public words as the desk's form sends them: nothing in them points to anybody."""
    base = {"title": TITLE, "question": BODY, "answer": ANSWER, **NET}
    return {**base, "topic": "skin", "review_months": 36, **SOURCE, **changes}


def _now(model: type[Record], row_id: str) -> Record:
    # What was read before is a picture of then: the worker has sessions of its own.
    read().rollback()
    return read().get_one(model, row_id, populate_existing=True)


@dataclass
class Story:
    """Brings a question to where a test begins; each step is what a person would click."""

    cast: Cast
    question_id: str = field(default="")

    @property
    def question(self) -> Question:
        """The question as it stands now."""
        return _now(Question, self.question_id)

    @property
    def publication(self) -> Publication:
        """The newest publication as it stands now."""
        read().rollback()
        return _now(Publication, publications_of(read(), self.question_id)[0].id)

    def another(self) -> "Story":
        """Return a story of another question with the same people."""
        return replace(self, question_id="")

    def begun(self, *, body: str = BODY, signs: tuple[str, ...] = (), wished: str = "general") -> "Story":
        """The patient has filled in every page and sent nothing."""
        asking.begin(self.cast.ana)
        asking.save(self.cast.ana, {"about": "me", "age_band": "18_39", "wished": wished})
        asking.save(self.cast.ana, {"signs": list(signs)})
        asking.save(self.cast.ana, {"subject": "Itchy elbow", "body": body})
        return self

    def received(self, *, consent: bool = True, **typed: Any) -> "Story":
        """The question is sent."""
        self.begun(**typed)
        self.question_id = asking.send(self.cast.ana, consent=consent, lang="en")
        return self

    def queued(self, **typed: Any) -> "Story":
        """It is in its queue."""
        self.received(**typed)
        triage.route(self.question_id)
        return self

    def claimed(self, by: str = "ines", **typed: Any) -> "Story":
        """A clinician holds it."""
        self.queued(**typed)
        queueing.claim(self.cast.people[by], self.question_id)
        return self

    def waiting(self) -> "Story":
        """The clinician asked the patient something."""
        self.claimed()
        answering.ask_back(self.cast.ines, self.question_id, "Since when exactly?")
        return self

    def sending(self) -> "Story":
        """An answer is written and goes out in half a minute."""
        self.claimed()
        answering.send(self.cast.ines, self.question_id, sent())
        return self

    def answered(self, **typed: Any) -> "Story":
        """It has an answer."""
        self.claimed(**typed)
        answering.answer(self.cast.ines, self.question_id, sent())
        return self

    def closed(self) -> "Story":
        """It was closed without an answer."""
        self.claimed()
        answering.close_unanswered(
            self.cast.ines, self.question_id, CloseCode.NEEDS_VISIT, "Please come to us this week."
        )
        return self

    def reopened(self) -> "Story":
        """The patient wrote again after the answer."""
        self.answered()
        answering.reply(self.cast.ana, self.question_id, "It came back after a week.")
        return self

    def candidate(self, **typed: Any) -> "Story":
        """The answer is proposed for publication."""
        self.answered(**typed)
        answer = newest_answer(read(), self.question_id)
        assert answer is not None
        answering.propose(self.cast.ines, self.question_id, answer.id)
        return self

    def drafted(self, **typed: Any) -> "Story":
        """The machine has made a draft."""
        self.candidate(**typed)
        desk.make_draft(self.publication.id)
        return self

    def in_review(self) -> "Story":
        """The editor handed the words on."""
        self.drafted()
        return self.edited()

    def edited(self, **changes: Any) -> "Story":
        """The editor wrote the words anew and handed them on."""
        settle(self.cast.eve, self.publication.id, words(**changes))
        desk.submit(self.cast.eve, self.publication.id)
        return self

    def reviewed(self) -> "Story":
        """A second clinician said yes."""
        self.in_review()
        return self.accepted()

    def accepted(self) -> "Story":
        """A second clinician says yes to what stands there now."""
        _publication, clear = review.open_review(self.cast.tom, self.publication.id)
        review.accept(self.cast.tom, self.publication.id, clear.words.sha256())
        return self

    def approved(self) -> "Story":
        """The patient said yes."""
        self.reviewed()
        return self.agreed()

    def agreed(self) -> "Story":
        """The patient says yes to what stands there now."""
        seen = review.open_decision(self.cast.ana, self.publication.id)
        review.approve(self.cast.ana, self.publication.id, seen.words.sha256(), wording=seen.wording.version)
        return self

    def published(self) -> "Story":
        """It is in the library."""
        self.approved()
        bridge.publish(self.publication.id)
        return self


@pytest.fixture(scope="session")
def story_shelf(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Cast]]:
    """The small clinic, made once, with its people."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("story") / "portal", "sqlite") as made:
        app = create_app(made)
        with app.app_context():
            people = gather()
            for engine in db.engines.values():
                engine.dispose()
        yield made, people


@pytest.fixture
def settings(story_shelf: tuple[Settings, Cast], tmp_path: Path) -> Settings:
    """Settings of a copy of the small clinic."""
    template, _people = story_shelf
    shutil.copytree(template.data_dir, tmp_path / "data")
    shutil.copytree(template.keys_dir, tmp_path / "keys")
    return Settings(data_dir=tmp_path / "data", keys_dir=tmp_path / "keys")


@pytest.fixture
def cast(story_shelf: tuple[Settings, Cast]) -> Cast:
    """The people: patients ana and ben; clinicians; eve at the desk; ada and pia."""
    return story_shelf[1]


@pytest.fixture
def story(in_app: Flask, cast: Cast) -> Story:
    """A story that has not begun, on a Monday at ten."""
    clock.set_to(MONDAY)
    return Story(cast)


@pytest.fixture
def ines(cast: Cast) -> Someone:
    """The clinician who answers."""
    return cast.ines


@pytest.fixture
def tom(cast: Cast) -> Someone:
    """A colleague in the same queue."""
    return cast.tom

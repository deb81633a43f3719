"""Pages on the shelf, for the tests of the library and its search."""

from datetime import datetime
from typing import Any

from qa_portal.db import transaction
from qa_portal.library import release
from qa_portal.library.release import PageFacts
from qa_portal.outbox.worker import Worker
from qa_portal.text.wording import PublicWords, SafetyNet, Source

NET = SafetyNet("It eases in two days.", "A stiff neck or a rash.", "Call 112.", "At once.")
SOURCE = Source("Migraine", "NHS", "https://www.nhs.uk/conditions/migraine/", "2026-03")
TOPICS = [
    {"slug": "brain", "name_en": "Brain and nerves", "name_es": "Cerebro y nervios", "synonyms": ["neurology"]},
    {"slug": "heart", "name_en": "Heart", "name_es": "Corazón", "synonyms": ["cardiology"]},
]


def words(**wishes: Any) -> PublicWords:
    """Public words on migraine, changed as wished."""
    known: dict[str, Any] = {
        "title": "What helps against a migraine?",
        "question": "My head hurts on one side and light is too bright.",
        "answer": "Rest in a dark room.\n\nThings that help:\n\n- paracetamol early\n- water",
        "safety_net": NET,
        "sources": (SOURCE,),
    }
    return PublicWords(**(known | wishes))


def facts(public: PublicWords | None = None, **wishes: Any) -> PageFacts:
    """Facts of a patient's page, changed as wished."""
    known: dict[str, Any] = {
        "kind": "patient",
        "topic_slug": "brain",
        "answered_by": "Dr Ana Ruiz",
        "answered_credential": "Neurologist",
        "reviewed_by": "Dr Kofi Osei",
        "reviewed_credential": "Family doctor",
    }
    return PageFacts(words=public or words(), **(known | wishes))


def put_topics() -> None:
    """Make the topics."""
    with transaction() as session:
        release.set_topics(session, TOPICS)


def put(public: PublicWords | None = None, **wishes: Any) -> str:
    """Release a page; return its id."""
    with transaction() as session:
        return release.release(session, facts(public, **wishes))


def withdraw(page_id: str) -> None:
    """Take a page away."""
    with transaction() as session:
        release.withdraw(session, page_id)


def settle(worker: Worker) -> None:
    """Let the worker do what is due."""
    worker.drain()


def day(text: str) -> datetime:
    """A moment of a day, UTC."""
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")

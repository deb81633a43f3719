"""Reading for the ask pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.clinic import promise
from qa_portal.clinic import queries as clinic
from qa_portal.errors import NotFound
from qa_portal.index.backend import SearchBackend
from qa_portal.library.queries import topics
from qa_portal.library.similar import similar
from qa_portal.question.queries import of_patient


@dataclass(frozen=True, slots=True)
class Published:
    """A published answer that may help, as it is offered."""

    page_id: str
    title: str
    topic: str
    reviewed_at: datetime | None


def published_like(session: Session, backend: SearchBackend, clear_text: str, language: str) -> list[Published]:
    """Return published answers like a text, each with its topic and when it was last looked at."""
    names = {topic.slug: topic.name(language) for topic in topics(session)}
    return [
        Published(page.id, page.title, names.get(page.topic_slug or "", ""), page.last_reviewed_at)
        for page in similar(session, backend, clear_text, lang=language)
    ]


def newest_id(session: Session, user: Actor) -> str:
    """Return the id of the patient's newest question.

    Raises: NotFound, when there is none.
    """
    questions = of_patient(session, user)
    if not questions:
        raise NotFound("There is no question yet.")
    return questions[0].id


def queue_choices(session: Session, language: str) -> list[tuple[str, str]]:
    """Return the queues a patient may wish for, as value and name."""
    return [(queue.slug, queue.name(language)) for queue in clinic.queues(session)]


def readers(session: Session, slug: str, language: str) -> tuple[str, int]:
    """Return the name of the team that reads the question first, and how many people are in it."""
    queue = clinic.queue_by_slug(session, slug) if slug else clinic.intake_queue(session)
    return queue.name(language), clinic.member_counts(session).get(queue.id, 0)


def basis(session: Session, queue_id: str | None, level: str = "routine") -> promise.Basis | None:
    """Return how the time promised by a queue, or by the slowest, comes about."""
    return promise.basis(session, queue_id, clock.now(), level=level)

"""Reading for the desk: the publications by status, and the topics to choose from."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.library import queries as library
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus

PAGE_ROWS = 50
ON_THE_DESK = (PublicationStatus.CANDIDATE, PublicationStatus.DRAFTED)


def counts(session: Session) -> dict[str, int]:
    """Return how many publications stand in each status."""
    rows = session.execute(select(Publication.status, func.count()).group_by(Publication.status))
    return dict(rows.all())


def listed(session: Session, status: PublicationStatus, page: int = 1) -> Sequence[Publication]:
    """Return one page of the publications in a status, oldest first."""
    chosen = select(Publication).where(Publication.status == status).order_by(Publication.status_since_at)
    return session.scalars(chosen.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)).all()


def topic_choices(session: Session, language: str) -> list[tuple[str, str]]:
    """Return the topics, as value and name."""
    return [(topic.slug, topic.name(language)) for topic in library.topics(session)]


def is_topic(session: Session, slug: str) -> bool:
    """Say whether the library has such a topic."""
    return library.topic(session, slug) is not None


def possible_readers(session: Session, publication: Publication) -> int:
    """Return how many clinicians work here now who did not write the answer."""
    return sum(member.account_id != publication.answered_by_id for member in clinic.answering_members(session))

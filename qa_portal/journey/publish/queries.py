"""Reading for the bridge."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus

PUBLIC = (PublicationStatus.PUBLISHED, PublicationStatus.DUE)


def public(session: Session) -> Sequence[Publication]:
    """Return every publication whose page is public now."""
    return session.scalars(select(Publication).where(Publication.status.in_(PUBLIC))).all()

"""Reading for review: what waits for a second clinician, without a word of the text."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.guide.models import GuideVersion
from qa_portal.guide.stages import Stage
from qa_portal.question.agreements import Check
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus


def waiting(session: Session, user: Actor, status: PublicationStatus) -> Sequence[Publication]:
    """Return the publications in a status that this clinician may check and has not yet, oldest first."""
    said = select(Check.id).where(
        Check.publication_id == Publication.id,
        Check.reviewer_id == user.id,
        Check.created_at >= Publication.status_since_at,
    )
    chosen = select(Publication).where(
        scope(user, Permission.PUBLICATION_REVIEW, Publication), Publication.status == status, ~said.exists()
    )
    return session.scalars(chosen.order_by(Publication.status_since_at)).all()


def guides(session: Session, user: Actor) -> Sequence[GuideVersion]:
    """Return the guides that wait for a second person and that this clinician wrote nothing of, oldest first."""
    chosen = select(GuideVersion).where(
        scope(user, Permission.GUIDE_CHECK, GuideVersion), GuideVersion.stage == Stage.IN_CHECK
    )
    found = session.scalars(chosen.order_by(GuideVersion.saved_at))
    return [version for version in found if user.id not in version.writer_ids]

"""Reading for a patient's rights."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.crypto.erasures import ErasureMark


def erasures_of(session: Session, user: Actor) -> Sequence[ErasureMark]:
    """Return what a person had erased, newest first."""
    theirs = select(ErasureMark).where(ErasureMark.owner_id == user.id)
    return session.scalars(theirs.order_by(ErasureMark.asked_at.desc())).all()

"""The public past of a guide. Each function works inside the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import new_id
from qa_portal.library.history_models import PageChange


def note(session: Session, page_id: str, notice: str) -> None:
    """Write down that a page was published or changed now, with what was put right."""
    session.add(PageChange(id=new_id(), page_id=page_id, changed_at=clock.now(), notice=notice))


def changes(session: Session, page_id: str) -> Sequence[PageChange]:
    """Return the changes of a page, newest first."""
    wanted = select(PageChange).where(PageChange.page_id == page_id)
    return session.scalars(wanted.order_by(PageChange.changed_at.desc(), PageChange.id)).all()


def forget(session: Session, page_id: str) -> None:
    """Take the past of a page away with it: what was put right may tell what it said."""
    session.execute(delete(PageChange).where(PageChange.page_id == page_id))

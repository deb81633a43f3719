"""Reading guides and their versions, one function a question asked."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.errors import NotFound
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.guide.stages import OPEN, Stage


def for_update(session: Session, guide_id: str) -> Guide:
    """Return a guide, locked until the end of the transaction.

    Raises: NotFound.
    """
    guide = session.get(Guide, guide_id, with_for_update=True)
    if guide is None:
        raise NotFound("There is no such guide.")
    return guide


def versions(session: Session, guide_id: str) -> Sequence[GuideVersion]:
    """Return the versions of a guide, newest first."""
    wanted = select(GuideVersion).where(GuideVersion.guide_id == guide_id)
    return session.scalars(wanted.order_by(GuideVersion.number.desc())).all()


def version(session: Session, guide_id: str, number: int) -> GuideVersion:
    """Return one version.

    Raises: NotFound.
    """
    wanted = select(GuideVersion).where(GuideVersion.guide_id == guide_id, GuideVersion.number == number)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def open_of(session: Session, guide_id: str) -> GuideVersion | None:
    """Return the version that is on its way, if one is."""
    wanted = select(GuideVersion).where(GuideVersion.guide_id == guide_id, GuideVersion.stage.in_(OPEN))
    return session.scalar(wanted)


def live_of(session: Session, guide_id: str) -> GuideVersion | None:
    """Return the version that is public, if one is."""
    wanted = select(GuideVersion).where(GuideVersion.guide_id == guide_id, GuideVersion.stage == Stage.LIVE)
    return session.scalar(wanted)


def live(session: Session) -> Sequence[GuideVersion]:
    """Return every version that is public."""
    return session.scalars(select(GuideVersion).where(GuideVersion.stage == Stage.LIVE)).all()


def before(session: Session, row: GuideVersion) -> GuideVersion | None:
    """Return the version readers had before this one, or would have; None for the first."""
    wanted = select(GuideVersion).where(GuideVersion.guide_id == row.guide_id, GuideVersion.number < row.number)
    return session.scalars(wanted.order_by(GuideVersion.number.desc()).limit(1)).first()


def locked(session: Session, row: GuideVersion) -> GuideVersion:
    """Return a version as it stands now, its guide locked until the end of the transaction."""
    for_update(session, row.guide_id)
    session.refresh(row)
    return row

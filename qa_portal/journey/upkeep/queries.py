"""Reading for upkeep: which pages are due and why, and the reports of readers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.library import sources
from qa_portal.library.models import Gone, Kind, Page, State
from qa_portal.library.upkeep_models import PageReport, Recall
from qa_portal.question.models import Publication

SOON_MONTHS = 1
"""So long before its review date a page is on the list, and its owner is told."""
PAGE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Due:
    """A page somebody has to look at."""

    page: Page
    publication_id: str | None
    reports: int
    may_vouch: bool
    sources: frozenset[str]
    """`dead`, `changed`: what befell its sources since somebody looked at it."""


def _near() -> ColumnElement[bool]:
    return Page.review_by_at <= clock.months_later(clock.now(), SOON_MONTHS)


def to_remind(session: Session) -> Sequence[Page]:
    """Return the live pages of the house whose date is near and whose owner was not told yet."""
    # When the date of a patient's answer has passed, its publication has come due and its owner was told of that.
    mine = or_(Page.kind == Kind.GUIDE, and_(Page.kind == Kind.PATIENT, Page.review_by_at > clock.now()))
    return session.scalars(
        select(Page).where(Page.state == State.LIVE, mine, _near(), Page.reminded_at.is_(None))
    ).all()


def _due(user: Actor, doubted: Iterable[str]) -> Select[Page]:
    reported = select(PageReport.id).where(PageReport.page_id == Page.id, PageReport.outcome.is_(None)).exists()
    overdue = and_(Page.state == State.HELD, Page.gone_because == Gone.OVERDUE)
    recalled = and_(Page.state == State.HELD, Page.gone_because == Gone.RECALLED)
    live = and_(Page.state == State.LIVE, or_(_near(), reported, Page.id.in_(list(doubted))))
    return select(Page).where(scope(user, Permission.PAGES_DUE, Page), or_(live, overdue, recalled))


def due(session: Session, user: Actor, number: int) -> tuple[list[Due], int]:
    """Return one page (counted from 1) of what this person has to look at, most urgent first, and how many in all."""
    doubted = sources.doubted(session)
    wanted = _due(user, doubted)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = wanted.order_by(Page.imported, Page.review_by_at, Page.id).limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)
    pages = session.scalars(rows).all()
    ids = [page.id for page in pages]
    publications = session.execute(select(Publication.page_id, Publication.id).where(Publication.page_id.in_(ids)))
    of_page = {str(page_id): publication_id for page_id, publication_id in publications}
    open_reports = select(PageReport.page_id, func.count()).where(PageReport.outcome.is_(None))
    counts = dict(session.execute(open_reports.where(PageReport.page_id.in_(ids)).group_by(PageReport.page_id)).all())
    # What was recalled comes back by undoing the recall, not by one tap.
    free = Page.gone_because != Gone.RECALLED
    mine = select(Page.id).where(Page.id.in_(ids), free, scope(user, Permission.PAGE_VOUCH, Page))
    vouching = set(session.scalars(mine))
    return [
        Due(
            page, of_page.get(page.id), counts.get(page.id, 0), page.id in vouching, frozenset(doubted.get(page.id, ()))
        )
        for page in pages
    ], total


def reports(session: Session, *, is_open: bool, number: int) -> tuple[Sequence[PageReport], int]:
    """Return one page of the reports that wait (oldest first) or are decided (newest first), and how many in all."""
    wanted = select(PageReport).where(PageReport.outcome.is_(None) if is_open else PageReport.outcome.is_not(None))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    order = PageReport.reported_at if is_open else PageReport.decided_at.desc()
    rows = session.scalars(wanted.order_by(order).limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)).all()
    return rows, total


def recall_rows(session: Session) -> Sequence[Recall]:
    """Return all recalls, newest first."""
    return session.scalars(select(Recall).order_by(Recall.made_at.desc())).all()


def publications_of_pages(session: Session, page_ids: Sequence[str]) -> dict[str, str]:
    """Return the publication of each of these pages that has one."""
    rows = session.execute(select(Publication.page_id, Publication.id).where(Publication.page_id.in_(page_ids)))
    return {str(page_id): publication_id for page_id, publication_id in rows}

"""Searching the pages themselves, for the minutes in which the index cannot be read: slower, and simpler."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from qa_portal.index.backend import MAX_DEPTH
from qa_portal.index.facets import Only
from qa_portal.index.words import query_words
from qa_portal.library.models import Page, State
from qa_portal.library.specialties import OF_TOPIC
from qa_portal.text.ages import ages_of

MOST_WORDS = 6
"""Words looked for: the first ones that tell anything."""


def holding_words(
    session: Session, words: str, *, lang: str, only: Only, window: tuple[int, int]
) -> tuple[int, Sequence[Page]]:
    """Search without an index: pages that hold most of the words, title counting double. (total, one window)."""
    asked = [word.plain for word in query_words(words, lang)][:MOST_WORDS]
    if not asked:
        return 0, []
    marks = [f"%{word.replace('%', '').replace('_', '')}%" for word in asked]
    columns = {Page.title: 2, Page.question: 1, Page.answer: 1}
    holds = [(func.lower(column).like(mark), points) for mark in marks for column, points in columns.items()]
    hits = or_(*(held for held, _ in holds))
    worth: ColumnElement[int] = literal(0)
    for held, points in holds:
        worth += case((held, points), else_=0)
    wanted = select(Page).where(Page.state == State.LIVE.value, hits)
    if only.topic:
        wanted = wanted.where(Page.topic_slug == only.topic)
    if only.specialty:
        topics = [topic for topic, specialty in OF_TOPIC.items() if specialty == only.specialty]
        of_topic = and_(Page.specialty == "", Page.topic_slug.in_(topics))
        wanted = wanted.where(or_(Page.specialty == only.specialty, of_topic))
    best = wanted.order_by(worth.desc(), Page.id)
    limit, offset = window
    if only.age:
        # No column says it: the best pages are read.
        fitting = [page for page in session.scalars(best.limit(MAX_DEPTH)) if only.age in _ages_of(page)]
        return len(fitting), fitting[offset : offset + limit]
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    return total, session.scalars(best.limit(limit).offset(offset)).all()


def _ages_of(page: Page) -> tuple[str, ...]:
    return ages_of(f"{page.title} {page.question}", page.answer)

"""Reading who follows what, and what is new for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from qa_portal.crypto.lookup import Lookup
from qa_portal.identity.follower_models import Follower
from qa_portal.library.models import Page, State


def is_known(session: Session, lookup: Lookup) -> bool:
    """Whether this address follows this topic, or was asked whether it wants to, whichever root it was noted with."""
    either = or_(Follower.email_lookup.in_(lookup.every), Follower.email_lookup_next.in_(lookup.every))
    return session.scalar(select(Follower.id).where(either).limit(1)) is not None


def due(session: Session, now: datetime, limit: int) -> Sequence[Follower]:
    """Followers whose day of the week has come, locked, the longest waiting first."""
    wanted = select(Follower).where(Follower.confirmed_at.is_not(None), Follower.next_at <= now)
    return session.scalars(wanted.order_by(Follower.next_at, Follower.id).limit(limit).with_for_update()).all()


def news(session: Session, follower: Follower, now: datetime, limit: int) -> Sequence[Page]:
    """Live pages published since a follower was told last, the newest first.

    Imported pages are left out, as in the feeds: thousands come on one day, and none of them is news.
    """
    wanted = select(Page).where(*_is_news(follower, now)).order_by(Page.published_at.desc(), Page.id)
    return session.scalars(wanted.limit(limit)).all()


def has_news(session: Session, follower: Follower, now: datetime) -> bool:
    """Whether there is anything to tell a follower."""
    return session.scalar(select(Page.id).where(*_is_news(follower, now)).limit(1)) is not None


def _is_news(follower: Follower, now: datetime) -> list[ColumnElement[bool]]:
    news = [Page.state == State.LIVE, Page.imported.is_(False), Page.published_at <= now]
    if follower.topic_slug:
        news.append(Page.topic_slug == follower.topic_slug)
    if follower.told_until is not None:
        news.append(Page.published_at > follower.told_until)
    return news


def to_tell(session: Session, page_ids: Iterable[str]) -> Sequence[str]:
    """Ids of those who follow a topic of these pages, or everything."""
    topics = select(Page.topic_slug).where(Page.id.in_(list(page_ids)), Page.topic_slug.is_not(None))
    follows = or_(Follower.topic_slug == "", Follower.topic_slug.in_(topics))
    return session.scalars(select(Follower.id).where(Follower.confirmed_at.is_not(None), follows)).all()


def recalled(session: Session, follower: Follower, recall_id: str, limit: int) -> Sequence[Page]:
    """Pages a recall still holds that a follower may have read, by title."""
    wanted = select(Page).where(Page.recall_id == recall_id, Page.state == State.HELD)
    if follower.topic_slug:
        wanted = wanted.where(Page.topic_slug == follower.topic_slug)
    return session.scalars(wanted.order_by(Page.sort_key, Page.id).limit(limit)).all()


def unconfirmed(session: Session, before: datetime, limit: int) -> Sequence[Follower]:
    """Those asked before a moment whose owner never said yes, the oldest first."""
    wanted = select(Follower).where(Follower.confirmed_at.is_(None), Follower.created_at < before)
    return session.scalars(wanted.order_by(Follower.created_at).limit(limit).with_for_update()).all()

"""Reading the public record, one function a question asked. Only live pages come out, unless it says otherwise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVarTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from qa_portal.db import table_of
from qa_portal.index.pages import PublicPage
from qa_portal.library.models import EPOCH_ID, Epoch, Page, State, Topic
from qa_portal.library.release import public_page

TOPIC_PAGE_ROWS = 20
"""Answers on one page of a topic."""
FEED_ROWS = 30
SITEMAP_ROWS = 40_000
"""Addresses in one file of the site map; 50,000 are allowed."""
READ_AHEAD = 500
Columns = TypeVarTuple("Columns")
_IDS = [f"id_{number}" for number in range(8)]
# Written once and past the session: every answer page asks, and to put it together took longer than to answer it.
_TITLES = select(*(table_of(Page).c[name] for name in ("state", "id", "title", "lang", "slug"))).where(
    table_of(Page).c.id.in_([bindparam(name) for name in _IDS])
)
_LIVE = Page.state == State.LIVE.value
# Not `slug IS NULL`, which leads SQLite to the index of slugs, where nearly every page stands under NULL.
_ANSWER = func.coalesce(Page.slug, "") == ""
_IN_ORDER = (Page.imported, Page.published_at.desc(), Page.sort_key, Page.id)
"""The house's own answers before imported ones, newest first. By the indexes the own ones are read and sorted alone."""


@dataclass(frozen=True, slots=True)
class Title:
    """A page by its title, for links."""

    id: str
    title: str
    lang: str
    slug: str | None = None

    @property
    def path(self) -> str:
        """Its public path, without a language."""
        return f"/guides/{self.slug}" if self.slug else f"/answers/{self.id}"


@dataclass(frozen=True, slots=True)
class AnswerList:
    """One page of a list of answers, counted from 1."""

    answers: Sequence[Page]
    count: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.count // TOPIC_PAGE_ROWS))


def listed(count: int, number: int, read_page: Callable[[int], Sequence[Page]]) -> AnswerList:
    """Return a page of a list of so many answers: the nearest there is to the one asked for."""
    number = min(max(1, number), AnswerList((), count, 1).pages)
    return AnswerList(read_page(number), count, number)


def epoch(session: Session) -> int:
    """Number of the last change of anything public."""
    return session.scalar(select(Epoch.number).where(Epoch.id == EPOCH_ID)) or 0


def page(session: Session, page_id: str) -> Page | None:
    """One page, withdrawn ones too."""
    return session.get(Page, page_id)


def is_shown(session: Session, page_id: str) -> bool:
    """Whether readers who follow the address of a page find an answer: its own, or the one it was merged into."""
    found = session.get(Page, page_id)
    return found is not None and found.state in {State.LIVE, State.MERGED}


def pages_by_id(session: Session, ids: Iterable[str]) -> dict[str, Page]:
    """Live pages of these ids."""
    # The state is looked at here: in the statement it tempts SQLite to walk all live pages.
    found = session.scalars(select(Page).where(Page.id.in_(list(ids))))
    return {page.id: page for page in found if page.is_live}


def titles_by_id(session: Session, ids: Iterable[str]) -> dict[str, Title]:
    """Titles of the live pages of these ids, without their long texts."""
    wanted = iter(ids)
    found: dict[str, Title] = {}
    while some := list(islice(wanted, len(_IDS))):
        asked = dict(zip(_IDS, some + [""] * (len(_IDS) - len(some)), strict=True))
        rows = session.connection().execute(_TITLES, asked)
        found |= {one: Title(one, title, lang, slug) for state, one, title, lang, slug in rows if state == State.LIVE}
    return found


def newest_titles(session: Session, slug: str, limit: int) -> list[Title]:
    """Titles of the newest answers and guides of a topic, the house's own first."""
    found: list[Title] = []
    for wanted in _newest(select(Page.id, Page.title, Page.lang, Page.slug).where(Page.topic_slug == slug)):
        found += [Title(*row) for row in session.execute(wanted.limit(limit - len(found)))]
    return found


def _newest(wanted: Select[*Columns]) -> list[Select[*Columns]]:
    """The same for own and for imported pages: each is read along an index, both at once would be sorted."""
    live = wanted.where(_LIVE).order_by(Page.published_at.desc())
    return [live.where(Page.imported.is_(imported)) for imported in (False, True)]


def topics(session: Session) -> Sequence[Topic]:
    """All topics in their order."""
    return session.scalars(select(Topic).order_by(Topic.position, Topic.slug)).all()


def topic(session: Session, slug: str) -> Topic | None:
    """One topic."""
    return session.get(Topic, slug)


def topic_counts(session: Session) -> dict[str, int]:
    """Number of live answers of each topic that has any; guides are not among them."""
    rows = session.execute(select(Page.topic_slug, func.count()).where(_LIVE, _ANSWER).group_by(Page.topic_slug))
    return {slug: count for slug, count in rows if slug}


def guides(session: Session, *, topic_slug: str | None = None) -> Sequence[Page]:
    """Live guides, or those of one topic, by title."""
    wanted = select(Page).where(_LIVE, Page.slug.is_not(None))
    if topic_slug is not None:
        wanted = wanted.where(Page.topic_slug == topic_slug)
    return session.scalars(wanted.order_by(Page.sort_key, Page.id)).all()


def by_slug(session: Session, slug: str) -> Page | None:
    """One guide by the name in its address, withdrawn ones too."""
    return session.scalar(select(Page).where(Page.slug == slug))


def live_count(session: Session) -> int:
    """Number of live pages."""
    return session.scalar(select(func.count()).select_from(Page).where(_LIVE)) or 0


def in_topic(session: Session, slug: str, *, page_number: int) -> Sequence[Page]:
    """One page of a topic's answers, the house's own first, newest first."""
    wanted = select(Page).where(_LIVE, _ANSWER, Page.topic_slug == slug)
    wanted = wanted.order_by(*_IN_ORDER)
    return session.scalars(wanted.limit(TOPIC_PAGE_ROWS).offset((page_number - 1) * TOPIC_PAGE_ROWS)).all()


def newest(session: Session, limit: int) -> list[Page]:
    """Newest answers, the house's own first."""
    found: list[Page] = []
    for wanted in _newest(select(Page)):
        found += session.scalars(wanted.limit(limit - len(found)))
    return found


def for_feed(session: Session, *, topic_slug: str | None = None) -> Sequence[Page]:
    """What a feed carries, last changed first; withdrawn pages too, so that followers take them away.

    Imported pages are left out: thousands come on one day, and none of them is news.
    """
    wanted = select(Page).where(Page.imported.is_(False))
    if topic_slug is not None:
        wanted = wanted.where(Page.topic_slug == topic_slug)
    return session.scalars(wanted.order_by(Page.updated_at.desc()).limit(FEED_ROWS)).all()


def addresses(session: Session, *, part: int) -> list[tuple[str, str, datetime]]:
    """(path, language, last change) of the pages of one file of the site map, counted from 1."""
    wanted = select(Page.id, Page.slug, Page.lang, Page.updated_at).where(_LIVE).order_by(Page.id)
    rows = session.execute(wanted.limit(SITEMAP_ROWS).offset((part - 1) * SITEMAP_ROWS))
    return [(Title(page_id, "", lang, slug).path, lang, updated_at) for page_id, slug, lang, updated_at in rows]


def stamps(session: Session) -> dict[str, str]:
    """Index stamp of every live page: what the index must hold."""
    return dict(session.execute(select(Page.id, Page.index_stamp).where(_LIVE)).all())


def each_public_page(session: Session, ids: Iterable[str] | None = None) -> Iterator[PublicPage]:
    """All live pages, or those of `ids`, as the index wants them; read in portions."""
    wanted = list(stamps(session) if ids is None else ids)
    for start in range(0, len(wanted), READ_AHEAD):
        found = pages_by_id(session, wanted[start : start + READ_AHEAD])
        yield from (public_page(row) for row in found.values())
        session.expunge_all()


def ids_of_batch(session: Session, batch_id: str) -> list[str]:
    """Ids of the live pages of one import batch."""
    rows = session.execute(select(Page.id, Page.state).where(Page.batch_id == batch_id))
    return [page_id for page_id, state in rows if state == State.LIVE]

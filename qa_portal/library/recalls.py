"""Taking many pages from the readers at once, giving them back, and merging one page into another.

Each function works inside the caller's transaction. The words stay in the rows, so that all of it can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_portal import clock
from qa_portal.db import new_id
from qa_portal.errors import Conflict
from qa_portal.index.backend import SearchBackend
from qa_portal.library.models import Gone, Kind, Page, State
from qa_portal.library.release import bump_epoch
from qa_portal.library.similar import similar
from qa_portal.library.upkeep_models import Recall
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic as Work

MOST = 500
"""Pages one recall takes; more are taken by a second one."""
LOOKED_THROUGH = 50
"""The newest own pages for which pages like them are looked for."""
EXTENSION = "qa_portal.library.recall_tellers"
REASONS: dict[str, LazyString] = {
    "guideline": _("There is a new guideline"),
    "unsafe": _("It may harm somebody"),
    "mistake": _("There is a mistake in it"),
    "source": _("A source is no longer valid"),
    "other": _("Something else"),
}


class RecallTeller(Protocol):
    """Somebody who tells readers that pages were recalled: who followed a topic, or kept a page."""

    def recalled(self, recall_id: str, page_ids: Sequence[str]) -> None:
        """Tell them; the words are in the recall."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages to take: all that is given has to hold; nothing given is no page."""

    words: str = ""
    topic: str = ""
    source: str = ""
    """Part of the address of a source."""
    author: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.topic or self.source or self.author)


def tellers() -> list[RecallTeller]:
    """Return who tells readers of a recall; a room that follows topics adds itself to the list."""
    found: list[RecallTeller] = current_app.extensions.setdefault(EXTENSION, [])
    return found


def matching(session: Session, wanted: Wanted) -> Sequence[Page]:
    """Return the live pages a recall would take, by title; one more than `MOST` says that there are more."""
    if wanted.is_empty:
        return []
    chosen = select(Page).where(Page.state == State.LIVE)
    for word in wanted.words.split():
        chosen = chosen.where(or_(*(_holds(column, word) for column in (Page.title, Page.question, Page.answer))))
    if wanted.topic:
        chosen = chosen.where(Page.topic_slug == wanted.topic)
    if wanted.source:
        chosen = chosen.where(_holds(cast(Page.sources, String), wanted.source))
    if wanted.author:
        chosen = chosen.where(or_(_holds(Page.answered_by, wanted.author), _holds(Page.reviewed_by, wanted.author)))
    return session.scalars(chosen.order_by(Page.sort_key, Page.id).limit(MOST + 1)).all()


def _holds(column: ColumnElement[str] | InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    plain = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(column).like(f"%{plain}%", escape="\\")


def hold(session: Session, page_ids: Sequence[str], *, reason: str, notice: str, by_id: str) -> Recall:
    """Take live pages from the readers with a notice in their place.

    Raises: Conflict, when none of them is live.
    """
    pages = session.scalars(select(Page).where(Page.id.in_(list(page_ids)), Page.state == State.LIVE)).all()
    if not pages:
        raise Conflict("None of these pages is public now.")
    recall = Recall(id=new_id(), reason=reason, notice=notice, pages=len(pages), made_by_id=by_id)
    recall.made_at = clock.now()
    session.add(recall)
    session.flush()
    for page in pages:
        page.state, page.gone_because, page.recall_id = State.HELD.value, Gone.RECALLED.value, recall.id
        page.updated_at = clock.now()
        queue.put(session, Work.INDEX_DROP, page.id)
    bump_epoch(session)
    queue.put(session, Work.PAGES_RECALLED, recall.id)
    return recall


def ids_of(session: Session, recall_id: str) -> Sequence[str]:
    """Return the pages a recall still holds."""
    return session.scalars(select(Page.id).where(Page.recall_id == recall_id, Page.state == State.HELD)).all()


def give_back(session: Session, recall: Recall) -> int:
    """Show the pages a recall still holds again; return how many. What was taken away meanwhile stays away."""
    pages = session.scalars(select(Page).where(Page.recall_id == recall.id, Page.state == State.HELD)).all()
    for page in pages:
        page.state, page.gone_because, page.recall_id = State.LIVE.value, "", None
        page.updated_at = clock.now()
        queue.put(session, Work.INDEX_PUT, page.id)
    bump_epoch(session)
    return len(pages)


def merge(session: Session, page: Page, into: Page) -> None:
    """Let the address of a page lead to another from now on; its own words are kept and shown to nobody.

    Raises: Conflict, when one is not public or a guide, both are the same, or they are in two languages.
    """
    if not page.is_live or not into.is_live or page.id == into.id or page.lang != into.lang or page.slug or into.slug:
        raise Conflict("Only two public pages in one language can become one.")
    page.state, page.merged_into_id, page.updated_at = State.MERGED.value, into.id, clock.now()
    bump_epoch(session)
    queue.put(session, Work.INDEX_DROP, page.id)


def alike(session: Session, backend: SearchBackend) -> list[tuple[Page, Page]]:
    """Return pairs of pages about the same thing, among the newest of the house's own: each pair once."""
    own = select(Page).where(Page.state == State.LIVE, Page.kind != Kind.IMPORTED, Page.slug.is_(None))
    found: dict[frozenset[str], tuple[Page, Page]] = {}
    for page in session.scalars(own.order_by(Page.published_at.desc()).limit(LOOKED_THROUGH)):
        for other in similar(session, backend, f"{page.title}\n{page.question}", lang=page.lang):
            if other.id != page.id and other.kind != Kind.IMPORTED and not other.slug:
                # The newer one leads to the older: that one is known by its address.
                newer, older = sorted((page, other), key=lambda one: one.published_at, reverse=True)
                found.setdefault(frozenset((page.id, other.id)), (newer, older))
    return list(found.values())

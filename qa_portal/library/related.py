"""Answers near an answer. The worker finds them once and keeps their ids with the page, so that no reader waits for it.

A page that is new to the library makes its neighbours look again. Who is withdrawn is passed over when ids are read.
"""

import time
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_portal.db import read, transaction
from qa_portal.index.backend import IndexDamaged, SearchBackend
from qa_portal.index.current import index
from qa_portal.library import queries
from qa_portal.library.epoch import epoch_now
from qa_portal.library.memory import UntilChanged
from qa_portal.library.models import Page, State
from qa_portal.library.queries import Title

SHOWN = 5
"""Related answers shown under an answer."""
KEPT = 8
"""Ids kept with a page: some may be withdrawn later, or have the same title."""
LOOKED_AT = SHOWN * 3
AT_A_TIME = 25
SECONDS = 0.5
"""How long the worker goes on before it looks whether something else is to be done."""
_ID_CHARS = 32


def related(session: Session, page: Page) -> list[Title]:
    """Answers near this one: by its title, once the worker has looked, then the newest of its topic. Each title once.

    A guide is to a whole subject: near it is its topic.
    """
    found = _near(session, page) if page.is_live and not page.slug else []
    if len(found) < SHOWN and page.topic_slug:
        found += _newest(session, page.topic_slug)
    once = {other.title: other for other in reversed(found) if other.title != page.title}
    return sorted(once.values(), key=found.index)[:SHOWN]


_by_topic: UntilChanged[dict[str, list[Title]]] = UntilChanged()


def _newest(session: Session, slug: str) -> list[Title]:
    """The newest of a topic: the same for all its pages, until something is published or taken away."""
    known = _by_topic.get(session, epoch_now(session), dict)
    if slug not in known:
        known[slug] = queries.newest_titles(session, slug, SHOWN * 2)
    return known[slug]


def _near(session: Session, page: Page) -> list[Title]:
    ids = _unpacked(page.related or b"")
    titles = queries.titles_by_id(session, ids)
    return [titles[page_id] for page_id in ids if page_id in titles]


def _found(backend: SearchBackend, page: Page) -> list[str]:
    hits = backend.find(page.title, limit=LOOKED_AT, lang=page.lang).hits
    return [hit.public_id for hit in hits if hit.public_id != page.id]


def find_missing() -> int:
    """Find the neighbours of live pages that have none yet, for half a second; return how many pages were looked at."""
    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until and (found := _found_for_some()):
        count += len(found)
        _keep(found)
    return count


def _found_for_some() -> dict[str, list[str]]:
    lacking = select(Page).where(Page.state == State.LIVE, Page.related.is_(None), Page.slug.is_(None))
    pages = read().scalars(lacking.limit(AT_A_TIME)).all()
    found: dict[str, list[str]] = {}
    for page in pages:
        titles = queries.titles_by_id(read(), near := _found(index(), page))
        once = {titles[one].title: one for one in reversed(near) if one in titles and titles[one].title != page.title}
        found[page.id] = [one for one in near if one in once.values()][:KEPT]
    return found


def _keep(found: dict[str, list[str]]) -> None:
    with transaction() as session:
        for page_id, ids in found.items():
            lacking = (Page.id == page_id) & (Page.state == State.LIVE)
            session.execute(update(Page).where(lacking).values(related=_packed(ids)))


def look_again_around(page_id: str) -> None:
    """Let the neighbours of a page that has just come into the index look for their own again."""
    page = queries.page(read(), page_id)
    if page is None or not page.is_live:
        return
    try:
        near = _found(index(), page)[:KEPT]
    except IndexDamaged:
        return
    with transaction() as session:
        session.execute(update(Page).where(Page.id.in_(near)).values(related=None))


def _packed(ids: Sequence[str]) -> bytes:
    return bytes.fromhex("".join(ids))


def _unpacked(packed: bytes) -> list[str]:
    letters = packed.hex()
    return [letters[start : start + _ID_CHARS] for start in range(0, len(letters), _ID_CHARS)]

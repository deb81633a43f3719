"""Whether the sources of our pages are still there and say the same: looked at once a week, one after the other."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.db import read, transaction
from qa_portal.library.fetching import Fetched, Guest, Refused, Unreachable, fetch
from qa_portal.library.models import Kind, Page, State
from qa_portal.library.upkeep_models import SourceCheck, SourceState

EVERY = timedelta(days=7)
STEP_SECONDS = 5.0
"""One source so many seconds, so that no host is asked twice within them; 120,000 sources a week."""
MISSES = 3
"""So many looks in a row that reach nothing, a week apart, make a source dead; one may be a bad day of theirs."""
AGAIN = timedelta(days=1)
"""When nothing was reached it is looked at again this much later."""
OVER = frozenset({404, 410})
"""What a server says of a page that is gone."""
Look = Callable[[str, Guest], Fetched]


def guest() -> Guest:
    """How we name ourselves: what we are, and where we are at home."""
    return Guest(agent=f"qa-portal-source-check/1.0 (+{settings.current().base_url}/about)")


def id_of(url: str) -> str:
    """The id of a source: a hash of its address."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def gather() -> None:
    """Write down the sources of the house's own live pages that are not known yet, and forget those no page has."""
    with transaction() as session:
        wanted = {id_of(url): url for urls in _urls_by_page(session).values() for url in urls}
        known = {check.id: check for check in session.scalars(select(SourceCheck))}
        for check_id in known.keys() - wanted.keys():
            session.delete(known[check_id])
        for check_id in wanted.keys() - known.keys():
            session.add(SourceCheck(id=check_id, url=wanted[check_id]))


def _urls_by_page(session: Session) -> dict[str, set[str]]:
    mine = select(Page.id, Page.sources).where(Page.state == State.LIVE, Page.kind != Kind.IMPORTED)
    return {
        page_id: {source["url"] for source in sources if source["url"].startswith(("http://", "https://"))}
        for page_id, sources in session.execute(mine)
    }


def next_url(session: Session) -> str | None:
    """Return the address that waits longest for a look; None when all were looked at this week."""
    late = or_(SourceCheck.checked_at.is_(None), SourceCheck.checked_at <= clock.now() - EVERY)
    return session.scalar(select(SourceCheck.url).where(late).order_by(SourceCheck.checked_at.nulls_first()).limit(1))


def look(url: str, at: Guest, fetching: Look = fetch) -> None:
    """Look at one source and write down what was found."""
    try:
        found: Fetched | None = fetching(url, at)
    except Refused:
        # An address we must not visit is no page that has changed: it stays what it was.
        found = Fetched(0, "")
    except Unreachable:
        found = None
    with transaction() as session:
        check = session.get(SourceCheck, id_of(url), with_for_update=True)
        if check is not None:
            _note(check, found)


def _note(check: SourceCheck, found: Fetched | None) -> None:
    check.checked_at = clock.now()
    if found is None or found.status >= 500 or found.status == 429:
        check.misses += 1
        if check.misses < MISSES:
            check.checked_at = clock.now() - EVERY + AGAIN
            return
        _trouble(check, SourceState.DEAD)
        return
    check.misses = 0
    if found.status in OVER:
        _trouble(check, SourceState.DEAD)
    elif found.text_sha256 and check.text_sha256 and found.text_sha256 != check.text_sha256:
        check.state, check.trouble_at = SourceState.CHANGED.value, clock.now()
    elif check.state == SourceState.DEAD:
        # It is back, and says what it said.
        check.state, check.trouble_at = SourceState.GOOD.value, None
    check.text_sha256 = found.text_sha256 or check.text_sha256


def _trouble(check: SourceCheck, state: SourceState) -> None:
    if check.state != state:
        check.state, check.trouble_at = state.value, clock.now()


def doubted(session: Session) -> dict[str, set[str]]:
    """Return the live pages of which a source died or changed since somebody looked at them: state by state."""
    rows = session.scalars(select(SourceCheck).where(SourceCheck.trouble_at.is_not(None)))
    troubled = {check.url: check for check in rows}
    if not troubled:
        return {}
    hit = {page_id: urls & troubled.keys() for page_id, urls in _urls_by_page(session).items()}
    pages = session.scalars(select(Page).where(Page.id.in_([page_id for page_id, urls in hit.items() if urls])))
    found: dict[str, set[str]] = {}
    for page in pages:
        looked_at = page.last_reviewed_at or page.published_at
        since = [troubled[url] for url in hit[page.id]]
        states = {check.state for check in since if check.trouble_at is not None and check.trouble_at > looked_at}
        if states:
            found[page.id] = states
    return found


class Walker:
    """Looks at one source after the other beside the worker, so that a slow site keeps no mail waiting."""

    def __init__(self) -> None:
        self._thread: Thread | None = None

    def step(self) -> None:
        """Begin the next look, unless one is still under way or nothing is due."""
        if not settings.current().check_sources or self.is_looking():
            return
        url = next_url(read())
        if url is not None:
            app: Flask = cast(Any, current_app)._get_current_object()
            self._thread = Thread(target=self._look, args=(app, url), daemon=True)
            self._thread.start()

    def is_looking(self) -> bool:
        """Whether a look is under way."""
        return self._thread is not None and self._thread.is_alive()

    @staticmethod
    def _look(app: Flask, url: str) -> None:
        with app.app_context():
            look(url, guest())


def gather_when_wanted() -> None:
    """Gather the sources, where looking at them is switched on."""
    if settings.current().check_sources:
        gather()

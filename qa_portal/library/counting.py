"""Counting readers without knowing them: no cookie, no address, no time of day, and no words but those of medicine.

A process counts in memory and writes once a minute. What a process had not written when it died is not counted.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import dialect_of, inserting, transaction
from qa_portal.library.count_models import Counted, DailyCount
from qa_portal.library.models import Page
from qa_portal.text.identifiers.lexicon import is_any_given
from qa_portal.text.routing.starter import subject_words
from qa_portal.text.routing.words import words_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

WRITE_SECONDS = 60.0
MOST_KEYS = 5_000
"""Whatever else comes within a minute is not counted: memory stays bounded."""
PAGE = re.compile(r"^(?:/[a-z]{2})?/(?:answers/([0-9a-f]{32})|guides/([a-z0-9-]{1,60}))$")
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)
EXTENSION = "qa_portal.counts"


class Counts:
    """What one process has counted and not yet written."""

    def __init__(self, app: Flask, write_seconds: float = WRITE_SECONDS) -> None:
        self._app, self._write_seconds = app, write_seconds
        self._waiting: Counter[tuple[date, str, str]] = Counter()
        self._lock = threading.Lock()
        self._due = time.monotonic() + write_seconds

    def add(self, what: Counted, key: str = "") -> None:
        """Count one more; what waits is written when its minute is over."""
        entry = (clock.now().date(), str(what), key)
        with self._lock:
            if entry in self._waiting or len(self._waiting) < MOST_KEYS:
                self._waiting[entry] += 1
            is_due = time.monotonic() >= self._due
            self._due = time.monotonic() + self._write_seconds if is_due else self._due
        if is_due:
            self.write()

    def seen(self, environ: "WSGIEnvironment") -> None:
        """Count a page of the library that a person read; its query is a link tag or nothing."""
        page = PAGE.match(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] == "GET" else None
        if page is None or ROBOT.search(environ.get("HTTP_USER_AGENT", "bot")):
            return
        self.add(Counted.VIEW, page.group(1) or f"/{page.group(2)}")
        if tag := environ.get("QUERY_STRING", "").partition("=")[2]:
            self.add(Counted.VIA, tag)

    def searched(self, words: str, found: int) -> None:
        """Count a search; of one that found nothing, its medical words, one by one and without the others."""
        self.add(Counted.SEARCH)
        if not found:
            self.add(Counted.MISS)
            for word in medical_words(words):
                self.add(Counted.WORD, word)

    def write(self) -> None:
        """Write what waits; where that fails it is not counted, and the reader has the page all the same."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        try:
            with self._app.app_context(), transaction() as session:
                _add_up(session, _by_id(session, waiting).items())
        except SQLAlchemyError:
            return


def medical_words(words: str) -> frozenset[str]:
    """Return the words of a search that are words of medicine, by their stems: a name or a number never is."""
    # "Ana" is a blood test, and a woman.
    return frozenset(word for word in subject_words().intersection(words_of(words)) if not is_any_given(word))


def counts() -> Counts:
    """Return what counts for the app at work."""
    found: Counts = current_app.extensions[EXTENSION]
    return found


def _by_id(session: Session, waiting: Counter[tuple[date, str, str]]) -> Counter[tuple[date, str, str]]:
    """Count guides by their ids: they are read by the names in their addresses."""
    slugs = {key.removeprefix("/") for _, _, key in waiting if key.startswith("/")}
    if not slugs:
        return waiting
    known = session.execute(select(Page.slug, Page.id).where(Page.slug.in_(slugs)))
    ids = {f"/{slug}": page_id for slug, page_id in known}
    found: Counter[tuple[date, str, str]] = Counter()
    for (day, what, key), count in waiting.items():
        found[day, what, ids.get(key, key)] += count
    return found


def _add_up(session: Session, counted: Iterable[tuple[tuple[date, str, str], int]]) -> None:
    # In one order: two processes that write at once do not wait for each other in a circle.
    for (day, what, key), count in sorted(counted):
        row = inserting(dialect_of(session), DailyCount).values(day=day, what=what, key=key, count=count)
        more = {"count": DailyCount.count + row.excluded.count}
        session.execute(row.on_conflict_do_update(index_elements=["day", "what", "key"], set_=more))

"""The search engine inside PostgreSQL: several machines share one index, and it is as safe as the database.

Nothing here is ranked by the database: it keeps postings, and the ranking of all engines reads them.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS, IndexDamaged
from qa_portal.index.choosing import near, search, suggest
from qa_portal.index.facets import WHATEVER, Only, among, counted
from qa_portal.index.pages import Hit, PublicPage, Results, checksum_of
from qa_portal.index.postgresql_memory import PageMemory, WordMemory
from qa_portal.index.postgresql_reading import entries_of, harm_is_named, is_marked, mark, reading, state_of, verify
from qa_portal.index.postgresql_view import PostgresqlView
from qa_portal.index.postgresql_writing import batches, rebuild, write
from qa_portal.index.ranking import DUE_FACTOR, OWN_LANGUAGE_FACTOR, Wanted
from qa_portal.index.spelling import suggestion
from qa_portal.index.words import query_words

VERIFYING_SHARE = 0.05
"""Of the worker's time so much goes into verifying, at most."""


class PostgresqlBackend:
    """A `SearchBackend` in the tables of the main store, for code inside an app."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._verify_again_at = 0.0
        self._view: PostgresqlView | None = None
        self._pages, self._words = PageMemory(), WordMemory()

    # -- reading ---------------------------------------------------------------------------------

    def find(self, words: str, *, only: Only = WHATEVER, limit: int = 10, offset: int = 0, lang: str = "en") -> Results:
        """See `SearchBackend.find`."""
        words = words[:MAX_QUERY_CHARS]
        limit, offset = max(0, min(limit, MAX_LIMIT)), max(0, min(offset, MAX_DEPTH))
        with self._open() as view:
            wanted = Wanted(offset + limit, among(only, view.pages.tagged), _factors(view, lang))
            found = search(view, words, lang, wanted)
            if not found.ranked.matched:
                view.be_whole()
            best = found.ranked.best[offset:]
            ids = view.public_ids([number for _, number in best])
            hits = tuple(Hit(public_id, round(score, 4)) for public_id, (score, _) in zip(ids, best, strict=True))
            facets = counted(only, found.ranked.matched, view.pages.tags, view.pages.tagged)
            return Results(found.ranked.total, hits, suggestion(words, found.repairs), facets)

    def suggest(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.suggest`."""
        with self._open() as view:
            depth = max(0, min(limit, MAX_LIMIT))
            return tuple(view.public_ids(suggest(view, words[:MAX_QUERY_CHARS], lang, depth=depth)))

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.near`."""
        with self._open() as view:
            view.count_ahead(word.stems[0] for word in query_words(words, lang))
            return tuple(view.public_ids(near(view, words, lang, depth=max(0, min(limit, MAX_LIMIT)))))

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """See `SearchBackend.worth`."""
        wanted = set(stems)
        with self._open() as view:
            view.count_ahead(wanted)
            return {stem: view.idf(stem) for stem in wanted}

    def count(self) -> int:
        """See `SearchBackend.count`."""
        return len(self.entries())

    def ids(self) -> set[str]:
        """See `SearchBackend.ids`."""
        return set(self.entries())

    def entries(self) -> dict[str, str]:
        """See `SearchBackend.entries`."""
        with harm_is_named(), reading() as connection:
            state_of(connection)
            return entries_of(connection)

    def edition(self) -> str:
        """See `SearchBackend.edition`."""
        with harm_is_named(), reading() as connection:
            state = state_of(connection)
        return f"{state.generation} {state.build}"

    def checksum(self) -> str:
        """See `SearchBackend.checksum`."""
        return checksum_of(self.entries())

    def verify(self) -> None:
        """See `SearchBackend.verify`. Single bits are the database's to watch, by the checksums of its pages."""
        verify()

    def report_damage(self) -> None:
        """See `SearchBackend.report_damage`. A database that only reads takes no word; the worker compares anyway."""
        mark()

    def needs_rebuild(self) -> bool:
        """See `SearchBackend.needs_rebuild`."""
        if is_marked():
            return True
        try:
            self._look_through()
        except IndexDamaged:
            return True
        return False

    def _look_through(self) -> None:
        """Verify, unless that was done a little while ago for how long it takes."""
        begun = time.monotonic()
        if begun >= self._verify_again_at:
            verify()
            self._verify_again_at = begun + (time.monotonic() - begun) / VERIFYING_SHARE

    @contextmanager
    def _open(self) -> Iterator[PostgresqlView]:
        """Lend the view of the newest generation a connection. Everything is read as it was at one moment."""
        with self._lock, harm_is_named(), reading() as connection:
            state = state_of(connection)
            if self._view is None or self._view.state != state:
                self._view = PostgresqlView(state, self._pages, self._words)
            self._view.use(connection)
            yield self._view

    # -- writing ---------------------------------------------------------------------------------

    def put(self, page: PublicPage) -> None:
        """See `SearchBackend.put`."""
        self.put_many([page])

    def put_many(self, pages: Iterable[PublicPage]) -> None:
        """See `SearchBackend.put_many`."""
        for batch in batches(pages):
            write(batch, [])

    def drop(self, public_id: str) -> None:
        """See `SearchBackend.drop`."""
        self.drop_many([public_id])

    def drop_many(self, public_ids: Iterable[str]) -> None:
        """See `SearchBackend.drop_many`."""
        for batch in batches(public_ids):
            write([], batch)

    def rebuild(self, pages: Iterable[PublicPage]) -> int:
        """See `SearchBackend.rebuild`.

        Raises: IndexDamaged, when the new index does not hold what was put in; the old one stays.
        """
        return rebuild(pages)


def _factors(view: PostgresqlView, lang: str) -> list[tuple[float, set[int]]]:
    own = view.pages.in_lang(lang)
    factors = [(DUE_FACTOR, view.pages.due)]
    if len(own) * 2 < len(view):
        factors.append((OWN_LANGUAGE_FACTOR, own))
    return [(factor, documents) for factor, documents in factors if documents]

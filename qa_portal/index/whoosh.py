"""The search engine on Whoosh: one writer at a time; one open view a process, renewed as the index moves."""

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS, IndexDamaged
from qa_portal.index.choosing import near, search, suggest
from qa_portal.index.facets import WHATEVER, Only, among, counted
from qa_portal.index.folder import IndexFolder
from qa_portal.index.pages import Hit, PublicPage, Results, checksum_of
from qa_portal.index.ranking import DUE_FACTOR, OWN_LANGUAGE_FACTOR, Wanted
from qa_portal.index.seals import Watched, broken_seals
from qa_portal.index.spelling import suggestion
from qa_portal.index.view import IndexView
from qa_portal.index.whoosh_files import damage_is_named
from qa_portal.index.whoosh_writing import batches, create, write
from qa_portal.index.word_list import SegmentWords


class WhooshBackend:
    """A `SearchBackend` in a folder."""

    def __init__(self, root: Path) -> None:
        self.folder = IndexFolder(root)
        self._watched = Watched()
        self._lock = Lock()
        self._view: IndexView | None = None
        self._opened: tuple[int, Path] | None = None
        self._segment_words = SegmentWords()

    # -- reading ---------------------------------------------------------------------------------

    def find(self, words: str, *, only: Only = WHATEVER, limit: int = 10, offset: int = 0, lang: str = "en") -> Results:
        """See `SearchBackend.find`."""
        words = words[:MAX_QUERY_CHARS]
        limit, offset = max(0, min(limit, MAX_LIMIT)), max(0, min(offset, MAX_DEPTH))
        with self._lock, damage_is_named():
            view = self._fresh_view()
            wanted = Wanted(offset + limit, among(only, view.tagged), _factors(view, lang))
            found = search(view, words, lang, wanted)
            if not found.ranked.matched and view.documents:
                self._be_whole()
            hits = tuple(Hit(view.public_id(doc), round(score, 4)) for score, doc in found.ranked.best[offset:])
            facets = counted(only, found.ranked.matched, view.tags, view.tagged)
            return Results(found.ranked.total, hits, suggestion(words, found.repairs), facets)

    def _be_whole(self) -> None:
        # Overwritten postings read as none: before a reader is told that there is nothing, it is made sure.
        if self._watched.is_harmed(self._live()):
            raise IndexDamaged("files of the search index are not what was written")

    def suggest(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.suggest`."""
        with self._lock, damage_is_named():
            view = self._fresh_view()
            documents = suggest(view, words[:MAX_QUERY_CHARS], lang, depth=max(0, min(limit, MAX_LIMIT)))
            return tuple(map(view.public_id, documents))

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.near`."""
        with self._lock, damage_is_named():
            view = self._fresh_view()
            documents = near(view, words, lang, depth=max(0, min(limit, MAX_LIMIT)))
            return tuple(map(view.public_id, documents))

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """See `SearchBackend.worth`."""
        with self._lock, damage_is_named():
            view = self._fresh_view()
            return {stem: view.idf(stem) for stem in set(stems)}

    def count(self) -> int:
        """See `SearchBackend.count`."""
        with self._lock, damage_is_named():
            return self._fresh_view().documents

    def ids(self) -> set[str]:
        """See `SearchBackend.ids`."""
        return set(self.entries())

    def entries(self) -> dict[str, str]:
        """See `SearchBackend.entries`."""
        with self._lock, damage_is_named():
            return self._fresh_view().entries()

    def edition(self) -> str:
        """See `SearchBackend.edition`."""
        with self._lock, damage_is_named():
            return f"{self._fresh_view().generation} {self._live().name}"

    def checksum(self) -> str:
        """See `SearchBackend.checksum`."""
        return checksum_of(self.entries())

    def verify(self) -> None:
        """See `SearchBackend.verify`."""
        with self._lock, damage_is_named():
            broken = broken_seals(self._live())
        if broken:
            raise IndexDamaged(f"{len(broken)} files of the search index are not what was written")

    def report_damage(self) -> None:
        """See `SearchBackend.report_damage`."""
        self.folder.report_damage()

    def needs_rebuild(self) -> bool:
        """See `SearchBackend.needs_rebuild`."""
        build = self.folder.live()
        if build is None or self.folder.is_reported():
            return True
        try:
            return bool(self._watched.broken(build))
        except OSError:
            return True

    def _live(self) -> Path:
        build = self.folder.live()
        if build is None:
            raise IndexDamaged("there is no search index")
        return build

    def _fresh_view(self) -> IndexView:
        """Return the open view, opened anew when the index moved on or this process was forked."""
        here = (os.getpid(), self._live())
        if self._view is not None and self._opened == here and self._view.is_newest():
            return self._view
        fresh = IndexView(here[1], self._segment_words)
        if self._view is not None and self._opened is not None and self._opened[0] == here[0]:
            self._view.close()
        self._view, self._opened = fresh, here
        return fresh

    # -- writing ---------------------------------------------------------------------------------

    def put(self, page: PublicPage) -> None:
        """See `SearchBackend.put`."""
        self.put_many([page])

    def put_many(self, pages: Iterable[PublicPage]) -> None:
        """See `SearchBackend.put_many`."""
        with self.folder.writing():
            build = self._live_or_new()
            for batch in batches(pages):
                write(build, batch, [])

    def drop(self, public_id: str) -> None:
        """See `SearchBackend.drop`."""
        self.drop_many([public_id])

    def drop_many(self, public_ids: Iterable[str]) -> None:
        """See `SearchBackend.drop_many`."""
        with self.folder.writing():
            write(self._live_or_new(), [], list(public_ids))

    def rebuild(self, pages: Iterable[PublicPage]) -> int:
        """See `SearchBackend.rebuild`.

        Raises: IndexDamaged, when the new build does not hold what was put in; the old one stays.
        """
        with self.folder.writing():
            build = self.folder.new_build()
            create(build)
            expected: dict[str, str] = {}
            for batch in batches(pages):
                write(build, batch, [])
                expected |= {page.public_id: page.stamp() for page in batch}
            with damage_is_named():
                view = IndexView(build, SegmentWords())
                found = view.entries()
                view.close()
            if found != expected or broken_seals(build):
                raise IndexDamaged("the new search index does not hold what was put in")
            self.folder.swap(build)
        return len(expected)

    def _live_or_new(self) -> Path:
        build = self.folder.live()
        if build is None:
            build = self.folder.new_build()
            create(build)
            self.folder.swap(build)
        return build


def _factors(view: IndexView, lang: str) -> list[tuple[float, frozenset[int]]]:
    own = view.members("lang", lang)
    factors = [(DUE_FACTOR, view.members("due", "yes"))]
    if len(own) * 2 < view.documents:
        factors.append((OWN_LANGUAGE_FACTOR, own))
    return [(factor, documents) for factor, documents in factors if documents]

"""The search engine on Whoosh: one writer at a time; one open view a process, renewed as the index moves."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS, IndexDamaged
from qa_portal.index.folder import IndexFolder, broken_seals, seal
from qa_portal.index.pages import Hit, PublicPage, Results, checksum_of
from qa_portal.index.ranking import DUE_FACTOR, MAX_TERMS, NEAR_TERMS, OWN_LANGUAGE_FACTOR, gather, idf, rank
from qa_portal.index.spelling import MAX_TRIES, MAX_WORDS, MUCH_COMMONER, is_repairable, rewrite
from qa_portal.index.view import IndexView
from qa_portal.index.whoosh_files import damage_is_named, files_of, opened
from qa_portal.index.words import QueryWord, query_words, stems_of, words_of

BATCH_PAGES = 1_000
"""Pages a commit, so also pages a segment: taking one page out rewrites one segment, in seconds."""
SMALL_SEGMENTS = 8
"""This many segments of about the same small size are merged into one."""
SMALL_PAGES = 512
BUFFER_MB = 64
SCHEMA = Schema(
    # Words come already cut and stemmed, so the engine only splits at spaces. `words` is for spelling alone.
    id=ID(unique=True, stored=True),
    stamp=STORED,
    head=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
    body=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
    words=KEYWORD(scorable=False),
    topic=ID,
    lang=ID,
    due=ID,
)


class WhooshBackend:
    """A `SearchBackend` in a folder."""

    def __init__(self, root: Path) -> None:
        self.folder = IndexFolder(root)
        self._lock = Lock()
        self._view: IndexView | None = None
        self._opened: tuple[int, Path] | None = None
        self._words_by_segment: dict[str, list[str]] = {}

    # -- reading ---------------------------------------------------------------------------------

    def find(
        self, words: str, *, topic: str | None = None, limit: int = 10, offset: int = 0, lang: str = "en"
    ) -> Results:
        """See `SearchBackend.find`."""
        words = words[:MAX_QUERY_CHARS]
        limit, offset = max(0, min(limit, MAX_LIMIT)), max(0, min(offset, MAX_DEPTH))
        asked = query_words(words, lang)
        if not asked:
            return Results(0, ())
        with self._lock, damage_is_named():
            view = self._fresh_view()
            asked, repairs = _repair(view, asked, lang)
            ranked = rank(
                [(worth, view.postings(word.stems)) for worth, word in _choose(view, asked)],
                among=view.members("topic", topic) if topic else None,
                factors=_factors(view, lang),
                depth=offset + limit,
            )
            hits = tuple(Hit(view.public_id(doc), round(score, 4)) for score, doc in ranked.best[offset:])
            return Results(ranked.total, hits, rewrite(words, repairs) if repairs else None)

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.near`."""
        asked = query_words(words[:MAX_QUERY_CHARS], lang)
        with self._lock, damage_is_named():
            view = self._fresh_view()
            chosen = _choose(view, asked, NEAR_TERMS)
            terms = [(worth, view.postings(word.stems)) for worth, word in chosen]
            return tuple(view.public_id(document) for document in gather(terms, depth=max(0, min(limit, MAX_LIMIT))))

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """See `SearchBackend.worth`."""
        with self._lock, damage_is_named():
            view = self._fresh_view()
            return {stem: idf(view.documents, view.holding((stem,))) for stem in set(stems)}

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
        return self.folder.is_reported() or self.folder.live() is None

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
        fresh = IndexView(here[1], self._words_by_segment)
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
            for batch in _batches(pages):
                _write(build, batch, [])

    def drop(self, public_id: str) -> None:
        """See `SearchBackend.drop`."""
        self.drop_many([public_id])

    def drop_many(self, public_ids: Iterable[str]) -> None:
        """See `SearchBackend.drop_many`."""
        with self.folder.writing():
            _write(self._live_or_new(), [], list(public_ids))

    def rebuild(self, pages: Iterable[PublicPage]) -> int:
        """See `SearchBackend.rebuild`.

        Raises: IndexDamaged, when the new build does not hold what was put in; the old one stays.
        """
        with self.folder.writing():
            build = self.folder.new_build()
            _create(build)
            expected: dict[str, str] = {}
            for batch in _batches(pages):
                _write(build, batch, [])
                expected |= {page.public_id: page.stamp() for page in batch}
            with damage_is_named():
                view = IndexView(build, {})
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
            _create(build)
            self.folder.swap(build)
        return build


def _create(build: Path) -> None:
    storage, close_all = files_of(build)
    storage.create_index(SCHEMA)
    close_all()
    seal(build)


def _document(page: PublicPage) -> dict[str, Any]:
    head = f"{page.title} {page.question} {page.topic_words}"
    seen = {word.plain for text in (head, page.answer) for word in words_of(text)}
    return {
        "id": page.public_id,
        "stamp": page.stamp(),
        "head": " ".join(stems_of(head, page.lang)),
        "body": " ".join(stems_of(page.answer, page.lang)),
        "words": " ".join(filter(is_repairable, seen)),
        "topic": page.topic or "-",
        "lang": page.lang,
        "due": "yes" if page.is_due else "no",
    }


def _write(build: Path, pages: list[PublicPage], gone: list[str]) -> None:
    with damage_is_named(), opened(build) as index:
        writer = index.writer(limitmb=BUFFER_MB)
        try:
            fresh = {page.public_id: page for page in pages}
            held = _held(index, {*gone, *fresh})
            changed = [page for page in fresh.values() if held.get(page.public_id) != page.stamp()]
            for public_id in held.keys() & {*gone, *(page.public_id for page in changed)}:
                writer.delete_by_term("id", public_id)
            for page in changed:
                writer.add_document(**_document(page))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=_merge)
    seal(build)


def _held(index: FileIndex, public_ids: set[str]) -> dict[str, str]:
    """Stamp of those of the ids that are in the index; work that is done twice must not cost twice."""
    reader = index.reader()
    try:
        there = [public_id for public_id in public_ids if ("id", public_id) in reader]
        documents = (document for public_id in there for document in reader.postings("id", public_id).all_ids())
        rows = map(reader.stored_fields, documents)
        return {str(row["id"]): str(row["stamp"]) for row in rows}
    finally:
        reader.close()


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Rewrite segments that lost a page, so that its words leave the disk too, and join small ones."""
    small: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count_all() < SMALL_PAGES and not segment.has_deletions():
            small.setdefault(segment.doc_count_all().bit_length() // 3, []).append(segment)
    joined = [segment for group in small.values() if len(group) >= SMALL_SEGMENTS for segment in group]
    kept = []
    for segment in segments:
        if segment.has_deletions() or segment in joined:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            kept.append(segment)
    return kept


def _batches(pages: Iterable[PublicPage]) -> Iterator[list[PublicPage]]:
    rest = iter(pages)
    while batch := list(islice(rest, BATCH_PAGES)):
        yield batch


def _choose(view: IndexView, asked: list[QueryWord], most: int = MAX_TERMS) -> list[tuple[float, QueryWord]]:
    """Return the few words worth most with their worth; those that stand in no page are worth nothing."""
    terms = [(idf(view.documents, held), word) for word in asked if (held := view.holding(word.stems))]
    return sorted(terms, key=lambda pair: -pair[0])[:most]


def _repair(view: IndexView, asked: list[QueryWord], lang: str) -> tuple[list[QueryWord], dict[str, str]]:
    """Let words that nobody wrote also match the word they seem to mean; return both."""
    repairs: dict[str, str] = {}
    if len(asked) > MAX_WORDS:
        return asked, repairs
    odd = [word for word in asked if is_repairable(word.plain) and not view.pages_with(word.plain)]
    for word in odd[:MAX_TRIES]:
        better = view.nearest(word.plain)
        if better and view.pages_with(better) >= MUCH_COMMONER * view.holding(word.stems):
            repairs[word.plain] = better
    words = [word.also(repairs[word.plain], lang) if word.plain in repairs else word for word in asked]
    return words, repairs


def _factors(view: IndexView, lang: str) -> list[tuple[float, frozenset[int]]]:
    own = view.members("lang", lang)
    factors = [(DUE_FACTOR, view.members("due", "yes"))]
    if len(own) * 2 < view.documents:
        factors.append((OWN_LANGUAGE_FACTOR, own))
    return [(factor, documents) for factor, documents in factors if documents]

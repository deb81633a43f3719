"""An index without a disk: the same contract in memory, for tests and for a house without a search engine."""

from array import array
from collections.abc import Callable, Iterable

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS
from qa_portal.index.choosing import near, search, suggest
from qa_portal.index.facets import WHATEVER, Only, among, counted
from qa_portal.index.pages import Hit, PublicPage, Results, checksum_of
from qa_portal.index.ranking import DUE_FACTOR, OWN_LANGUAGE_FACTOR, Wanted
from qa_portal.index.reading import read_page
from qa_portal.index.spelling import likelihood, nearest, suggestion
from qa_portal.index.weights import SHELF_WEIGHT, About, Postings, idf, saturate
from qa_portal.index.word_list import WordList
from qa_portal.index.words import stem


class NullBackend:
    """A `SearchBackend` of this process only. It looks at every page, so keep them few."""

    def __init__(self) -> None:
        self._pages: dict[str, PublicPage] = {}

    def put(self, page: PublicPage) -> None:
        """See `SearchBackend.put`."""
        self._pages[page.public_id] = page

    def put_many(self, pages: Iterable[PublicPage]) -> None:
        """See `SearchBackend.put_many`."""
        self._pages |= {page.public_id: page for page in pages}

    def drop(self, public_id: str) -> None:
        """See `SearchBackend.drop`."""
        self._pages.pop(public_id, None)

    def drop_many(self, public_ids: Iterable[str]) -> None:
        """See `SearchBackend.drop_many`."""
        for public_id in public_ids:
            self.drop(public_id)

    def find(self, words: str, *, only: Only = WHATEVER, limit: int = 10, offset: int = 0, lang: str = "en") -> Results:
        """See `SearchBackend.find`."""
        view, words = self._view(), words[:MAX_QUERY_CHARS]
        limit, offset = max(0, min(limit, MAX_LIMIT)), max(0, min(offset, MAX_DEPTH))
        factors = [
            (DUE_FACTOR, view.numbers(lambda page: page.is_due)),
            (OWN_LANGUAGE_FACTOR, view.numbers(lambda page: page.lang == lang)),
        ]
        found = search(view, words, lang, Wanted(offset + limit, among(only, view.tagged), factors))
        hits = tuple(Hit(view.pages[number].public_id, score) for score, number in found.ranked.best[offset:])
        facets = counted(only, found.ranked.matched, view.tags, view.tagged)
        return Results(found.ranked.total, hits, suggestion(words, found.repairs), facets)

    def suggest(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.suggest`."""
        view = self._view()
        numbers = suggest(view, words[:MAX_QUERY_CHARS], lang, depth=max(0, min(limit, MAX_LIMIT)))
        return tuple(view.pages[number].public_id for number in numbers)

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.near`."""
        view = self._view()
        numbers = near(view, words, lang, depth=max(0, min(limit, MAX_LIMIT)))
        return tuple(view.pages[number].public_id for number in numbers)

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """See `SearchBackend.worth`."""
        view = self._view()
        return {stem: view.idf(stem) for stem in set(stems)}

    def _view(self) -> "MemoryView":
        return MemoryView([*self._pages.values()])

    def count(self) -> int:
        """See `SearchBackend.count`."""
        return len(self._pages)

    def ids(self) -> set[str]:
        """See `SearchBackend.ids`."""
        return set(self._pages)

    def entries(self) -> dict[str, str]:
        """See `SearchBackend.entries`."""
        return {page.public_id: page.stamp() for page in self._pages.values()}

    def edition(self) -> str:
        """See `SearchBackend.edition`."""
        return self.checksum()

    def checksum(self) -> str:
        """See `SearchBackend.checksum`."""
        return checksum_of(self.entries())

    def verify(self) -> None:
        """Memory is what it is."""

    def report_damage(self) -> None:
        """Memory does not get damaged."""

    def needs_rebuild(self) -> bool:
        """Never."""
        return False

    def rebuild(self, pages: Iterable[PublicPage]) -> int:
        """See `SearchBackend.rebuild`."""
        self._pages = {page.public_id: page for page in pages}
        return len(self._pages)


class MemoryView:
    """Pages read for one search; documents are places in the list."""

    def __init__(self, pages: list[PublicPage]) -> None:
        self.pages = pages
        self._read = [read_page(page) for page in pages]

    def __len__(self) -> int:
        """Number of pages."""
        return len(self.pages)

    def numbers(self, fits: Callable[[PublicPage], bool]) -> frozenset[int]:
        """Documents of the pages that fit."""
        return frozenset(number for number, page in enumerate(self.pages) if fits(page))

    def count_ahead(self, stems: Iterable[str]) -> None:
        """Return nothing, and do nothing: all is at hand."""

    def read_ahead(self, stems: Iterable[str]) -> None:
        """Return nothing, and do nothing: all is at hand."""

    def tagged(self, tag: str) -> frozenset[int]:
        """Documents that have a tag."""
        return frozenset(number for number, page in enumerate(self._read) if tag in page.tags)

    @property
    def tags(self) -> frozenset[str]:
        """All tags any document has."""
        return frozenset(tag for page in self._read for tag in page.tags)

    def postings(self, form: str) -> Postings:
        """See `choosing.View.postings`."""
        held = {number: saturate(page.weights[form]) for number, page in enumerate(self._read) if form in page.weights}
        held = held or {number: SHELF_WEIGHT for number, page in enumerate(self._read) if form in page.shelf}
        return Postings(array("i", held), array("f", held.values()))

    def about(self, document: int) -> About:
        """See `choosing.View.about`."""
        return self._read[document].about

    def holding(self, form: str) -> int:
        """See `choosing.View.holding`."""
        held = sum(form in page.weights for page in self._read)
        return held or sum(form in page.shelf for page in self._read)

    def naming(self, form: str) -> int:
        """See `choosing.View.naming`."""
        return sum(form in page.about.subject for page in self._read)

    def idf(self, form: str) -> float:
        """See `choosing.View.idf`."""
        return idf(len(self.pages), self.holding(form))

    def pages_with(self, word: str) -> int:
        """See `choosing.View.pages_with`."""
        return sum(word in page.words for page in self._read)

    def begun_by(self, letters: str) -> list[str]:
        """See `choosing.View.begun_by`."""
        begun = {word for page in self._read for word in page.words if word.startswith(letters)}
        return sorted(begun, key=lambda word: (-self._telling(word), word))

    def nearest(self, word: str) -> str | None:
        """See `choosing.View.nearest`."""
        return nearest(word, WordList(word for page in self._read for word in page.words), self._telling)

    def _telling(self, word: str) -> float:
        return likelihood(self.pages_with(word), self.naming(stem(word, "en")), len(self.pages))

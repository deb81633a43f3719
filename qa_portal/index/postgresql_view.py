"""One generation of the index inside PostgreSQL, as a search reads it; what it asks for is asked once for all."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, any_, select

from qa_portal.index.backend import IndexDamaged
from qa_portal.index.postgresql_memory import PageMemory, State, WordMemory
from qa_portal.index.postgresql_tables import SearchPage, SearchPosting, SearchStem, floats, numbers, texts
from qa_portal.index.spelling import LEAST_PAGES, likelihood, nearest
from qa_portal.index.weights import SHELF_WEIGHT, About, Postings, idf
from qa_portal.index.words import stem

CACHED_POSTINGS = 2_000_000
"""Postings kept, 8 bytes each; all are let go when there are more."""
MOST_KEPT = 20_000
"""Counts of stems, and near words, kept."""
MOST_BEGUN = 5
"""Words given that begin with the same letters."""
NONE = (0, 0, 0)
"""Counts of a stem: pages that say it, that have it in their subject, that stand on a shelf of that name."""
V = TypeVar("V")


class PostgresqlView:
    """A `choosing.View`. Its owner holds a lock and lends it a connection for each search."""

    def __init__(self, state: State, pages: PageMemory, words: WordMemory) -> None:
        self.state = state
        self.pages = pages
        self._words = words
        self._counts: dict[str, tuple[int, int, int]] = {}
        self._postings: dict[str, Postings] = {}
        self._cached = 0
        self._nearest: dict[str, str | None] = {}
        self._begun: dict[str, list[str]] = {}
        self._lent: Connection | None = None

    def use(self, connection: Connection) -> None:
        """Read over this connection from now on."""
        self._lent = connection
        self.pages.learn(connection, self.state)
        self._words.learn(connection, self.state)

    @property
    def _connection(self) -> Connection:
        if self._lent is None:
            raise RuntimeError("a view reads over a connection that is lent to it")
        return self._lent

    def __len__(self) -> int:
        """Number of pages."""
        return int(self.state.pages)

    def be_whole(self) -> None:
        """Make sure that stems are there at all, before a reader is told that nothing is.

        Raises: IndexDamaged.
        """
        if self.state.postings and self._connection.scalar(select(SearchStem.held).limit(1)) is None:
            raise IndexDamaged("the stems of the search index are gone")

    # -- asked ahead -----------------------------------------------------------------------------

    def count_ahead(self, stems: Iterable[str]) -> None:
        """See `choosing.View.count_ahead`."""
        wanted = {form for form in stems if form not in self._counts}
        if not wanted:
            return
        if len(self._counts) + len(wanted) > MOST_KEPT:
            self._counts.clear()
        row = SearchStem
        asked = select(row.stem, row.held, row.named, row.shelved).where(row.stem == any_(texts(wanted)))
        self._counts |= dict.fromkeys(wanted, NONE)
        self._counts |= {form: (held, named, shelved) for form, held, named, shelved in self._connection.execute(asked)}

    def read_ahead(self, stems: Iterable[str]) -> None:
        """See `choosing.View.read_ahead`."""
        wanted = {form for form in stems if form not in self._postings}
        self.count_ahead(wanted)
        if self._cached > CACHED_POSTINGS:
            self._postings.clear()
            self._cached = 0
        said = {form for form in wanted if self._counts[form][0]}
        self._keep(said, on_shelf=False)
        self._keep(wanted - said, on_shelf=True)

    def _keep(self, stems: set[str], *, on_shelf: bool) -> None:
        if not stems:
            return
        row = SearchPosting
        asked = select(row.stem, row.documents, row.weights).order_by(row.stem, row.block)
        asked = asked.where(row.stem == any_(texts(stems)), row.on_shelf.is_(on_shelf))
        parts: dict[str, list[tuple[bytes, bytes]]] = {form: [] for form in stems}
        for form, documents, weights in self._connection.execute(asked):
            parts[form].append((documents, weights))
        for form, found in parts.items():
            holding = numbers(b"".join(part for part, _ in found))
            heavy = floats(b"".join(part for _, part in found))
            if len(holding) != self._counts[form][2 if on_shelf else 0]:
                raise IndexDamaged("postings of the search index are gone")
            self._postings[form] = Postings(holding, heavy or array("f", [SHELF_WEIGHT]) * len(holding))
            self._cached += len(holding)

    # -- choosing.View ---------------------------------------------------------------------------

    def postings(self, form: str) -> Postings:
        """See `choosing.View.postings`."""
        if form not in self._postings:
            self.read_ahead([form])
        return self._postings[form]

    def about(self, document: int) -> About:
        """See `choosing.View.about`."""
        return self.pages.about(document)

    def _count(self, form: str) -> tuple[int, int, int]:
        if form not in self._counts:
            self.count_ahead([form])
        return self._counts[form]

    def holding(self, form: str) -> int:
        """See `choosing.View.holding`; where no page says it, how many stand on a shelf of that name."""
        said, _, shelved = self._count(form)
        return said or shelved

    def naming(self, form: str) -> int:
        """See `choosing.View.naming`."""
        return self._count(form)[1]

    def idf(self, form: str) -> float:
        """See `choosing.View.idf`."""
        return idf(len(self), self.holding(form))

    def pages_with(self, word: str) -> int:
        """See `choosing.View.pages_with`."""
        return self._words.pages.get(word, 0)

    def begun_by(self, letters: str) -> list[str]:
        """See `choosing.View.begun_by`."""
        return _kept(self._begun, letters, lambda: self._read_begun(letters))

    def _read_begun(self, letters: str) -> list[str]:
        begun = [word for word in self._words.begun_by(letters) if self.pages_with(word) >= LEAST_PAGES]
        self.count_ahead(stem(word, "en") for word in begun)
        likely = sorted((-self._telling(word), word) for word in begun)
        return [word for likelihood, word in likely[:MOST_BEGUN] if likelihood]

    def nearest(self, word: str) -> str | None:
        """See `spelling.nearest`."""
        return _kept(self._nearest, word, lambda: nearest(word, self._words.word_list(), self._telling))

    def _telling(self, word: str) -> float:
        pages = self.pages_with(word)
        # Most words near a slip are slips themselves: the database is not asked about them.
        return likelihood(pages, self.naming(stem(word, "en")), len(self)) if pages >= LEAST_PAGES else 0.0

    # -- ids -------------------------------------------------------------------------------------

    def public_ids(self, documents: Sequence[int]) -> list[str]:
        """Public ids of pages, in the same order. Raises: KeyError, when one is missing."""
        if not documents:
            return []
        asked = select(SearchPage.number, SearchPage.public_id).where(SearchPage.number.in_(documents))
        known = dict(self._connection.execute(asked).all())
        return [known[number] for number in documents]


def _kept(memory: dict[str, V], key: str, read: Callable[[], V]) -> V:
    if key not in memory:
        if len(memory) >= MOST_KEPT:
            memory.clear()
        memory[key] = read()
    return memory[key]

"""The contract every search engine keeps; tests/index/test_contract.py runs over all of them."""

from collections.abc import Iterable
from typing import Protocol

from qa_portal.errors import Unavailable
from qa_portal.index.facets import WHATEVER, Only
from qa_portal.index.pages import PublicPage, Results

MAX_QUERY_CHARS = 2_000
"""Longer questions are cut here: the rest of a letter adds cost, not aim."""
MAX_LIMIT = 100
"""Most hits a caller gets at once."""
MAX_DEPTH = 1_000
"""How far down the list a reader can page."""


class IndexDamaged(Unavailable):
    """The index cannot be read; answer from the database meanwhile. The worker makes a new one."""


class SearchBackend(Protocol):
    """A search engine over public pages. One process writes, any number read."""

    def put(self, page: PublicPage) -> None:
        """Add a page, or replace the one with its id."""

    def put_many(self, pages: Iterable[PublicPage]) -> None:
        """Add or replace many pages at the price of one commit a batch."""

    def drop(self, public_id: str) -> None:
        """Take a page out, its words too; an unknown id is no error."""

    def drop_many(self, public_ids: Iterable[str]) -> None:
        """Take many pages out in one commit."""

    def find(self, words: str, *, only: Only = WHATEVER, limit: int = 10, offset: int = 0, lang: str = "en") -> Results:
        """Return pages about the words of a stranger, best first. `lang` is the language of the words.

        Raises: IndexDamaged.
        """

    def suggest(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """Return ids of pages that somebody may want who is still typing; the last word may be half a one.

        Raises: IndexDamaged.
        """

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """Return ids of pages that hold what is rare in a long text, the most of it first; no page has to hold it all.

        Raises: IndexDamaged.
        """

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """Return how much each stem tells: much for one that few pages hold. Raises: IndexDamaged."""

    def count(self) -> int:
        """Number of pages in the index. Raises: IndexDamaged."""

    def ids(self) -> set[str]:
        """Public ids of all pages. Raises: IndexDamaged."""

    def entries(self) -> dict[str, str]:
        """Stamp of every page by public id. Raises: IndexDamaged."""

    def edition(self) -> str:
        """Return what changes with every change of what can be found; asked often. Raises: IndexDamaged."""

    def checksum(self) -> str:
        """One hash over all entries, see `pages.checksum_of`. Raises: IndexDamaged."""

    def verify(self) -> None:
        """Read the whole index once. Raises: IndexDamaged, when a byte is not what was written."""

    def report_damage(self) -> None:
        """Leave word that a read failed, for the writer; a reader does no more."""

    def needs_rebuild(self) -> bool:
        """Whether there is damage that a reader met or the writer sees, or no index at all. Asked every few seconds."""

    def rebuild(self, pages: Iterable[PublicPage]) -> int:
        """Make a new index of these pages and swap it in; return how many. The old one serves until then."""

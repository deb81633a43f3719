"""One generation of a Whoosh index, open for reading. Not thread-safe: its owner holds a lock."""

import weakref
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import TypeVar

from whoosh.reading import TermNotFound

from qa_portal.index.spelling import likelihood, nearest
from qa_portal.index.weights import SHELF_WEIGHT, About, Postings, idf, saturate
from qa_portal.index.whoosh_files import files_of
from qa_portal.index.word_list import SegmentWords, WordList
from qa_portal.index.words import stem

CACHED_POSTINGS = 2_000_000
"""Postings kept decoded, 8 bytes each; enough for the words people really ask with."""
MOST_BEGUN = 5
"""Words kept that begin with the same letters."""
MOST_KEPT = 20_000
"""Answers to small questions about words kept in memory, each kind."""
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class IndexView:
    """Postings, members and stored ids of one generation."""

    def __init__(self, build: Path, segment_words: SegmentWords) -> None:
        self._segment_words = segment_words
        storage, close_all = files_of(build)
        self.close = weakref.finalize(self, close_all)
        """Lets go of the files; happens by itself when nobody holds the view any more."""
        self._index = storage.open_index()
        self.generation = self._index.latest_generation()
        self.reader = self._index.reader()
        self.leaves = list(self.reader.leaf_readers())
        self.documents: int = self.reader.doc_count()
        self._cache: OrderedDict[str, Postings] = OrderedDict()
        self._cached = 0
        self._members: dict[tuple[str, str], frozenset[int]] = {}
        self._holding: dict[str, int] = {}
        self._naming: dict[str, int] = {}
        self._about: dict[int, About] = {}
        self._begun: dict[str, list[str]] = {}
        self._pages_with: dict[str, int] = {}
        self._nearest: dict[str, str | None] = {}

    def is_newest(self) -> bool:
        """Whether nothing was written to this build since."""
        return bool(self._index.latest_generation() == self.generation)

    def __len__(self) -> int:
        """Number of documents."""
        return self.documents

    def holding(self, form: str) -> int:
        """How many documents hold a stem; where none does, how many stand on a shelf of that name."""
        return _kept(self._holding, form, lambda: self._count("text", form) or self._count("shelf", form))

    def naming(self, form: str) -> int:
        """How many documents have a stem in their subject."""
        return _kept(self._naming, form, lambda: self._count("subject", form))

    def _count(self, field: str, form: str) -> int:
        return int(self.reader.doc_frequency(field, form))

    def idf(self, form: str) -> float:
        """Worth of a stem in this index."""
        return idf(self.documents, self.holding(form))

    def about(self, document: int) -> About:
        """What a document is about."""
        return _kept(self._about, document, lambda: self._read_about(document))

    def _read_about(self, document: int) -> About:
        row = self.reader.stored_fields(document)
        return About(frozenset(map(intern, str(row["subject"]).split())), intern(str(row["angles"])))

    def postings(self, form: str) -> Postings:
        """Documents that hold a stem, with its weight in each."""
        known = self._cache.get(form)
        if known is not None:
            self._cache.move_to_end(form)
            return known
        made = self._read_postings(form)
        self._cache[form] = made
        self._cached += len(made)
        while self._cached > CACHED_POSTINGS and len(self._cache) > 1:
            _, oldest = self._cache.popitem(last=False)
            self._cached -= len(oldest)
        return made

    def _read_postings(self, form: str) -> Postings:
        documents, weights = array("i"), array("f")
        for leaf, base in self.leaves:
            try:
                matcher = leaf.postings("text", form)
            except TermNotFound:
                continue
            while matcher.is_active():
                documents.append(base + matcher.id())
                weights.append(saturate(matcher.weight()))
                matcher.next()
        if not documents:
            documents = array("i", sorted(self.members("shelf", form)))
            weights = array("f", [SHELF_WEIGHT] * len(documents))
        return Postings(documents, weights)

    def members(self, field: str, value: str) -> frozenset[int]:
        """Documents whose field has exactly this value."""
        return _kept(self._members, (field, value), lambda: frozenset(self._read_members(field, value)))

    def _read_members(self, field: str, value: str) -> Iterator[int]:
        for leaf, base in self.leaves:
            if (field, value) in leaf:
                for document in leaf.postings(field, value).all_ids():
                    yield base + document

    def count_ahead(self, stems: Iterable[str]) -> None:
        """Return nothing, and do nothing: all is at hand."""

    def read_ahead(self, stems: Iterable[str]) -> None:
        """Return nothing, and do nothing: all is at hand."""

    def tagged(self, tag: str) -> frozenset[int]:
        """Documents that have a tag."""
        return self.members("tags", tag)

    @cached_property
    def tags(self) -> frozenset[str]:
        """All tags any document has."""
        return frozenset(name.decode() for leaf, _ in self.leaves for name in leaf.expand_prefix("tags", ""))

    def public_id(self, document: int) -> str:
        """Stored id of a document."""
        return str(self.reader.stored_fields(document)["id"])

    def entries(self) -> dict[str, str]:
        """Stamp of every live document by public id."""
        return {str(row["id"]): str(row["stamp"]) for row in self.reader.all_stored_fields()}

    def pages_with(self, word: str) -> int:
        """How many pages hold a word exactly as written."""
        return _kept(self._pages_with, word, lambda: self.reader.doc_frequency("words", word))

    def nearest(self, word: str) -> str | None:
        """See `spelling.nearest`."""
        return _kept(self._nearest, word, lambda: nearest(word, self.word_list, self._telling))

    def begun_by(self, letters: str) -> list[str]:
        """See `choosing.View.begun_by`."""
        return _kept(self._begun, letters, lambda: self._read_begun(letters))

    def _read_begun(self, letters: str) -> list[str]:
        begun = {word.decode() for leaf, _ in self.leaves for word in leaf.expand_prefix("words", letters)}
        likely = sorted((-self._telling(word), word) for word in begun)
        return [word for likelihood, word in likely[:MOST_BEGUN] if likelihood]

    def _telling(self, word: str) -> float:
        return likelihood(self.pages_with(word), self.naming(stem(word, "en")), self.documents)

    @cached_property
    def word_list(self) -> WordList:
        """All words of the index; segments never change, so those of an earlier view are not read again."""
        leaves = {leaf.segment().segment_id(): leaf for leaf, _ in self.leaves if leaf.segment()}
        words: WordList = self._segment_words.list_of(
            leaves.keys(), lambda name: leaves[name].expand_prefix("words", "")
        )
        return words


def _kept(memory: dict[K, V], key: K, read: Callable[[], V]) -> V:
    """Read once a generation; forget everything when too much was asked."""
    if key not in memory:
        if len(memory) >= MOST_KEPT:
            memory.clear()
        memory[key] = read()
    return memory[key]

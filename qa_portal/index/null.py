"""An index without a disk: the same contract in memory, for tests and for a house without a search engine."""

from collections.abc import Iterable

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, MAX_QUERY_CHARS
from qa_portal.index.pages import Hit, PublicPage, Results, checksum_of
from qa_portal.index.ranking import DUE_FACTOR, LEAST_COVERAGE, OWN_LANGUAGE_FACTOR, idf
from qa_portal.index.spelling import is_repairable, nearest, rewrite
from qa_portal.index.word_list import WordList
from qa_portal.index.words import query_words, stems_of, words_of


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

    def find(
        self, words: str, *, topic: str | None = None, limit: int = 10, offset: int = 0, lang: str = "en"
    ) -> Results:
        """See `SearchBackend.find`."""
        words = words[:MAX_QUERY_CHARS]
        asked = query_words(words, lang)
        odd = [word.plain for word in asked if is_repairable(word.plain) and not self.pages_with(word.plain)]
        word_list = WordList(word for page in self._pages.values() for word in _words(page))
        repairs = {word: better for word in odd if (better := nearest(word, word_list, self.pages_with))}
        asked = [word.also(repairs[word.plain], lang) if word.plain in repairs else word for word in asked]
        held = {page.public_id: set(_stems(page)) for page in self._pages.values()}
        found = []
        for page in self._pages.values():
            score = sum(bool(held[page.public_id] & set(word.stems)) for word in asked)
            if score and topic in (None, "", page.topic):
                found.append((score * _factor(page, lang), score, page.public_id))
        least = LEAST_COVERAGE * max((matched for _, matched, _ in found), default=0)
        best = sorted((-score, public_id) for score, matched, public_id in found if matched >= least)
        start = max(0, min(offset, MAX_DEPTH))
        shown = best[start : start + max(0, min(limit, MAX_LIMIT))]
        hits = tuple(Hit(public_id, -score) for score, public_id in shown)
        return Results(len(best), hits, rewrite(words, repairs) if repairs else None)

    def near(self, words: str, *, limit: int, lang: str = "en") -> tuple[str, ...]:
        """See `SearchBackend.near`."""
        asked = query_words(words[:MAX_QUERY_CHARS], lang)
        worth = self.worth(stem for word in asked for stem in word.stems)
        scores = {}
        for page in self._pages.values():
            held = set(_stems(page))
            score = sum(max(worth[stem] for stem in word.stems) for word in asked if held & set(word.stems))
            if score:
                scores[page.public_id] = score
        return tuple(sorted(scores, key=lambda public_id: (-scores[public_id], public_id))[: max(0, limit)])

    def worth(self, stems: Iterable[str]) -> dict[str, float]:
        """See `SearchBackend.worth`."""
        every = [set(_stems(page)) for page in self._pages.values()]
        return {stem: idf(len(every), sum(stem in held for held in every)) for stem in set(stems)}

    def count(self) -> int:
        """See `SearchBackend.count`."""
        return len(self._pages)

    def ids(self) -> set[str]:
        """See `SearchBackend.ids`."""
        return set(self._pages)

    def entries(self) -> dict[str, str]:
        """See `SearchBackend.entries`."""
        return {page.public_id: page.stamp() for page in self._pages.values()}

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

    def pages_with(self, word: str) -> int:
        """How many pages hold a word exactly as written."""
        return sum(word in _words(page) for page in self._pages.values())


def _text(page: PublicPage) -> str:
    return f"{page.title} {page.question} {page.topic_words} {page.answer}"


def _words(page: PublicPage) -> set[str]:
    return {word.plain for word in words_of(_text(page))}


def _stems(page: PublicPage) -> Iterable[str]:
    return stems_of(_text(page), page.lang)


def _factor(page: PublicPage, lang: str) -> float:
    return (DUE_FACTOR if page.is_due else 1.0) * (OWN_LANGUAGE_FACTOR if page.lang == lang else 1.0)

"""What a process remembers of the index inside PostgreSQL from one search to the next.

A number means one page, unchanged, as long as the build lasts; so after a write only what is new is read.
"""

from collections import defaultdict
from collections.abc import Iterable
from sys import intern

from sqlalchemy import Connection, Row, select

from qa_portal.index.postgresql_tables import SearchPage, SearchWord
from qa_portal.index.weights import About
from qa_portal.index.word_list import WordList

MOST_READ = 20_000
"""Subjects kept ready to compare."""
State = Row[tuple[str, str, str, int, int, int, int, int, int, bool]]
"""The row of `SearchState` as it is read."""


class PageMemory:
    """Subject, tags and language of every page, by number: some hundred bytes each.

    Pages that are gone stay until the next build: no posting leads to them.
    """

    def __init__(self) -> None:
        self._build = ""
        self._forget("")

    def _forget(self, build: str) -> None:
        self._build, self._upto = build, 0
        self._subjects: dict[int, tuple[str, str]] = {}
        self._about: dict[int, About] = {}
        self._tagged: defaultdict[str, set[int]] = defaultdict(set)
        self._in_lang: defaultdict[str, set[int]] = defaultdict(set)
        self.due: set[int] = set()

    def learn(self, connection: Connection, state: State) -> None:
        """Read what is new."""
        if state.build != self._build or state.next_number < self._upto:
            self._forget(state.build)
        if state.next_number == self._upto:
            return
        page = SearchPage
        columns = (page.number, page.subject, page.angles, page.tags, page.lang, page.is_due)
        for number, subject, angles, tags, lang, is_due in connection.execute(
            select(*columns).where(page.number >= self._upto)
        ):
            self._subjects[number] = subject, intern(angles)
            self._in_lang[intern(lang)].add(number)
            for tag in tags.split():
                self._tagged[tag].add(number)
            if is_due:
                self.due.add(number)
        self._upto = state.next_number

    def about(self, number: int) -> About:
        """What a page is about. Raises: KeyError, for one that was never there."""
        known = self._about.get(number)
        if known is None:
            if len(self._about) >= MOST_READ:
                self._about.clear()
            subject, angles = self._subjects[number]
            known = self._about[number] = About(frozenset(map(intern, subject.split())), angles)
        return known

    def tagged(self, tag: str) -> set[int]:
        """Pages that have a tag."""
        return self._tagged.get(tag, set())

    @property
    def tags(self) -> Iterable[str]:
        """All tags any page has."""
        return self._tagged.keys()

    def in_lang(self, lang: str) -> set[int]:
        """Pages in a language."""
        return self._in_lang.get(lang, set())


class WordMemory:
    """Every word as it is written, and how many pages hold it."""

    def __init__(self) -> None:
        self._build, self._seen = "", 0
        self.pages: dict[str, int] = {}
        self._list: WordList | None = None

    def learn(self, connection: Connection, state: State) -> None:
        """Read what changed; everything, when words are gone: nobody may be offered one that stands nowhere."""
        if state.build != self._build or state.words_gone_at > self._seen:
            self.pages, self._list, self._build, self._seen = {}, None, state.build, -1
        if state.generation == self._seen:
            return
        changed = select(SearchWord.word, SearchWord.pages).where(SearchWord.changed_at > self._seen)
        fresh = {intern(word): pages for word, pages in connection.execute(changed)}
        if fresh.keys() - self.pages.keys():
            self._list = None
        self.pages |= fresh
        self._seen = state.generation

    def word_list(self) -> WordList:
        """All words, to find near ones."""
        if self._list is None:
            self._list = WordList(self.pages)
        return self._list

    def begun_by(self, letters: str) -> list[str]:
        """Words that begin with these letters."""
        return [word for word in self.pages if word.startswith(letters)]

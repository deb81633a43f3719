"""A library that grows during a measurement: MedQuAD, then the same with sentences left out and moved, in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from qa_portal.db import new_id, read, transaction
from qa_portal.index.current import index
from qa_portal.index.pages import PublicPage
from qa_portal.library import queries, release
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.release import PageFacts
from qa_portal.settings import Settings
from qa_portal.text.wording import PublicWords
from tests.bench.copies import copies
from tests.index import judged
from tests.library import shelf
from tests.safety.hospital import office

AT_A_TIME = 2_000
OWN = 3
"""One in so many is the clinic's own, the others are imported: lists sort the two apart."""
NEAR = 5
"""Related answers kept with each page, as the worker would have found them."""
FIRST_DAY = datetime(2026, 1, 1, 9, tzinfo=UTC)


@dataclass
class Library:
    """The stores it lies in, and what it holds so far."""

    settings: Settings
    ids: list[str]
    rest: Iterator[PublicPage]

    @classmethod
    def begun(cls, settings: Settings) -> "Library":
        """Make the topics."""
        with office(settings), transaction() as session:
            release.set_topics(session, starter_topics())
        return cls(settings, [], copies(judged.pages(), Random(7)))

    def grow(self, count: int) -> None:
        """Publish until there are so many, and make the index anew."""
        with office(self.settings):
            while len(self.ids) < count:
                self._publish(list(islice(self.rest, min(AT_A_TIME, count - len(self.ids)))))
            index().rebuild(queries.each_public_page(read()))

    def _publish(self, pages: list[PublicPage]) -> None:
        with transaction() as session:
            for page in pages:
                row = release.fill(session, None, self._facts(page))
                row.related = bytes.fromhex("".join(self.ids[-NEAR:]))
                self.ids.append(row.id)
            release.bump_epoch(session)

    def _facts(self, page: PublicPage) -> PageFacts:
        number = len(self.ids)
        words = PublicWords(page.title, page.question, page.answer, shelf.NET, (shelf.SOURCE,))
        slugs = [str(topic["slug"]) for topic in starter_topics()]
        return PageFacts(
            words=words,
            kind="imported" if number % OWN else "guide",
            id=new_id(),
            topic_slug=page.topic or slugs[number % len(slugs)],
            answered_by="Dr Ana Ruiz",
            reviewed_by="Dr Kofi Osei",
            published_at=FIRST_DAY + timedelta(minutes=number),
        )

    def topic(self) -> str:
        """Return the topic with the most answers."""
        with office(self.settings):
            counts = queries.topic_counts(read())
        return max(counts, key=lambda slug: counts[slug])

"""What the library's pages are made of, beyond one query: excerpts, who stands for a page."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from qa_portal.clinic.prose import Block, blocks
from qa_portal.db import table_of
from qa_portal.errors import NotFound
from qa_portal.library import queries
from qa_portal.library.epoch import epoch_now
from qa_portal.library.memory import UntilChanged
from qa_portal.library.models import Page, Topic
from qa_portal.library.reflow import reflow, sentences
from qa_portal.library.upkeep_models import Recall

EXCERPT_CHARS = 180


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic with the numbers of its answers and guides."""

    topic: Topic
    count: int
    guides: int = 0


_shelves: UntilChanged[list[Shelf]] = UntilChanged()


def shelves(session: Session) -> list[Shelf]:
    """Topics that have answers or guides, in their order.

    They are the same until something is published or taken away, and to count takes a while.
    """
    return _shelves.get(session, epoch_now(session), lambda: _counted(session))


def answer_count(session: Session, slug: str) -> int:
    """Number of live answers of a topic."""
    return next((shelf.count for shelf in shelves(session) if shelf.topic.slug == slug), 0)


def _counted(session: Session) -> list[Shelf]:
    counts = queries.topic_counts(session)
    guides = Counter(guide.topic_slug for guide in queries.guides(session))
    found = [Shelf(_copy(topic), counts.get(topic.slug, 0), guides[topic.slug]) for topic in queries.topics(session)]
    return [shelf for shelf in found if shelf.count or shelf.guides]


def _copy(topic: Topic) -> Topic:
    """A topic that belongs to no session: it outlives this request."""
    return Topic(**{column.key: getattr(topic, column.key) for column in table_of(Topic).columns})


def page_or_404(session: Session, page_id: str) -> Page:
    """Return a page, withdrawn or not.

    Raises: NotFound.
    """
    page = queries.page(session, page_id)
    if page is None:
        raise NotFound("There is no such page.")
    return page


def guide_or_404(session: Session, slug: str) -> Page:
    """Return a guide by the name in its address, withdrawn or not.

    Raises: NotFound.
    """
    page = queries.by_slug(session, slug)
    if page is None:
        raise NotFound("There is no such page.")
    return page


def merged_into(session: Session, page: Page) -> str | None:
    """Return the id of the live page a merged page leads to; None when it leads nowhere (any more)."""
    seen = {page.id}
    while page.merged_into_id is not None and page.merged_into_id not in seen:
        seen.add(page.merged_into_id)
        page = session.get_one(Page, page.merged_into_id)
    return page.id if page.is_live and len(seen) > 1 else None


def recall_notice(session: Session, page: Page) -> str:
    """Return what readers of a recalled page are told; empty for every other page."""
    recall = session.get(Recall, page.recall_id) if page.recall_id else None
    return recall.notice if recall else ""


def topic_or_404(session: Session, slug: str) -> Topic:
    """Return a topic.

    Raises: NotFound.
    """
    topic = queries.topic(session, slug)
    if topic is None:
        raise NotFound("There is no such topic.")
    return topic


def answer_blocks(page: Page) -> list[Block]:
    """The answer as headings, lists and paragraphs; one long run of sentences is cut into paragraphs."""
    return blocks(reflow(page.answer))


def excerpt(page: Page) -> str:
    """The beginning of the answer or of a guide's summary, for lists; a question said again is passed over."""
    return _excerpt(page.question if page.slug else page.answer)


# Several parts of one page ask for it.
@lru_cache(maxsize=8)
def _excerpt(text: str) -> str:
    text = " ".join(line.removeprefix("- ").removeprefix("## ") for line in text.splitlines() if line.strip())
    found = sentences(text)
    while len(found) > 1 and found[0].endswith("?"):
        del found[0]
    out = ""
    for sentence in found:
        if out and len(out) + len(sentence) > EXCERPT_CHARS:
            break
        out = f"{out} {sentence}".strip()
    if len(out) <= EXCERPT_CHARS:
        return out
    return out[: out.rfind(" ", 0, EXCERPT_CHARS)].rstrip(" ,;:") + "…"

"""How a page comes into the library and leaves it. Each function works inside the caller's transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import new_id
from qa_portal.errors import Gone as PageGone
from qa_portal.errors import NotFound
from qa_portal.index.pages import PublicPage
from qa_portal.library import history, specialties
from qa_portal.library.bodies import plain_body
from qa_portal.library.models import EPOCH_ID, USUAL_MONTHS, Epoch, Gone, Kind, Page, State, Topic
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic as Work
from qa_portal.text.wording import PublicWords

SORT_KEY_CHARS = 60
_BLANK = (
    *("sort_key", "title", "question", "answer", "expect", "worry", "do_now", "by_when", "correction", "specialty"),
    *("answered_by", "answered_credential", "reviewed_by", "reviewed_credential", "content_sha256", "index_stamp"),
)
"""Columns emptied when a page is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """All that is released of one page: public words, and who stands for them."""

    words: PublicWords
    kind: str
    """`patient`, `guide` or `imported`."""
    id: str | None = None
    """Public id to release under; None for a new one."""
    external_id: str | None = None
    lang: str = "en"
    slug: str | None = None
    """The name in the address of a guide; None for an answer."""
    picked: list[str] = field(default_factory=list)
    """Ids of the answers a guide leads to, in this order."""
    topic_slug: str | None = None
    specialty: str = ""
    answered_by: str = ""
    answered_credential: str = ""
    reviewed_by: str = ""
    reviewed_credential: str = ""
    published_at: datetime | None = None
    """None for now."""
    last_reviewed_at: datetime | None = None
    review_by_at: datetime | None = None
    """None for as many months from now as the topic says."""
    owner_id: str | None = None
    """Account of who stands for it; None is the desk."""
    queue_id: str | None = None
    licence: str = ""
    licence_url: str = ""
    credit: str = ""
    credit_url: str = ""


def release(session: Session, facts: PageFacts) -> str:
    """Show a page to everybody, as a new one or in the place of `facts.id`; return its public id.

    Raises: NotFound, when the topic is unknown.
    """
    page = fill(session, None if facts.id is None else session.get(Page, facts.id), facts)
    bump_epoch(session)
    queue.put(session, Work.INDEX_PUT, page.id)
    return page.id


def fill(session: Session, page: Page | None, facts: PageFacts) -> Page:
    """Write the row of a page (a new one for None) and nothing else; for imports, which announce many at once.

    Raises: NotFound, when the topic is unknown.
    """
    topic = None if facts.topic_slug is None else session.get(Topic, facts.topic_slug)
    if facts.topic_slug is not None and topic is None:
        raise NotFound(f"There is no topic {facts.topic_slug}.")
    now = clock.now()
    if page is None:
        page = Page(id=facts.id or new_id(), published_at=facts.published_at or now)
        session.add(page)
    elif facts.published_at or not page.is_live:
        page.published_at = facts.published_at or now
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    for name in ("words", "id", "published_at"):
        del values[name]
    for name, value in (values | _columns(facts.words)).items():
        setattr(page, name, value)
    page.imported, page.sort_key = facts.kind == Kind.IMPORTED, facts.words.title.casefold()[:SORT_KEY_CHARS]
    page.state, page.withdrawn_at = State.LIVE.value, None
    page.updated_at = facts.published_at or now
    page.review_by_at = facts.review_by_at or clock.months_later(now, topic.review_months if topic else USUAL_MONTHS)
    page.is_due = page.review_by_at <= now
    page.gone_because, page.recall_id, page.merged_into_id, page.reminded_at = "", None, None, None
    page.related = None
    page.topic = topic
    page.index_stamp = public_page(page).stamp()
    return page


def _columns(words: PublicWords) -> dict[str, object]:
    return {
        "title": words.title,
        "question": words.question,
        "answer": words.answer,
        **asdict(words.safety_net),
        "sources": [asdict(source) for source in words.sources],
        "content_sha256": words.sha256(),
    }


def withdraw(session: Session, page_id: str, *, because: str = "") -> None:
    """Take a page away: its words go, its address answers that it was here. Twice is no error.

    `because` is a member of `Gone` when readers are told why.
    Raises: NotFound.
    """
    page = _page(session, page_id)
    if not page.has_words:
        return
    for name in _BLANK:
        setattr(page, name, "")
    page.sources, page.picked, page.related = [], [], None
    page.state, page.gone_because = State.WITHDRAWN.value, because
    page.merged_into_id = None
    if not because:
        page.recall_id = None
    page.withdrawn_at = page.updated_at = clock.now()
    history.forget(session, page.id)
    bump_epoch(session)
    queue.put(session, Work.INDEX_DROP, page.id)


def reviewed(
    session: Session, page_id: str, *, reviewed_by: str, reviewed_credential: str, review_by_at: datetime | None
) -> None:
    """Note that a clinician looked at a live page again and found it right.

    Raises: NotFound, Gone.
    """
    page = _live_page(session, page_id)
    page.reviewed_by, page.reviewed_credential = reviewed_by, reviewed_credential
    _looked_at(session, page, review_by_at)


def still_right(session: Session, page_id: str) -> None:
    """Note that who stands for a page looked at it and found it right; it gets the next date of its topic.

    A page that was held back because nobody had looked at it is shown again.
    Raises: NotFound, Gone.
    """
    page = _page(session, page_id)
    if page.state == State.HELD and page.gone_because == Gone.OVERDUE:
        page.state, page.gone_because = State.LIVE.value, ""
    elif not page.is_live:
        raise PageGone("This page is not public now.")
    _looked_at(session, page, clock.months_later(clock.now(), months_of(page)))


def months_of(page: Page) -> int:
    """After how many months a page is looked at again, by its topic."""
    return page.topic.review_months if page.topic else USUAL_MONTHS


def _looked_at(session: Session, page: Page, review_by_at: datetime | None) -> None:
    page.last_reviewed_at, page.review_by_at = clock.now(), review_by_at
    page.is_due, page.reminded_at = False, None
    _put_again(session, page)


def hold_overdue(session: Session, months: int) -> int:
    """Hold back the clinic's own pages nobody looked at so many months after their date; return how many.

    Answers to patients end with their publication; imported texts say that nobody here has checked them.
    """
    late = (Page.review_by_at <= clock.months_later(clock.now(), -months)) & (Page.kind == Kind.GUIDE)
    pages = session.scalars(select(Page).where(Page.state == State.LIVE, late)).all()
    for page in pages:
        page.state, page.gone_because, page.updated_at = State.HELD.value, Gone.OVERDUE.value, clock.now()
        queue.put(session, Work.INDEX_DROP, page.id)
    if pages:
        bump_epoch(session)
    return len(pages)


def correct(session: Session, page_id: str, correction: str) -> None:
    """Put the clinic's own note on what was put right onto a page; the approved words stay as they are.

    Raises: NotFound, Gone.
    """
    page = _live_page(session, page_id)
    page.correction = correction
    page.updated_at = clock.now()
    bump_epoch(session)


def mark_due(session: Session) -> int:
    """Mark the pages whose review date has passed; return how many were marked now."""
    late = Page.review_by_at <= clock.now()
    pages = session.scalars(select(Page).where(Page.state == State.LIVE, Page.is_due.is_(False), late)).all()
    for page in pages:
        page.is_due = True
        _put_again(session, page)
    return len(pages)


def content_hash(session: Session, page_id: str) -> str:
    """Hash of the words a page holds now, made from the words themselves; empty when there are none."""
    page = session.get(Page, page_id)
    return page.words.sha256() if page is not None and page.has_words else ""


def is_merged(session: Session, page_id: str) -> bool:
    """Whether the address of a page leads to another one."""
    page = session.get(Page, page_id)
    return page is not None and page.state == State.MERGED


def set_topics(session: Session, topics: Iterable[Mapping[str, object]], *, replace: bool = True) -> None:
    """Add topics (dicts with the column names of `Topic`); known ones are changed only with `replace`."""
    for position, wanted in enumerate(topics):
        known = session.get(Topic, str(wanted["slug"]))
        if known is None:
            session.add(Topic(**{"position": position, **wanted}))
        elif replace:
            for name, value in wanted.items():
                setattr(known, name, value)
    session.flush()
    bump_epoch(session)


def bump_epoch(session: Session) -> None:
    """Say that what the public sees has changed."""
    changed = session.execute(update(Epoch).where(Epoch.id == EPOCH_ID).values(number=Epoch.number + 1))
    if not getattr(changed, "rowcount", 0):
        session.add(Epoch(id=EPOCH_ID, number=1))
        session.flush()


def public_page(page: Page) -> PublicPage:
    """What the index gets of a page."""
    return PublicPage(
        public_id=page.id,
        kind=page.kind,
        title=page.title,
        question=page.question,
        answer=" ".join(filter(None, (plain_body(page), page.expect, page.worry, page.do_now, page.by_when))),
        topic=page.topic_slug or "",
        topic_words=page.topic.words if page.topic else "",
        lang=page.lang,
        specialty=specialties.of_page(page.specialty, page.topic_slug),
        is_due=page.is_due,
    )


def _page(session: Session, page_id: str) -> Page:
    page = session.get(Page, page_id)
    if page is None:
        raise NotFound("There is no such page.")
    return page


def _live_page(session: Session, page_id: str) -> Page:
    page = _page(session, page_id)
    if not page.is_live:
        raise PageGone("This page was withdrawn.")
    return page


def _put_again(session: Session, page: Page) -> None:
    page.index_stamp = public_page(page).stamp()
    bump_epoch(session)
    queue.put(session, Work.INDEX_PUT, page.id)

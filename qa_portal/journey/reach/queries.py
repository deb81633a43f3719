"""Reading the counts. A number below `LEAST` is never told: it may be one person."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.index.backend import IndexDamaged, SearchBackend
from qa_portal.library.catalogue import topic_of
from qa_portal.library.count_models import Counted, DailyCount
from qa_portal.library.models import Page, State
from qa_portal.library.queries import topics
from qa_portal.question.lessons import learned
from qa_portal.text.routing.starter import subject_words
from qa_portal.text.routing.words import words_of

LEAST = 10
"""Fewer readers, votes or questions than this are not told."""
DAYS = 90
"""How far back the page looks."""
WEEKS = 12
MOST_ROWS = 20
FEW_ANSWERS = 3
"""A subject with so many answers has a place in the library already."""


@dataclass(frozen=True, slots=True)
class Read:
    """A page and how it fared: None where too few people are behind a number."""

    page: Page
    views: int
    helpful: int | None
    unhelpful: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that people look for or ask about, and that few answers are about."""

    word: str
    searched: int | None
    asked: int | None
    answers: int | None
    """None while the index cannot be read."""
    topic: str = ""
    """Slug of the topic it belongs to, as far as the topics' own words tell."""


def since(today: date) -> date:
    """Return the first day that is looked at."""
    return today - timedelta(days=DAYS - 1)


def total(session: Session, what: Counted, first: date) -> int:
    """Return how often something happened since a day."""
    chosen = select(func.sum(DailyCount.count)).where(DailyCount.what == str(what), DailyCount.day >= first)
    return session.scalar(chosen) or 0


def by_key(session: Session, what: Counted, first: date) -> dict[str, int]:
    """Return how often each thing happened since a day, the most first, without those that few did."""
    count = func.sum(DailyCount.count)
    chosen = select(DailyCount.key, count).where(DailyCount.what == str(what), DailyCount.day >= first)
    many = chosen.group_by(DailyCount.key).having(count >= LEAST).order_by(count.desc(), DailyCount.key)
    return {row[0]: row[1] for row in session.execute(many)}


def weeks(session: Session, what: Counted, today: date) -> list[tuple[datetime, int | None]]:
    """Return the last twelve weeks, each by its first day with what happened in it; None where that is too little."""
    first = today - timedelta(days=7 * WEEKS - 1)
    chosen = select(DailyCount.day, func.sum(DailyCount.count)).where(
        DailyCount.what == str(what), DailyCount.day >= first
    )
    sums = [0] * WEEKS
    for day, number in session.execute(chosen.group_by(DailyCount.day)):
        sums[min((day - first).days // 7, WEEKS - 1)] += number
    begin = datetime.combine(first, time(12), UTC)
    return [(begin + timedelta(days=7 * week), told(number)) for week, number in enumerate(sums)]


def told(number: int) -> int | None:
    """Return a number that may be told; none at all is nobody's secret."""
    return number if number >= LEAST or number == 0 else None


def most_read(session: Session, first: date) -> list[Read]:
    """Return the pages most people read, with their votes."""
    views = by_key(session, Counted.VIEW, first)
    votes = [by_key(session, what, first) for what in (Counted.HELPFUL, Counted.UNHELPFUL)]
    ids = list(views)[:MOST_ROWS]
    live = session.scalars(select(Page).where(Page.id.in_(ids), Page.state == State.LIVE.value))
    pages = {page.id: page for page in live}
    return [Read(pages[one], views[one], votes[0].get(one), votes[1].get(one)) for one in ids if one in pages]


def wanted(session: Session, backend: SearchBackend, first: date) -> list[Wanted]:
    """Return what to write on: words of searches that found nothing, and of many questions, with few answers.

    What patients ask is known from what answered questions taught the routing: counts of words, no text.
    """
    searched = by_key(session, Counted.WORD, first)
    asked = {word: number for word, number in _asked(session).items() if number >= LEAST}
    words = sorted(searched.keys() | asked.keys(), key=lambda word: (-searched.get(word, 0) - asked.get(word, 0), word))
    known = [Wanted(word, searched.get(word), asked.get(word), _answers(backend, word)) for word in words]
    few = [one for one in known if (one.answers or 0) < FEW_ANSWERS][:MOST_ROWS]
    shelves = {topic.slug: frozenset(words_of(topic.words)) for topic in topics(session)} if few else {}
    return [replace(one, topic=_topic(one.word, shelves)) for one in few]


def _topic(word: str, shelves: dict[str, frozenset[str]]) -> str:
    by_words = next((slug for slug, words in shelves.items() if word in words), "")
    guessed = topic_of(word, otherwise="")
    return by_words or (guessed if guessed in shelves else "")


def _answers(backend: SearchBackend, word: str) -> int | None:
    try:
        return backend.find(word, limit=FEW_ANSWERS).total
    except IndexDamaged:
        return None


def _asked(session: Session) -> dict[str, int]:
    lessons = learned(session, frozenset())
    return {word: lessons.totals[word] for word in subject_words() & lessons.totals.keys()}

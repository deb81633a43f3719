"""The demo's public answers: written by the clinic itself, so they are guides, not some patient's page."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id, transaction
from qa_portal.demo import content
from qa_portal.demo.content import Row
from qa_portal.library import release
from qa_portal.library.models import Kind, Page
from qa_portal.library.release import PageFacts
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.text.wording import PublicWords, SafetyNet, Source

NEWEST = timedelta(days=1)
"""No page is younger: a demo shown before the day a text is dated must not publish in the future."""
MARK = "demo:"
"""Begins the id by which a page of the demo is known again."""


def stock() -> None:
    """Put the topics and all answers that are not there yet into the library, in one transaction.

    One piece of work lets the worker index them all.
    """
    with transaction() as session:
        release.set_topics(session, content.topics(), replace=False)
        there = set(session.scalars(select(Page.external_id).where(Page.external_id.startswith(MARK))))
        missing = [row for row in content.answers() if MARK + row["id"] not in there]
        if missing:
            _release(session, missing)


def give_owners() -> None:
    """Let each page of the demo belong to the person whose name it bears."""
    with transaction() as session:
        by_name = {member.display_name: member.account_id for member in clinic.members(session)}
        orphans = select(Page).where(Page.external_id.startswith(MARK), Page.owner_id.is_(None))
        for page in session.scalars(orphans):
            page.owner_id = by_name.get(page.answered_by)


def _release(session: Session, rows: list[Row]) -> None:
    staff = {person["key"]: person for person in content.people()}
    batch_id = new_id()
    for row in rows:
        page = release.fill(session, None, _facts(row, staff))
        page.batch_id = batch_id
    release.bump_epoch(session)
    put(session, Topic.INDEX_PUT_BATCH, batch_id)


def _facts(row: Row, staff: dict[str, Row]) -> PageFacts:
    published_at = min(datetime.fromisoformat(row["published"]).replace(hour=9, tzinfo=UTC), clock.now() - NEWEST)
    answered, reviewed = staff[row["answered_by"]], staff[row["reviewed_by"]]
    return PageFacts(
        words=words(row["title"], row["question"], row["answer"], row),
        kind=Kind.GUIDE,
        external_id=MARK + row["id"],
        topic_slug=row["topic"],
        answered_by=answered["display_name"],
        answered_credential=answered["credential"],
        reviewed_by=reviewed["display_name"],
        reviewed_credential=reviewed["credential"],
        published_at=published_at,
        last_reviewed_at=published_at,
        review_by_at=clock.months_later(published_at, row["review_months"]),
    )


def words(title: str, question: str, answer: str, row: Row) -> PublicWords:
    """Return public words with the safety-net and the sources of a row."""
    net = row["safety_net"]
    return PublicWords(
        title,
        question,
        answer,
        SafetyNet(net["expect"], net["worry"], net["do"], net["by_when"]),
        tuple(Source(**source) for source in row["sources"]),
    )

"""Who stands for a public page, and saying again that an answer is still right."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.library import release as library
from qa_portal.library.models import Page, Topic
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStep


def keeper_of(session: Session, owner_id: str | None, queue_id: str | None) -> str | None:
    """Return the account that stands for a page now: its owner, or the lead of the team of an owner who left.

    None is the desk.
    """
    owner = clinic.member(session, owner_id) if owner_id else None
    if owner is not None and owner.active:
        return owner.account_id
    lead = clinic.lead_of(session, queue_id) if queue_id else None
    return lead.account_id if lead else None


def review_by(session: Session, publication: Publication) -> datetime:
    """Return when an answer that is right today is looked at again: as the desk chose, or the topic, if sooner."""
    topic = session.get(Topic, publication.topic_slug) if publication.topic_slug else None
    months = min(publication.review_months, topic.review_months) if topic else publication.review_months
    return clock.months_later(clock.now(), months)


def publication_of(session: Session, page_id: str) -> Publication | None:
    """Return the publication a page came from; None for a page that was no patient's question."""
    return session.scalar(select(Publication).where(Publication.page_id == page_id).with_for_update())


def vouch(session: Session, user: Actor, publication: Publication) -> None:
    """Say that a published answer is still right; it gets its next date.

    Who wrote it stays its author and is not its second reader: then the page goes on naming the one it had.
    Raises: WrongStep, NotFound, Gone.
    """
    page = session.get_one(Page, publication.page_id)
    name, credential = page.reviewed_by, page.reviewed_credential
    if user.id != publication.answered_by_id:
        publication.reviewer_id = user.id
        name, credential = signature(session, user.id, beside=page.answered_by)
    publication.reviewed_at = clock.now()
    publication.review_by_at = review_by(session, publication)
    move_publication(session, publication, PublicationStep.REVIEW_AGAIN, actor=user)
    library.reviewed(
        session,
        page.id,
        reviewed_by=name,
        reviewed_credential=credential,
        review_by_at=publication.review_by_at,
    )


def signature(session: Session, account_id: str, *, beside: str = "") -> tuple[str, str]:
    """Return the name and the credential a page shows of a member of staff; empty for somebody unknown.

    Whoever has the very name of the person named `beside` gets their credential with it: a page names two people.
    """
    member = clinic.member(session, account_id)
    if member is None:
        return "", ""
    name, credential = member.display_name, member.credential
    return (f"{name} ({credential or 2})" if name == beside else name), credential


def note_vouching(session: Session, user: Actor, page_id: str) -> None:
    """Record that somebody said of a page that it is still right."""
    record(session, Action.PAGE_VOUCHED, actor=user, subject_id=page_id, page_id=page_id)

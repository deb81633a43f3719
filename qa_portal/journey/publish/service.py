"""Use cases of the bridge: publish what was approved, take it back, look at it again."""

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Conflict, NotFound, WrongStep
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.journey.publish import queries
from qa_portal.library import release as library
from qa_portal.library.models import Kind
from qa_portal.question.agreements import enough_agree
from qa_portal.question.keeping import note_vouching, review_by, signature, vouch
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.queries import publication_for_update
from qa_portal.question.removals import Removal, newest_removal
from qa_portal.question.status import PublicationStatus, PublicationStep
from qa_portal.question.taking_down import take_down
from qa_portal.text.wording import PublicWords


def publish(publication_id: str) -> None:
    """Carry the approved words to the library; words that differ from the approval go back to the desk."""
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        if publication.where is not PublicationStatus.APPROVED:
            return
        permission = Permission.PUBLICATION_PUBLISH
        words = open_publication(session, SYSTEM, publication, "publish", permission=permission).words
        approved = publication.approved_hash or ""
        if words.sha256() != approved or not enough_agree(session, publication, approved):
            move_publication(session, publication, PublicationStep.VOID, actor=SYSTEM, reason="hash_differs")
            return
        publication.page_id = publication.page_id or new_id()
        publication.published_at = clock.now()
        publication.review_by_at = review_by(session, publication)
        library.release(session, _facts(session, publication, words))
        move_publication(session, publication, PublicationStep.PUBLISH, actor=SYSTEM)
        record(
            session,
            Action.PUBLICATION_RELEASED,
            actor=SYSTEM,
            subject_id=publication.id,
            page_id=publication.page_id,
            content_hash=publication.approved_hash,
        )
        post(session, publication.patient_id, LetterKind.PUBLICATION_PUBLISHED, f"/questions/{publication.question_id}")


def withdraw(user: Actor, publication_id: str) -> None:
    """Take the page back on the patient's word: one tap, no reason asked. Doing it twice changes nothing.

    Raises: NotFound, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_DECIDE, publication)
        if publication.where is PublicationStatus.WITHDRAWN:
            return
        take_down(session, publication, PublicationStep.WITHDRAW, actor=user, reason="patient")
        post(session, publication.patient_id, LetterKind.WITHDRAWN, f"/questions/{publication.question_id}")


def receipt(user: Actor, publication_id: str) -> tuple[Publication, Removal | None]:
    """Return a publication with the receipt of its page, as its patient; None while nothing was taken away.

    Raises: NotFound.
    """
    publication = read().get(Publication, publication_id)
    ensure(user, Permission.PUBLICATION_DECIDE, publication)
    if publication is None:
        raise NotFound("There is no such page.")
    return publication, newest_removal(read(), publication_id)


def revise(user: Actor, publication_id: str) -> None:
    """Take a page down to change its words; the old approval is void.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_PUBLISH, publication)
        take_down(session, publication, PublicationStep.VOID, actor=user, reason="revise")


def correct(user: Actor, publication_id: str, note: str) -> None:
    """Put the clinic's own note over a public page: what was put right, or that it is recalled.

    The words the patient approved stay as they are. An empty note takes the last one away.
    Raises: NotFound, Forbidden, Conflict (the page is not public).
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_PUBLISH, publication)
        if not publication.is_public or publication.page_id is None:
            raise Conflict("This page is not public now.")
        library.correct(session, publication.page_id, note)
        record(
            session,
            Action.PUBLICATION_CORRECTED,
            actor=user,
            subject_id=publication.id,
            page_id=publication.page_id,
        )


def review_again(user: Actor, publication_id: str) -> None:
    """Say, as a clinician who did not write it, that a page is still right.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_REVIEW, publication)
        if publication.where is not PublicationStatus.DUE:
            raise WrongStep("This page is not due now.")
        vouch(session, user, publication)
        note_vouching(session, user, publication.page_id or "")


def compare_with_approvals() -> None:
    """Take down every public page that is not, letter for letter, what its patient approved."""
    with transaction() as session:
        for publication in queries.public(session):
            if library.content_hash(session, publication.page_id or "") != publication.approved_hash:
                take_down(session, publication, PublicationStep.VOID, actor=SYSTEM, reason="hash_differs")


def _facts(session: Session, publication: Publication, words: PublicWords) -> library.PageFacts:
    if publication.reviewer_id is None or publication.page_id is None:
        raise Conflict("A page without a second clinician is never published.")
    answered_by, answered_credential = signature(session, publication.answered_by_id)
    reviewed_by, reviewed_credential = signature(session, publication.reviewer_id, beside=answered_by)
    return library.PageFacts(
        words=words,
        kind=Kind.PATIENT,
        id=publication.page_id,
        lang=publication.lang,
        topic_slug=publication.topic_slug,
        specialty=_specialty(session, publication),
        answered_by=answered_by,
        answered_credential=answered_credential,
        reviewed_by=reviewed_by,
        reviewed_credential=reviewed_credential,
        last_reviewed_at=publication.reviewed_at or clock.now(),
        review_by_at=publication.review_by_at,
        owner_id=publication.answered_by_id,
        queue_id=publication.queue_id,
    )


def _specialty(session: Session, publication: Publication) -> str:
    teams = clinic.queues_by_id(session, [publication.queue_id] if publication.queue_id else [])
    return teams[publication.queue_id].slug if publication.queue_id in teams else ""

"""Ending what is public: the publication's step and the page in the library go together."""

from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.library import release as library
from qa_portal.library.models import Gone
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.removals import begin_removal
from qa_portal.question.status import PublicationStep


def take_down(session: Session, publication: Publication, step: PublicationStep, *, actor: Actor, reason: str) -> None:
    """Take a step that ends being public, and the page with it.

    What has no words left to change is taken back, not sent to the desk.
    Raises: WrongStep.
    """
    if step is PublicationStep.VOID and not publication.has_words:
        step = PublicationStep.WITHDRAW
    was_public = publication.is_public
    move_publication(session, publication, step, actor=actor, reason=reason)
    publication.end_reason = reason
    if was_public and publication.page_id:
        because = Gone.OVERDUE if reason == Gone.OVERDUE else ""
        library.withdraw(session, publication.page_id, because=because)
        begin_removal(
            session,
            question_id=publication.question_id,
            publication_id=publication.id,
            page_id=publication.page_id,
            reason=reason,
        )
        record(
            session,
            Action.PUBLICATION_WITHDRAWN,
            actor=actor,
            subject_id=publication.id,
            page_id=publication.page_id,
            reason=reason,
        )

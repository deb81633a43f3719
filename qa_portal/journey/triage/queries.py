"""Reading what triage needs: each open queue with its words, and the questions that are open."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.question.models import Question
from qa_portal.question.status import Status
from qa_portal.text.routing import QueueTerms


def queue_terms(session: Session) -> list[QueueTerms]:
    """Return the terms of every open queue, in the clinic's order, each named by its id."""
    return [
        QueueTerms(
            slug=queue.id,
            terms=tuple(queue.terms.get("en", ())),
            kind=queue.slug,
            spanish=tuple(queue.terms.get("es", ())),
        )
        for queue in clinic.queues(session)
    ]


def open_ids(session: Session) -> list[str]:
    """Return the ids of the questions somebody still has to do something about, oldest first."""
    ended = (Status.ANSWERED, Status.CLOSED, Status.ERASED)
    return list(session.scalars(select(Question.id).where(Question.status.not_in(ended)).order_by(Question.sent_at)))

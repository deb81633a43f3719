"""Reading what the router needs: each open queue with its words."""

from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
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

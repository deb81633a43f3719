"""Reading what the router needs: each open queue with its words."""

from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.text.routing import QueueTerms


def queue_terms(session: Session) -> list[QueueTerms]:
    """Return the terms of every open queue, in the clinic's order; a queue is named by its id."""
    return [
        QueueTerms(queue_id, tuple(term for terms in by_language.values() for term in terms))
        for queue_id, by_language in clinic.terms_for_routing(session).items()
    ]

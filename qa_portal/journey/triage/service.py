"""The use case of triage: read a question as the system, find its queue, set its promise."""

from functools import lru_cache

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.promise import promise
from qa_portal.db import transaction
from qa_portal.journey.triage import queries
from qa_portal.question.ledger import move
from qa_portal.question.models import Question
from qa_portal.question.queries import for_update
from qa_portal.question.reading import ClearQuestion, open_for
from qa_portal.question.status import Status, Step
from qa_portal.question.writing import seal_routing
from qa_portal.text.routing import QueueTerms, Ranking, Router

OFFERS = 3
"""So many queues are offered to staff, the best first."""


def route(question_id: str) -> None:
    """Send a new question to the queue it was sent for, or to the one its words lead to; else to intake.

    A promise already given is never made later.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        if question.where is not Status.RECEIVED:
            return
        clear = open_for(session, SYSTEM, question, "route")
        ranking = _rank(session, clear, question)
        question.queue_id = _queue_for(session, question, ranking)
        seal_routing(question, {"ranked": ranking.ranked[:OFFERS], "terms": ranking.terms, "auto": ranking.auto})
        earliest = promise(session, question.queue_id, clock.now(), level=question.level)
        question.promised_at = min(question.promised_at or earliest, earliest)
        move(session, question, Step.ROUTE, actor=SYSTEM)
        record(
            session,
            Action.QUESTION_ROUTED,
            actor=SYSTEM,
            subject_id=question.id,
            queue_id=question.queue_id,
            auto=ranking.auto,
            level=question.level,
        )


def _rank(session: Session, clear: ClearQuestion, question: Question) -> Ranking:
    router = _router(tuple(queries.queue_terms(session)))
    return router.rank(clear.body, title=clear.subject, age_band=question.age_band)


@lru_cache(maxsize=4)
def _router(queues: tuple[QueueTerms, ...]) -> Router:
    # Compiling the term lists costs more than ranking; they change when an admin edits them.
    return Router(queues)


def _queue_for(session: Session, question: Question, ranking: Ranking) -> str:
    open_ids = {queue.id for queue in clinic.queues(session)}
    if question.wished_queue_id in open_ids:
        return str(question.wished_queue_id)
    if ranking.auto and ranking.ranked and ranking.ranked[0] in open_ids:
        return ranking.ranked[0]
    return clinic.intake_queue(session).id

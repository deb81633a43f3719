"""Use cases: take what fits into ten minutes, all at once, or pass over something urgent with a reason."""

from collections.abc import Collection
from enum import StrEnum

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.db import transaction
from qa_portal.journey.gap import queries
from qa_portal.question.ledger import move
from qa_portal.question.queries import for_update
from qa_portal.question.status import Step


class PassCode(StrEnum):
    """Why somebody passes over what is urgent."""

    NEEDS_ANOTHER = "needs_another"
    KNOWS_PATIENT = "knows_patient"
    NO_TIME = "no_time"


def begin(user: Actor, passed: Collection[str]) -> list[str]:
    """Take all that fits, and return the ids in the order to answer them; fewer when somebody was faster."""
    with transaction() as session:
        taken = []
        for fit in queries.fitting(session, user, passed):
            question = for_update(session, fit.question.id)
            if question.holder_id is None and question.can(Step.CLAIM):
                ensure(user, Permission.QUESTION_CLAIM, question)
                move(session, question, Step.CLAIM, actor=user)
                question.holder_id = user.id
                taken.append(question.id)
        return taken


def pass_over(user: Actor, question_id: str, code: PassCode) -> None:
    """Record why somebody does not take what is urgent; it stays first in the list for everybody else.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_CLAIM, question)
        record(session, Action.URGENT_PASSED_OVER, actor=user, subject_id=question_id, code=str(code))

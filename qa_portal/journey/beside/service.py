"""Use cases: say that one is there, and take over what a colleague left lying."""

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import transaction
from qa_portal.errors import AlreadyClaimed
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.journey.beside import queries
from qa_portal.journey.beside.queries import Scene
from qa_portal.question import beside
from qa_portal.question.beside import Doing
from qa_portal.question.ledger import move
from qa_portal.question.queries import for_update, found
from qa_portal.question.status import Step


def be_there(user: Actor, question_id: str, doing: Doing) -> Scene:
    """Note that somebody has a question open, and return who else has. Nothing in it is opened by this.

    Raises: NotFound.
    """
    with transaction() as session:
        question = found(session, question_id)
        ensure(user, Permission.QUESTION_SEE, question)
        # Only whoever holds it can write an answer in it.
        writes = doing is Doing.WRITING and question.holder_id == user.id
        beside.appear(session, question_id, user.id, Doing.WRITING if writes else Doing.VIEWING)
        return queries.scene(session, user, question)


def take_over(user: Actor, question_id: str) -> None:
    """Take a question from a colleague who has done nothing with it for a while; they are told, the draft stays.

    Raises: NotFound, AlreadyClaimed (they are at work in it), WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_CLAIM, question)
        holder_id = question.holder_id
        if holder_id == user.id:
            return
        if holder_id:
            if not question.is_idle:
                holder = clinic.member(session, holder_id)
                raise AlreadyClaimed(holder.display_name if holder else "A colleague")
            move(session, question, Step.RETURN, actor=user, reason="taken_over")
            post(session, holder_id, LetterKind.TAKEN_OVER, f"/work/{question.id}")
            record(session, Action.QUESTION_TAKEN_OVER, actor=user, subject_id=question.id, account_id=holder_id)
        move(session, question, Step.CLAIM, actor=user)
        question.holder_id = user.id


def forget_gone() -> None:
    """Take away who is no longer at any question."""
    with transaction() as session:
        beside.forget_gone(session)

"""A patient's next words, whatever their form: looked through for signs, promised anew, and on to who has it."""

from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.clinic import flag_rules
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.question.ledger import move
from qa_portal.question.models import Question
from qa_portal.question.promising import promise_anew, promise_sooner
from qa_portal.question.status import Status, Step
from qa_portal.text.flags import find


def take_words(session: Session, user: Actor, question: Question, clear_words: str) -> None:
    """Move a question on because its patient wrote; the level only ever rises, and who holds it is told.

    Raises: WrongStep.
    """
    before = question.urgency
    question.raise_to(find(clear_words, question.lang, pack=flag_rules.pack_of(session)).level)
    if question.where in {Status.WAITING, Status.ANSWERED, Status.CLOSED}:
        # Before the step, which sets its deadline by the promise.
        promise_anew(session, question)
    elif question.urgency is not before:
        promise_sooner(session, question)
    move(session, question, Step.REOPEN if question.where is Status.CLOSED else Step.REPLY, actor=user)
    if question.holder_id:
        post(session, question.holder_id, LetterKind.PATIENT_REPLIED, f"/work/{question.id}")

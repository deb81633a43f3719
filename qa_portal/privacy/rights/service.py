"""Use cases of a patient's rights: erase a question, erase everything."""

from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.shredding import Reason
from qa_portal.db import transaction
from qa_portal.errors import Conflict
from qa_portal.identity.queries import for_update as account_for_update
from qa_portal.question import erasure
from qa_portal.question.erasure import Order
from qa_portal.question.holds import is_person_held, is_question_held
from qa_portal.question.queries import for_update


class Held(Conflict):
    """It must be kept for now; the person is told why and what to do."""


def erase_question(user: Actor, question_id: str, *, withdraws: bool) -> str:
    """Erase one question of a patient, and return the id of the erasure.

    Raises: NotFound, Erased, Held.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        held = is_question_held(session, question)
        if not held:
            erasure_id = erasure.begin_question(session, question, Order(user, Reason.PATIENT, withdraws)).id
        else:
            _note_refusal(session, user, question_id)
    if held:
        raise Held("We must keep this question for now.")
    erasure.finish(erasure_id)
    return erasure_id


def erase_account(user: Actor, *, withdraws: bool) -> str:
    """Erase everything of a patient, and return the id of the erasure; the worker destroys the last key.

    Raises: NotFound, Held.
    """
    with transaction() as session:
        account = account_for_update(session, user.id)
        ensure(user, Permission.PROFILE_OWN, account)
        held = is_person_held(session, user.id)
        if not held:
            erasure_id = erasure.begin_person(session, account, Order(user, Reason.PATIENT, withdraws)).id
        else:
            _note_refusal(session, user, user.id)
    if held:
        raise Held("We must keep what you wrote for now.")
    erasure.finish(erasure_id)
    return erasure_id


def _note_refusal(session: Session, user: Actor, subject_id: str) -> None:
    record(session, Action.ERASURE_REFUSED, actor=user, subject_id=subject_id, code="held")

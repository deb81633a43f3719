"""Climbing the ladder: the lead hears, then the duty clinician, and the patient gets a new time before the old breaks.

Nobody to tell is no way out: without a lead the intake's lead hears, and without anybody the administrators.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.clinic import duty, page
from qa_portal.clinic import queries as clinic
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.question.deadlines import AT_ONCE, next_told
from qa_portal.question.ladder import Told
from qa_portal.question.models import Question
from qa_portal.question.promising import put_off, queue_of

ADMIN_PAGE = "/admin/queues"


def climb(session: Session, question: Question) -> datetime:
    """Take every step of the ladder whose time has come; return when the next one comes."""
    calendar = page.facts(session).calendar
    while (told := next_told(question, calendar)) is not None:
        who, at = told
        if at > clock.now():
            return at
        question.escalations += 1
        STEPS[who](session, question)
    return clock.now() + AT_ONCE


def tell_lead(session: Session, question: Question) -> None:
    """Tell who leads the queue, and whoever holds the question."""
    queue_id = queue_of(session, question)
    lead = clinic.lead_of(session, queue_id) or clinic.lead_of(session, clinic.intake_queue(session).id)
    _call(session, question, lead.account_id if lead else None)
    if question.holder_id and lead and lead.account_id != question.holder_id:
        _call(session, question, question.holder_id)


def tell_duty(session: Session, question: Question) -> None:
    """Tell the clinician on duty."""
    _call(session, question, duty.duty_account_id(session))


def _call(session: Session, question: Question, account_id: str | None) -> None:
    if account_id:
        post(session, account_id, LetterKind.STAFF_ESCALATION, f"/work/{question.id}")
    else:
        post_to_role(session, Role.ADMIN, LetterKind.STAFF_ESCALATION, ADMIN_PAGE)


STEPS = {Told.LEAD: tell_lead, Told.DUTY: tell_duty, Told.PATIENT: put_off}

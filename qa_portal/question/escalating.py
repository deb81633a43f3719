"""Climbing the ladder: the lead hears, then the duty clinician, and the patient gets a new time before the old breaks.

Nobody to tell is no way out: without a lead the intake's lead hears, and without anybody the administrators.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.clinic import duty, page, presence
from qa_portal.clinic import queries as clinic
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.question.deadlines import AT_ONCE, next_told
from qa_portal.question.ladder import Told
from qa_portal.question.models import Question
from qa_portal.question.promising import put_off, queue_of

ADMIN_PAGE = "/admin/waiting"


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
    """Tell who leads the queue and whoever holds the question; of an urgent one also those who stand in there."""
    queue_id = queue_of(session, question)
    called = {_lead(session, queue_id), question.holder_id}
    if question.is_flagged:
        here = presence.presence(session)
        called |= here.there(presence.absentees_of(session, queue_id))
    for account_id in sorted(one for one in called if one):
        _call(session, account_id, f"/work/{question.id}")
    if not any(called):
        _call(session, None, f"/work/{question.id}")


def tell_deserted(session: Session, queue_id: str) -> None:
    """Tell the intake's lead and the clinician on duty that nobody is there in a queue."""
    for account_id in {_lead(session, queue_id), duty.duty_account_id(session)}:
        _call(session, account_id, "/queue")


def _lead(session: Session, queue_id: str) -> str | None:
    here = presence.presence(session)
    for one in (queue_id, clinic.intake_queue(session).id):
        lead = clinic.lead_of(session, one)
        found = here.stand_in(lead.account_id) if lead else None
        if found:
            return found
    return None


def tell_duty(session: Session, question: Question) -> None:
    """Tell the clinician on duty."""
    _call(session, duty.duty_account_id(session), f"/work/{question.id}")


def _call(session: Session, account_id: str | None, path: str) -> None:
    if account_id:
        post(session, account_id, LetterKind.STAFF_ESCALATION, path)
    else:
        post_to_role(session, Role.ADMIN, LetterKind.STAFF_ESCALATION, ADMIN_PAGE)


STEPS = {Told.LEAD: tell_lead, Told.DUTY: tell_duty, Told.PATIENT: put_off}

"""When somebody's days away begin: what they hold goes back, and promises follow how few are left."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.clinic import page, presence
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.absence_models import Absence
from qa_portal.db import read, transaction
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.question.escalating import tell_deserted
from qa_portal.question.ledger import move, set_alarm
from qa_portal.question.models import Question
from qa_portal.question.promising import tell
from qa_portal.question.status import PromiseReason, Status, Step

PROMISED = (Status.QUEUED, Status.REOPENED, Status.CLAIMED)


def begin_absences() -> None:
    """Act on every absence whose first day has come, once."""
    day = presence.today(read())
    for absence_id in [row.id for row in presence.absences_on(read(), day) if row.begun_at is None]:
        with transaction() as session:
            absence = session.get(Absence, absence_id, with_for_update=True)
            if absence is not None and absence.begun_at is None:
                absence.begun_at = clock.now()
                _begin(session, absence)


def _begin(session: Session, absence: Absence) -> None:
    claimed = select(Question).where(Question.holder_id == absence.account_id, Question.status == Status.CLAIMED)
    for question in session.scalars(claimed.with_for_update()).all():
        move(session, question, Step.RETURN, actor=SYSTEM, reason="away")
    for queue_id in sorted(clinic.queue_ids_of(session, absence.account_id)):
        _put_off_all(session, queue_id, absence)
        if presence.is_deserted(session, queue_id):
            tell_deserted(session, queue_id)
    stands_in = presence.stand_in(session, absence.account_id)
    if stands_in:
        post(session, stands_in, LetterKind.STAFF_ESCALATION, "/queue")


def _put_off_all(session: Session, queue_id: str, absence: Absence) -> None:
    """Give routine questions of a queue that is now short of people more time, and tell their patients."""
    before = presence.stretch(session, queue_id, without=absence.id)
    times = presence.stretch(session, queue_id) / before
    if times <= 1.0:
        return
    calendar = page.facts(session).calendar
    wanted = select(Question).where(Question.queue_id == queue_id, Question.status.in_(PROMISED))
    for question in session.scalars(wanted.with_for_update()).all():
        promised = question.promised_at
        if question.is_flagged or promised is None or promised <= clock.now():
            continue
        left = calendar.open_hours_between(clock.now(), promised)
        later = calendar.add_open_hours(clock.now(), left * times)
        if later > promised:
            question.promised_at, question.promise_reason = later, PromiseReason.AWAY
            tell(session, question)
            set_alarm(session, question)

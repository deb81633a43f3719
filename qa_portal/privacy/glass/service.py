"""Use cases of emergency access: break the glass, read behind it, review what somebody else did."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.sealed import PLACEHOLDER, seal_into
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput, Conflict, Forbidden, NotFound
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.inquiry.models import CaseKind, CaseOutcome, GlassBreak
from qa_portal.inquiry.reading import open_reason
from qa_portal.inquiry.writing import About, begin_case, office_key
from qa_portal.privacy.glass import queries
from qa_portal.privacy.glass.queries import Broken
from qa_portal.question.reading import ClearQuestion, open_behind_glass

MINUTES = 60
"""How long the text can be read, in minutes."""


def break_glass(user: Actor, number: str, clear_reason: str) -> str:
    """Open one question to this officer for an hour; somebody else is told at once and must review it. Returns its id.

    Raises: Forbidden; BadInput, when no question has the number, or when nobody else could review it.
    """
    key = office_key()
    with transaction() as session:
        ensure(user, Permission.GLASS_BREAK, user)
        question = queries.question_by_number(session, number)
        if question is None:
            raise BadInput({"number": [_("No question has this receipt number. It looks like 7F3K-92QD.")]})
        others = queries.to_alert(session, user)
        if not others:
            raise BadInput({"reason": [_("There is nobody else who could review it. Invite a second person first.")]})
        now = clock.now()
        glass = GlassBreak(
            id=new_id(),
            question_id=question.id,
            number=question.number,
            officer_id=user.id,
            broken_at=now,
            expires_at=now + timedelta(minutes=MINUTES),
        )
        seal_into(key, glass, reason=clear_reason)
        session.add(glass)
        record(session, Action.GLASS_BROKEN, actor=user, subject_id=question.id, glass_id=glass.id, minutes=MINUTES)
        for account_id in others:
            post(session, account_id, LetterKind.GLASS_BROKEN, f"/officer/glass/{glass.id}")
        return glass.id


def read_text(user: Actor, glass_id: str) -> tuple[GlassBreak, ClearQuestion]:
    """Open the question behind the glass; each opening is recorded.

    Raises: NotFound, Forbidden (it has expired, or its row was changed by hand).
    """
    with transaction() as session:
        glass = queries.glass(session, glass_id)
        ensure(user, Permission.GLASS_OPEN, glass)
        found = _found(glass)
        # The reason is sealed with the question and the officer: it opens only as it was given.
        if open_reason(session, user, found) == PLACEHOLDER:
            raise Forbidden("This emergency access is not as it was given.")
        return found, open_behind_glass(session, user, queries.question(session, found.question_id), found)


def see(user: Actor, glass_id: str) -> Broken:
    """Return one emergency access with its reason; that it was read is recorded.

    Raises: NotFound.
    """
    with transaction() as session:
        glass = _found(queries.glass(session, glass_id))
        reason = open_reason(session, user, glass)
        return queries.named(session, [glass], reason)[0]


def review(user: Actor, glass_id: str, outcome: str) -> None:
    """Close the review; what was not proper becomes a case. Nobody reviews their own.

    Raises: NotFound, Forbidden, Conflict (reviewed already).
    """
    with transaction() as session:
        glass = session.get(GlassBreak, glass_id, with_for_update=True)
        ensure(user, Permission.GLASS_REVIEW, glass)
        found = _found(glass)
        if not found.waits_for_review:
            raise Conflict("Somebody has reviewed this one already.")
        found.reviewer_id, found.reviewed_at, found.outcome = user.id, clock.now(), outcome
        # Who reads on while it is found not to be proper is stopped now.
        if outcome == CaseOutcome.NOT_PROPER:
            found.expires_at = min(found.expires_at, clock.now())
            _begin_case(session, user, found)
        record(
            session, Action.GLASS_REVIEWED, actor=user, subject_id=found.question_id, glass_id=found.id, outcome=outcome
        )


def _begin_case(session: Session, user: Actor, glass: GlassBreak) -> None:
    patient_id = queries.question(session, glass.question_id).patient_id
    begin_case(session, user, CaseKind.EMERGENCY, About(patient_id, glass.question_id, None, glass.officer_id))


def _found(glass: GlassBreak | None) -> GlassBreak:
    if glass is None:
        raise NotFound("There is nothing here.")
    return glass

"""Reading for the pages of emergency access."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor, Role
from qa_portal.clinic import queries as clinic
from qa_portal.errors import NotFound
from qa_portal.identity.models import Account, AccountState
from qa_portal.inquiry.models import GlassBreak
from qa_portal.question.models import Question

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Broken:
    """One emergency access with the names of who had it and who reviewed it."""

    glass: GlassBreak
    officer_name: str
    reviewer_name: str
    reason: str = field(repr=False, default="")


def glass(session: Session, glass_id: str) -> GlassBreak | None:
    """Return an emergency access; None when there is none."""
    return session.get(GlassBreak, glass_id)


def listed(session: Session) -> list[Broken]:
    """Return the newest emergency accesses, those that wait for a review first."""
    order = (GlassBreak.reviewed_at.is_not(None), GlassBreak.broken_at.desc(), GlassBreak.id)
    rows = session.scalars(select(GlassBreak).order_by(*order).limit(SHOWN)).all()
    return named(session, rows)


def named(session: Session, rows: Sequence[GlassBreak], reason: str = "") -> list[Broken]:
    """Return emergency accesses with names."""
    people = clinic.members_by_id(session, {key for row in rows for key in (row.officer_id, row.reviewer_id) if key})

    def name(key: str | None) -> str:
        return people[key].display_name if key in people else ""

    return [Broken(row, name(row.officer_id), name(row.reviewer_id), reason) for row in rows]


def question_by_number(session: Session, number: str) -> Question | None:
    """Return a question by its receipt number."""
    return session.scalar(select(Question).where(Question.number == number.strip().upper()))


def question(session: Session, question_id: str) -> Question:
    """Return a question.

    Raises: NotFound.
    """
    found = session.get(Question, question_id)
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def to_alert(session: Session, user: Actor) -> Sequence[str]:
    """Return who is told at once: the other officers; the administrators when there is no other."""
    for role in (Role.PRIVACY_OFFICER, Role.ADMIN):
        wanted = select(Account.id).where(
            Account.role == role, Account.state == AccountState.ACTIVE, Account.id != user.id
        )
        found = session.scalars(wanted.order_by(Account.id)).all()
        if found:
            return found
    return ()

"""Who is there today, who stands in for whom, and how short of people a queue is. Needs no key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.clinic import defaults, queries
from qa_portal.clinic.absence_models import Absence
from qa_portal.clinic.models import Member, Queue, QueueMember

SHORT_SHARE = 0.75
"""A queue with less than this share of its people there is short of people."""
MOST_STRETCH = 3.0
"""However few are there, nobody is promised more than so many times the usual hours."""


def today(session: Session) -> date:
    """Return the clinic's own date."""
    row = queries.facts_row(session)
    return clock.now().astimezone(ZoneInfo(row.time_zone if row else defaults.TIME_ZONE)).date()


def absences_on(session: Session, day: date) -> list[Absence]:
    """Return the absences of a day, oldest entry first."""
    there = (Absence.first_day <= day) & (Absence.last_day >= day)
    return list(session.scalars(select(Absence).where(there).order_by(Absence.created_at, Absence.id)))


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is away on a day, and for whom who stands in."""

    covers: dict[str, str | None]
    """By who is away: the colleague they named."""
    able: frozenset[str]
    """Those who work here now and answer."""

    def stand_in(self, account_id: str) -> str | None:
        """Return who acts for a person: themselves, or whoever stands in, however long the chain; None for nobody."""
        seen: set[str] = set()
        at: str | None = account_id
        while at is not None and at in self.covers and at not in seen:
            seen.add(at)
            at = self.covers[at]
        return at if at is not None and at not in self.covers and (at in self.able or at == account_id) else None

    def acted_for(self, account_id: str) -> list[str]:
        """Return those a person stands in for."""
        return [absent for absent in self.covers if self.stand_in(absent) == account_id]

    def there(self, account_ids: Iterable[str]) -> set[str]:
        """Return who acts in place of these people: those who are there, and who stands in."""
        return {one for one in map(self.stand_in, account_ids) if one is not None}


def presence(session: Session, *, without: str | None = None) -> Presence:
    """Return who is away today; `without` leaves one absence out."""
    covers: dict[str, str | None] = {}
    for absence in absences_on(session, today(session)):
        if absence.id != without:
            covers[absence.account_id] = absence.cover_id or covers.get(absence.account_id)
    able = {member.account_id for member in queries.answering_members(session)} if covers else frozenset[str]()
    return Presence(covers, frozenset(able))


def stand_in(session: Session, account_id: str) -> str | None:
    """Return who acts for a person today; None when nobody does."""
    return presence(session).stand_in(account_id)


def queue_ids_of(session: Session, account_id: str) -> frozenset[str]:
    """Return the queues a person sees today: their own, and those of whoever they stand in for.

    Queues in which nobody is there are seen by those who are there in the intake.
    """
    here = presence(session)
    found = set(queries.queue_ids_of(session, account_id))
    if here.covers and account_id in here.able:
        for absent in here.acted_for(account_id):
            found |= queries.queue_ids_of(session, absent)
    every = queries.queues(session)
    intake = next((queue.id for queue in every if queue.is_intake), None)
    if intake in found and account_id not in here.covers:
        found |= deserted(session, here, every)
    return frozenset(found)


def deserted(session: Session, here: Presence, every: Iterable[Queue]) -> set[str]:
    """Return those of the open queues in which nobody is there."""
    staff = _staff(session)
    return {queue.id for queue in every if not here.there(staff.get(queue.id, ()))}


def is_deserted(session: Session, queue_id: str) -> bool:
    """Say whether nobody is there in a queue today."""
    return not presence(session).there(_staff(session).get(queue_id, ()))


def stretch(session: Session, queue_id: str, *, without: str | None = None) -> float:
    """Return how many times the usual hours a queue needs with the people who are there: 1.0 unless it is short."""
    here = presence(session, without=without)
    staff = _staff(session).get(queue_id, set()) if here.covers else set()
    if not staff:
        return 1.0
    share = len(here.there(staff)) / len(staff)
    return 1.0 if share >= SHORT_SHARE else min(1 / share if share else MOST_STRETCH, MOST_STRETCH)


def absentees_of(session: Session, queue_id: str) -> set[str]:
    """Return those of a queue's people who are away today."""
    return _staff(session).get(queue_id, set()) & set(presence(session).covers)


def _staff(session: Session) -> dict[str, set[str]]:
    wanted = (
        select(QueueMember.queue_id, QueueMember.account_id)
        .join(Member, Member.account_id == QueueMember.account_id)
        .where(Member.active, Member.answers)
    )
    found: dict[str, set[str]] = {}
    for queue_id, account_id in session.execute(wanted):
        found.setdefault(queue_id, set()).add(account_id)
    return found

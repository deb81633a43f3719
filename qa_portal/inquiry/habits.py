"""How much each member of staff opens, counted by a round of the worker, and what is usual in the team."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import transaction
from qa_portal.inquiry.models import Habit
from qa_portal.question.standing import WITHOUT_ASSIGNMENT

SPAN_DAYS = 90
MANY_TIMES = 3
"""More than so many times the team's median is much."""
AT_LEAST = 50
"""Fewer openings in 90 days are never much."""
STREAM = 5000


@dataclass(frozen=True, slots=True)
class Baseline:
    """One person's openings beside the team's."""

    habit: Habit
    team_openings: float
    team_busiest_day: float
    team_size: int

    @property
    def is_much(self) -> bool:
        """Whether the person opens far more than the team does."""
        return self.habit.openings >= AT_LEAST and self.habit.openings > MANY_TIMES * self.team_openings


def count() -> None:
    """Count what every member of staff opened within 90 days."""
    since = clock.now() - timedelta(days=SPAN_DAYS)
    with transaction() as session:
        habits = _counted(session, since)
        session.execute(delete(Habit))
        session.add_all(habits)


def _counted(session: Session, since: object) -> list[Habit]:
    wanted = select(AuditEntry.actor_id, AuditEntry.actor_role, AuditEntry.at, AuditEntry.fields).where(
        AuditEntry.action == Action.QUESTION_OPENED,
        AuditEntry.at >= since,
        AuditEntry.actor_role.not_in([Role.PATIENT, Role.SYSTEM]),
    )
    days: dict[str, Counter[date]] = defaultdict(Counter)
    unassigned: Counter[str] = Counter()
    roles: dict[str, str] = {}
    codes = tuple(f'"standing":"{code}"' for code in WITHOUT_ASSIGNMENT)
    for actor_id, role, at, fields in session.execute(wanted.execution_options(yield_per=STREAM)):
        roles[actor_id] = role
        days[actor_id][at.date()] += 1
        unassigned[actor_id] += any(code in fields for code in codes)
    return [
        Habit(
            person_id=person_id,
            role=roles[person_id],
            openings=found.total(),
            unassigned=unassigned[person_id],
            busiest_day=max(found.values()),
            counted_at=clock.now(),
        )
        for person_id, found in days.items()
    ]


def baseline(session: Session, person_id: str) -> Baseline | None:
    """Return a person's openings beside those of everybody in the same role; None when there are none."""
    habit = session.get(Habit, person_id)
    if habit is None:
        return None
    team = session.scalars(select(Habit).where(Habit.role == habit.role)).all()
    return Baseline(habit, median(one.openings for one in team), median(one.busiest_day for one in team), len(team))

"""What waits in each team, for who runs the service: numbers and times, no words and no names of patients."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.clinic import presence
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Queue
from qa_portal.question.models import Question
from qa_portal.question.status import Status
from qa_portal.text.flags import Level

TO_TAKE = (Status.RECEIVED, Status.QUEUED, Status.REOPENED)
"""Nobody has it."""
OPEN = (*TO_TAKE, Status.CLAIMED, Status.SENDING)
Numbers = tuple[int, int, int, int, datetime | None]


@dataclass(frozen=True, slots=True)
class TeamWaiting:
    """One team, or None for questions that are in no team yet."""

    queue: Queue | None
    people: int
    """Who work in it and are not away today."""
    to_take: int
    urgent: int
    """Of those to take, the ones marked as more than routine."""
    at_work: int
    late: int
    """Past the time that was promised, taken or not."""
    oldest_at: datetime | None
    """When the one that waits longest came in, or came back."""


def waiting(session: Session) -> list[TeamWaiting]:
    """Return every team with what waits in it, the longest waiting first; a team with nothing stands last."""
    taken = Question.status.in_(TO_TAKE)
    columns = (
        func.count().filter(taken),
        func.count().filter(taken & (Question.level != Level.ROUTINE)),
        func.count().filter(~taken),
        func.count().filter(Question.promised_at < clock.now()),
        func.min(case((Question.status == Status.REOPENED, Question.status_since_at), else_=Question.sent_at)),
    )
    opened = select(Question.queue_id, *columns).where(Question.status.in_(OPEN)).group_by(Question.queue_id)
    found: dict[str | None, Numbers] = {}
    for queue_id, take, urgent, work, late, oldest_at in session.execute(opened):
        found[queue_id] = (take, urgent, work, late, oldest_at)
    away = presence.presence(session).covers
    teams = [_team(session, queue, found.get(queue.id), set(away)) for queue in clinic.queues(session)]
    if None in found:
        teams.append(TeamWaiting(None, 0, *found[None]))
    return sorted(teams, key=lambda team: (team.oldest_at is None, team.oldest_at or clock.now()))


def _team(session: Session, queue: Queue, numbers: Numbers | None, away: set[str]) -> TeamWaiting:
    there = [member for member in clinic.members_of(session, queue.id) if member.account_id not in away]
    return TeamWaiting(queue, len(there), *(numbers or (0, 0, 0, 0, None)))

"""Reading the lists. Rows say how urgent, how late and whose; what the patient wrote is not in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission, Role
from qa_portal.clinic import presence
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.question.figures import waits
from qa_portal.question.ledger import HOLDS
from qa_portal.question.models import Question, sorting
from qa_portal.question.status import Status
from qa_portal.text.flags import Level

PAGE_ROWS = 50
SOON = timedelta(hours=4)
"""A promise this near is shown as pressing."""
LEAVING = timedelta(minutes=2)
"""An answer that goes out sooner than this stands on every list, with the button that takes it back."""
TO_TAKE = (Status.QUEUED, Status.REOPENED)
AT_WORK = (Status.QUEUED, Status.REOPENED, Status.CLAIMED, Status.SENDING)


_IS_ROUTINE = Question.level_order == sorting(Level.ROUTINE)


class Tab(StrEnum):
    """The four lists."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    WAITING = "waiting"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    question: Question
    queue_name: str
    holder_name: str | None
    is_mine: bool
    now: datetime

    @property
    def is_overdue(self) -> bool:
        """True when the promised time has passed."""
        return self.question.promised_at is not None and self.question.promised_at < self.now

    @property
    def is_pressing(self) -> bool:
        """True when the promise is near or past."""
        return self.question.promised_at is not None and self.question.promised_at < self.now + SOON


def _in_tab(tab: Tab, user: Actor) -> ColumnElement[bool]:
    if tab is Tab.UNASSIGNED:
        return Question.status.in_(TO_TAKE)
    if tab is Tab.MINE:
        return Question.status.in_((Status.CLAIMED, Status.SENDING)) & (Question.holder_id == user.id)
    if tab is Tab.WAITING:
        return Question.status == Status.WAITING
    return Question.status.in_(AT_WORK) & (Question.promised_at < clock.now())


def counts(session: Session, user: Actor) -> dict[Tab, int]:
    """Return how many questions stand in each list of this person."""
    seen = scope(user, Permission.QUEUE_SEE, Question)
    return {tab: session.scalar(select(func.count(Question.id)).where(seen, _in_tab(tab, user))) or 0 for tab in Tab}


def listed(session: Session, user: Actor, tab: Tab, *, page: int = 1, language: str = "en") -> list[Row]:
    """Return one page of a list: red first, then the oldest promise."""
    chosen = (
        select(Question)
        .where(scope(user, Permission.QUEUE_SEE, Question), _in_tab(tab, user))
        .order_by(Question.level_order, Question.promised_at, Question.sent_at)
        .limit(PAGE_ROWS)
        .offset((page - 1) * PAGE_ROWS)
    )
    questions = session.scalars(chosen).all()
    queues = clinic.queues_by_id(session, {row.queue_id for row in questions if row.queue_id})
    holders = clinic.members_by_id(session, {row.holder_id for row in questions if row.holder_id})
    now = clock.now()
    return [
        Row(
            question=row,
            queue_name=queues[row.queue_id].name(language) if row.queue_id in queues else "",
            holder_name=holders[row.holder_id].display_name if row.holder_id in holders else None,
            is_mine=row.holder_id == user.id,
            now=now,
        )
        for row in questions
    ]


def leaving(session: Session, user: Actor) -> list[Question]:
    """Return this person's answers that are about to go out and can still be taken back."""
    mine = scope(user, Permission.QUESTION_ANSWER, Question)
    soon = Question.send_at < clock.now() + LEAVING
    chosen = select(Question).where(mine, Question.status == Status.SENDING, soon).order_by(Question.send_at)
    return list(session.scalars(chosen))


def next_for(session: Session, user: Actor) -> Question | None:
    """Return what to go on with: one's own oldest promise, else the first of the list to take."""
    seen = scope(user, Permission.QUEUE_SEE, Question)
    own = (Question.status == Status.CLAIMED) & (Question.holder_id == user.id)
    for chosen in (own, Question.status.in_(TO_TAKE)):
        order = (Question.level_order, Question.promised_at, Question.sent_at)
        found = session.scalar(select(Question).where(seen, chosen).order_by(*order).limit(1))
        if found is not None:
            return found
    return None


def _held_by(account_id: str) -> Select[int]:
    mine = (Question.holder_id == account_id) & (Question.status == Status.CLAIMED)
    return select(func.count(Question.id)).where(mine, _IS_ROUTINE)


def in_hand(session: Session, user: Actor) -> int:
    """Return how many routine questions a clinician holds and works on; what is urgent does not count."""
    return session.scalar(_held_by(user.id)) or 0


@dataclass(frozen=True, slots=True)
class _Claimant:
    """All that the rule of claiming asks of a person."""

    id: str
    role: Role
    queue_ids: frozenset[str]


def to_claim(user: Actor) -> ColumnElement[bool]:
    """Return, as a clause, which questions a clinician may claim now: of their queues, with hands free for them."""
    return _to_claim(_Claimant(user.id, user.role, user.queue_ids), settings.current().claims_in_hand)


@lru_cache(maxsize=256)
def _to_claim(user: _Claimant, most: int) -> ColumnElement[bool]:
    held = _held_by(user.id).correlate(None).scalar_subquery()
    return scope(user, Permission.QUESTION_CLAIM, Question) & (~_IS_ROUTINE | (held < most))


@dataclass(frozen=True, slots=True)
class Load:
    """What one colleague holds now."""

    name: str
    is_away: bool
    claimed: int
    flagged: int
    waiting: int
    oldest_since_at: datetime | None


def loads(session: Session, user: Actor) -> list[Load]:
    """Return what each colleague of the queues a person sees holds there, by name; no sums, no ranks."""
    seen = scope(user, Permission.QUEUE_SEE, Question) & Question.status.in_(HOLDS)
    held: dict[str, list[Question]] = {}
    for question in session.scalars(select(Question).where(seen)):
        held.setdefault(question.holder_id or "", []).append(question)
    away = presence.presence(session).covers
    people = {member.account_id: member for one in user.queue_ids for member in clinic.members_of(session, one)}
    people |= clinic.members_by_id(session, set(held) - set(people))
    ordered = sorted(people.values(), key=lambda member: member.display_name)
    return [_load(member, held.get(member.account_id, []), member.account_id in away) for member in ordered]


def _load(member: Member, held: list[Question], is_away: bool) -> Load:
    at_work = [question for question in held if not question.waits_for_patient]
    return Load(
        name=member.display_name,
        is_away=is_away,
        claimed=len(at_work),
        flagged=sum(question.is_flagged for question in at_work),
        waiting=len(held) - len(at_work),
        oldest_since_at=min((question.status_since_at for question in at_work), default=None),
    )


def oldest_unanswered_seconds(session: Session) -> float:
    """Return the age of the oldest question nobody has answered yet, in seconds; 0.0 when there is none."""
    oldest = session.scalar(select(func.min(Question.sent_at)).where(waits()))
    return (clock.now() - oldest).total_seconds() if oldest else 0.0

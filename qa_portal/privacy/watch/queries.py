"""Reading for the officer's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.crypto.lookup import blind
from qa_portal.errors import NotFound
from qa_portal.identity.models import Account, AccountState
from qa_portal.identity.queries import by_lookup
from qa_portal.inquiry import timeline
from qa_portal.inquiry.habits import Baseline, baseline
from qa_portal.inquiry.models import Case, ChainCheck, GlassBreak, Unusual
from qa_portal.inquiry.timeline import Event, Filter
from qa_portal.question.models import Question

UNUSUAL_ROWS = 20


@dataclass(frozen=True, slots=True)
class Oddity:
    """One unusual opening with the row of the log it is about."""

    unusual: Unusual
    event: Event | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for the officer."""

    new: list[Oddity]
    new_count: int
    open_cases: int
    open_reviews: int
    check: ChainCheck | None
    rows: int


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as the officer sees them."""

    account: Account
    name: str
    baseline: Baseline | None
    unusual: list[Oddity]

    @property
    def can_be_suspended(self) -> bool:
        """Whether the account is in use."""
        return self.account.is_active


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of events."""

    events: list[Event]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // timeline.PAGE_ROWS))


def overview(session: Session, language: str) -> Overview:
    """Return what waits for the officer."""
    fresh = select(Unusual).where(Unusual.looked_at.is_(None))
    new = session.scalars(fresh.order_by(Unusual.at.desc(), Unusual.id).limit(UNUSUAL_ROWS)).all()
    return Overview(
        new=oddities(session, list(new), language),
        new_count=_count(session, Unusual, Unusual.looked_at.is_(None)),
        open_cases=_count(session, Case, Case.closed_at.is_(None)),
        open_reviews=_count(session, GlassBreak, GlassBreak.reviewed_at.is_(None)),
        check=session.scalar(select(ChainCheck).order_by(ChainCheck.at.desc()).limit(1)),
        rows=session.scalar(select(func.count()).select_from(AuditEntry)) or 0,
    )


def _count(session: Session, table: Any, clause: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(clause)) or 0


def oddities(session: Session, found: list[Unusual], language: str) -> list[Oddity]:
    """Return unusual openings with their rows of the log."""
    wanted = select(AuditEntry).where(AuditEntry.id.in_([one.entry_id for one in found]))
    events = {one.id: one for one in timeline.named(session, session.scalars(wanted).all(), language)}
    return [Oddity(one, events.get(one.entry_id)) for one in found]


def reasons_of(session: Session, events: list[Event]) -> dict[str, Unusual]:
    """Return what was found unusual of these events, by event."""
    wanted = select(Unusual).where(Unusual.entry_id.in_([event.id for event in events]))
    return {one.entry_id: one for one in session.scalars(wanted)}


def staff(session: Session) -> list[tuple[Account, str]]:
    """Return everybody who works or worked here, by name."""
    people = {member.account_id: member for member in clinic.members(session, with_former=True)}
    accounts = session.scalars(select(Account).where(Account.id.in_(list(people)))).all()
    known = {account.id: account for account in accounts if account.state is not AccountState.PENDING}
    return [(known[key], member.display_name) for key, member in people.items() if key in known]


def person(session: Session, person_id: str, language: str) -> Person:
    """Return a member of staff.

    Raises: NotFound.
    """
    account, member = session.get(Account, person_id), clinic.member(session, person_id)
    if account is None or member is None:
        raise NotFound("There is nothing here.")
    odd = select(Unusual).where(Unusual.person_id == person_id).order_by(Unusual.at.desc(), Unusual.id)
    found = oddities(session, list(session.scalars(odd.limit(UNUSUAL_ROWS))), language)
    return Person(account, member.display_name, baseline(session, person_id), found)


def patient_by_address(session: Session, address: str) -> str | None:
    """Return the account of a patient by the address, which is compared and not opened."""
    account = by_lookup(session, blind("email", address))
    return account.id if account is not None and account.role is Role.PATIENT else None


def question_by_number(session: Session, number: str) -> str | None:
    """Return the id of a question by its receipt number."""
    return session.scalar(select(Question.id).where(Question.number == number))


def question(session: Session, question_id: str) -> Question:
    """Return a question.

    Raises: NotFound.
    """
    found = session.get(Question, question_id)
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def questions_of(session: Session, patient_id: str) -> list[Question]:
    """Return a patient's questions, newest first; their texts stay sealed.

    Raises: NotFound, when it is no patient.
    """
    account = session.get(Account, patient_id)
    if account is None or account.role is not Role.PATIENT:
        raise NotFound("There is nothing here.")
    wanted = select(Question).where(Question.patient_id == patient_id).order_by(Question.sent_at.desc())
    return list(session.scalars(wanted))


def events(session: Session, wanted: Filter, page: int, language: str) -> Timeline:
    """Return one page of events."""
    offset = (page - 1) * timeline.PAGE_ROWS
    return Timeline(timeline.events(session, wanted, language, offset=offset), timeline.count(session, wanted), page)


def narrowed(session: Session, span: Mapping[str, Any]) -> dict[str, Any]:
    """Return a span of local days as part of a filter."""
    zone = clinic.calendar_of(session).zone
    until = span.get("until")
    return {
        "since": _midnight(span.get("since"), zone),
        "until": _midnight(until + timedelta(days=1) if until else None, zone),
        "unassigned_only": bool(span.get("unassigned")),
    }


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) if day else None

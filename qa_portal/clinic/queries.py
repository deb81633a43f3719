"""All reading of the clinic's facts, one function a question asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.clinic import defaults
from qa_portal.clinic.calendar import OFFICE_WEEK, Calendar, Span
from qa_portal.clinic.models import (
    FACTS_ID,
    ClinicText,
    ConsentWording,
    Facts,
    Holiday,
    Member,
    OpeningHours,
    Queue,
    QueueMember,
)
from qa_portal.db import hold
from qa_portal.errors import NotFound


@dataclass(frozen=True, slots=True)
class Wording:
    """The consent wording a patient sees now, and its number for the record."""

    kind: str
    version: int
    text_en: str
    text_es: str

    def text(self, language: str) -> str:
        """Return the wording in a language."""
        return self.text_es if language == "es" else self.text_en


def facts_row(session: Session) -> Facts | None:
    """Return the clinic's row of facts; None before it is set up."""
    # Asked for many times on most pages.
    return hold(session, session.get(Facts, FACTS_ID))


def texts(session: Session) -> dict[tuple[str, str], str]:
    """Return the clinic's own texts by (kind, language); what it never wrote is absent."""
    return {(row.kind, row.language): row.body for row in session.scalars(select(ClinicText))}


def spans(session: Session) -> tuple[Span, ...]:
    """Return the opening hours; the office week before any are set."""
    rows = session.scalars(select(OpeningHours).order_by(OpeningHours.weekday, OpeningHours.opens))
    return tuple(Span(row.weekday, row.opens, row.closes) for row in rows) or OFFICE_WEEK


def holidays(session: Session, *, since: date | None = None) -> list[Holiday]:
    """Return the closed dates in order, from a day on if one is given."""
    wanted = select(Holiday).order_by(Holiday.day)
    return list(session.scalars(wanted if since is None else wanted.where(Holiday.day >= since)))


def calendar_of(session: Session) -> Calendar:
    """Return the clinic's opening calendar."""
    row = facts_row(session)
    zone = ZoneInfo(row.time_zone if row else defaults.TIME_ZONE)
    return Calendar(spans(session), frozenset(holiday.day for holiday in holidays(session)), zone)


def consent_wording(session: Session, kind: str = "ask") -> Wording:
    """Return the newest consent wording of a kind (`ask` or `publish`).

    Version 0 is the one that ships with the product, before the clinic has any.
    """
    wanted = select(ConsentWording).where(ConsentWording.kind == kind)
    row = session.scalar(wanted.order_by(ConsentWording.version.desc()).limit(1))
    if row is None:
        return Wording(kind, 0, *(defaults.text(f"consent_{kind}", language) for language in ("en", "es")))
    return Wording(kind, row.version, row.text_en, row.text_es)


def consent_wordings(session: Session) -> list[ConsentWording]:
    """Return every consent wording there was, newest first within its kind."""
    return list(session.scalars(select(ConsentWording).order_by(ConsentWording.kind, ConsentWording.version.desc())))


def queue(session: Session, queue_id: str) -> Queue:
    """Return a queue.

    Raises: NotFound.
    """
    found = session.get(Queue, queue_id)
    if found is None:
        raise NotFound("There is no such queue.")
    return hold(session, found)


def queues(session: Session, *, with_closed: bool = False) -> list[Queue]:
    """Return the queues in the clinic's order: the open ones, or all."""
    wanted = select(Queue).order_by(Queue.position, Queue.name_en)
    return list(session.scalars(wanted if with_closed else wanted.where(Queue.active)))


def queue_by_slug(session: Session, slug: str) -> Queue:
    """Return a queue by its short name.

    Raises: NotFound.
    """
    found = session.scalar(select(Queue).where(Queue.slug == slug))
    if found is None:
        raise NotFound("There is no such queue.")
    return found


def queues_by_id(session: Session, queue_ids: Iterable[str]) -> dict[str, Queue]:
    """Return these queues by id, closed ones too, in one query."""
    return {row.id: row for row in session.scalars(select(Queue).where(Queue.id.in_(list(queue_ids))))}


def intake_queue(session: Session) -> Queue:
    """Return the queue for questions that fit no other.

    Raises: NotFound, before the clinic has a queue.
    """
    wanted = select(Queue).where(Queue.active).order_by(Queue.is_intake.desc(), Queue.position)
    found = session.scalar(wanted.limit(1))
    if found is None:
        raise NotFound("The clinic has no queue yet.")
    return found


def member(session: Session, account_id: str) -> Member | None:
    """Return what may be shown of a member of staff; None for someone who never was one."""
    return session.get(Member, account_id)


def members(session: Session, *, with_former: bool = False) -> list[Member]:
    """Return the staff by name: those who work here now, or all."""
    wanted = select(Member).order_by(Member.display_name, Member.account_id)
    return list(session.scalars(wanted if with_former else wanted.where(Member.active)))


def answering_members(session: Session) -> list[Member]:
    """Return those of the staff who may work in queues, by name."""
    return [member for member in members(session) if member.answers]


def members_by_id(session: Session, account_ids: Iterable[str]) -> dict[str, Member]:
    """Return these members by account, former ones too, in one query."""
    return {
        row.account_id: row for row in session.scalars(select(Member).where(Member.account_id.in_(list(account_ids))))
    }


def members_of(session: Session, queue_id: str) -> list[Member]:
    """Return the people who answer in a queue now, by name."""
    wanted = (
        select(Member)
        .join(QueueMember, QueueMember.account_id == Member.account_id)
        .where(QueueMember.queue_id == queue_id, Member.active, Member.answers)
        .order_by(Member.display_name, Member.account_id)
    )
    return list(session.scalars(wanted))


def member_counts(session: Session) -> dict[str, int]:
    """Return how many people answer in each queue now."""
    wanted = (
        select(QueueMember.queue_id, func.count())
        .join(Member, Member.account_id == QueueMember.account_id)
        .where(Member.active, Member.answers)
        .group_by(QueueMember.queue_id)
    )
    return dict(session.execute(wanted).all())


def queue_ids_of(session: Session, account_id: str) -> frozenset[str]:
    """Return the queues a person works in, closed ones too: what lies there must still be answered."""
    wanted = (
        select(QueueMember.queue_id)
        .join(Member, Member.account_id == QueueMember.account_id)
        .where(QueueMember.account_id == account_id, Member.active)
    )
    return frozenset(session.scalars(wanted))


def lead_of(session: Session, queue_id: str) -> Member | None:
    """Return the queue's lead; None when it has none or the person has left."""
    wanted = select(Member).join(Queue, Queue.lead_id == Member.account_id).where(Queue.id == queue_id, Member.active)
    return session.scalar(wanted)

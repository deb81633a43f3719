"""Changing queues and who works in them, each change recorded in its own transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries
from qa_portal.clinic.models import Queue, QueueMember
from qa_portal.clinic.service import renew_edition
from qa_portal.clinic.wording import INTAKE_CLOSED, INTAKE_NEEDED, LEAD_OUTSIDE, NAME_TAKEN, NOT_ON_STAFF
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput
from qa_portal.text.short_names import free, slug

QUEUE_FIELDS = (
    "name_en name_es description_en description_es terms answer_within_hours position is_intake active lead_id"
).split()
MEMBER_FIELDS = ("display_name", "credential", "specialty", "bio")
SLUG_CHARS = 55
"""Room is left for a number."""


def save_queue(user: Actor, queue_id: str | None, values: Mapping[str, Any]) -> str:
    """Change a queue, or make one when `queue_id` is None; return its id.

    `values` is a loaded `QueueForm`. Raises: NotFound; BadInput, when the name is taken, a person does not
    work here, the lead is not in the queue, or no queue would be left as the first stop.
    """
    wanted = frozenset(values["members"])
    terms = {"en": values["terms_en"], "es": values["terms_es"]}
    values = {**values, "terms": terms, "lead_id": values["lead_id"] or None}
    with transaction() as session:
        row = queries.queue(session, queue_id) if queue_id else _fresh(session, values["name_en"])
        if not queries.queues(session):
            values = {**values, "is_intake": True}  # The only open queue is the first stop.
        ensure(user, Permission.QUEUE_EDIT, row)
        errors = _problems(session, row, values, wanted)
        if errors:
            raise BadInput(errors)
        changed = [name for name in QUEUE_FIELDS if name in values and getattr(row, name) != values[name]]
        for name in changed:
            setattr(row, name, values[name])
        session.add(row)
        session.flush()
        if row.is_intake:
            session.execute(update(Queue).where(Queue.id != row.id).values(is_intake=False))
        record(
            session, Action.QUEUE_EDITED, actor=user, subject_id=row.id, changed=",".join(changed), created=not queue_id
        )
        _staff(session, user, row.id, wanted)
        renew_edition(session)
        return row.id


def _fresh(session: Session, name: str) -> Queue:
    return Queue(id=new_id(), slug=free_slug(session, name), is_intake=False, active=True, terms={})


def _problems(session: Session, row: Queue, values: Mapping[str, Any], members: frozenset[str]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for other in queries.queues(session, with_closed=True):
        if other.id != row.id and other.name_en.casefold() == values["name_en"].casefold():
            errors["name_en"] = [NAME_TAKEN]
    if not members <= _answering(session):
        errors["members"] = [NOT_ON_STAFF]
    if values["lead_id"] and values["lead_id"] not in members:
        errors["lead_id"] = [LEAD_OUTSIDE]
    if values["is_intake"] and not values["active"]:
        errors["active"] = [INTAKE_CLOSED]
    elif row.is_intake and not values["is_intake"]:
        errors["is_intake"] = [INTAKE_NEEDED]
    return errors


def _answering(session: Session) -> frozenset[str]:
    return frozenset(member.account_id for member in queries.answering_members(session))


def _staff(session: Session, user: Actor, queue_id: str, wanted: frozenset[str]) -> None:
    there = set(session.scalars(select(QueueMember.account_id).where(QueueMember.queue_id == queue_id)))
    for account_id in sorted(wanted - there):
        join(session, user, queue_id, account_id)
    # Who was invited and has not joined yet, or is suspended, stands in no form: they keep their place.
    for account_id in sorted((there & _answering(session)) - wanted):
        session.delete(session.get_one(QueueMember, (queue_id, account_id)))
        record(session, Action.QUEUE_LEFT, actor=user, subject_id=account_id, queue_id=queue_id)


def join(session: Session, user: Actor, queue_id: str, account_id: str) -> None:
    """Let a person work in a queue; nothing happens when they already do."""
    if session.get(QueueMember, (queue_id, account_id)) is None:
        session.add(QueueMember(queue_id=queue_id, account_id=account_id))
        record(session, Action.QUEUE_JOINED, actor=user, subject_id=account_id, queue_id=queue_id)


def set_lead(session: Session, user: Actor, queue_id: str, account_id: str) -> None:
    """Make a person a queue's lead, who then works in it too, within the caller's transaction."""
    join(session, user, queue_id, account_id)
    queries.queue(session, queue_id).lead_id = account_id
    record(session, Action.QUEUE_EDITED, actor=user, subject_id=queue_id, changed="lead_id", created=False)


def edit_member(user: Actor, account_id: str, values: Mapping[str, str]) -> None:
    """Change what patients and readers see of a member of staff.

    Raises: NotFound.
    """
    with transaction() as session:
        row = queries.member(session, account_id)
        ensure(user, Permission.CLINIC_EDIT, row)
        changed = [name for name in MEMBER_FIELDS if getattr(row, name) != values[name]]
        for name in changed:
            setattr(row, name, values[name])
        renew_edition(session)
        record(session, Action.MEMBER_EDITED, actor=user, subject_id=account_id, changed=",".join(changed))


def note_usual_hours(session: Session, queue_id: str, hours: float | None) -> None:
    """Note in how many opening hours nine of ten questions were answered lately; promises follow it."""
    queries.queue(session, queue_id).usual_hours = hours


def free_slug(session: Session, name: str) -> str:
    """Return a short name for addresses that no queue has yet."""
    taken = frozenset(session.scalars(select(Queue.slug)))
    return free(slug(name, "_")[:SLUG_CHARS] or "queue", taken.__contains__, "_")

"""The person on call: sealed under the clinic's own key, opened for staff only, each opening recorded.

The only module of this room that needs a key; nothing the public process uses may import it.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import presence, queries
from qa_portal.clinic.duty_models import CLINIC_OWNER, DUTY_ID, DutyContact
from qa_portal.clinic.models import FACTS_ID
from qa_portal.clinic.wording import NOT_ON_STAFF
from qa_portal.crypto.keystore import new_owner_key, owner_key
from qa_portal.crypto.sealed import PLACEHOLDER, place_of, seal_into, unseal
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Unreadable


@dataclass(frozen=True, slots=True, repr=False)
class OnCall:
    """The duty contact in clear: for one page, then forgotten."""

    clear_name: str
    clear_phone: str
    account_id: str | None


def set_contact(user: Actor, *, clear_name: str, clear_phone: str, account_id: str | None) -> None:
    """Say who is on call from now on.

    Raises: Forbidden; BadInput, when the colleague does not work here.
    """
    key = clinic_key()
    with transaction() as session:
        contact = session.get(DutyContact, DUTY_ID) or DutyContact(id=DUTY_ID, owner_id=CLINIC_OWNER, revision=0)
        ensure(user, Permission.CLINIC_EDIT, contact)
        colleague = queries.member(session, account_id) if account_id else None
        if account_id and not (colleague and colleague.active):
            raise BadInput({"account_id": [NOT_ON_STAFF]})
        contact.revision += 1
        contact.account_id = account_id or None
        contact.updated_at = clock.now()
        seal_into(key, contact, name=clear_name, phone=clear_phone)
        session.add(contact)
        record(session, Action.DUTY_SET, actor=user, subject_id=FACTS_ID, account_id=contact.account_id)


def open_contact(user: Actor, purpose: str) -> OnCall | None:
    """Return who is on call, and record who asked; None when nobody is named.

    What cannot be opened is a placeholder, and the record counts it.
    Raises: Forbidden, for anyone who is not staff.
    """
    with transaction() as session:
        contact = session.get(DutyContact, DUTY_ID)
        if contact is None:
            return None
        ensure(user, Permission.DUTY_OPEN, contact)
        name, phone = _open(contact, "name"), _open(contact, "phone")
        unreadable = [name, phone].count(PLACEHOLDER)
        record(session, Action.DUTY_OPENED, actor=user, subject_id=FACTS_ID, purpose=purpose, unreadable=unreadable)
        return OnCall(clear_name=name, clear_phone=phone, account_id=contact.account_id)


def duty_account_id(session: Session) -> str | None:
    """Return the account that is told when a lead does not answer; opens nothing."""
    contact = session.get(DutyContact, DUTY_ID)
    colleague = queries.member(session, contact.account_id) if contact and contact.account_id else None
    return colleague.account_id if colleague and colleague.active else None


def queue_ids_of(session: Session, account_id: str) -> frozenset[str]:
    """Return the queues a clinician sees today; whoever is on duty, or stands in for them, sees all."""
    on_duty = duty_account_id(session)
    if on_duty and account_id in {on_duty, presence.stand_in(session, on_duty)}:
        return frozenset(queue.id for queue in queries.queues(session, with_closed=True))
    return presence.queue_ids_of(session, account_id)


def _open(contact: DutyContact, column: str) -> str:
    try:
        return unseal(owner_key(contact.owner_id), place_of(contact, column), getattr(contact, column))
    except Unreadable:
        return PLACEHOLDER


def clinic_key() -> bytes:
    """The clinic's key, made at its first use."""
    try:
        return owner_key(CLINIC_OWNER)
    except Unreadable:
        return new_owner_key(CLINIC_OWNER)

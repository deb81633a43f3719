"""Accounts made without a mail, by whoever runs the machine: for the demo, and for tests."""

from dataclasses import dataclass, field

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic.models import Member, QueueMember
from qa_portal.crypto.keystore import new_owner_key
from qa_portal.crypto.lookup import blind_key_id
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, transaction
from qa_portal.identity import addresses, passwords
from qa_portal.identity.factor_models import Totp
from qa_portal.identity.models import Account, AccountState


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person: an address, a password, a role, and for staff what may be shown of them."""

    clear_email: str = field(repr=False)
    clear_password: str = field(repr=False)
    role: Role = Role.PATIENT
    language: str = "en"
    display_name: str = ""
    credential: str = ""
    specialty: str = ""
    bio: str = ""
    queue_ids: tuple[str, ...] = ()
    clear_totp_secret: str = field(default="", repr=False)
    """What an authenticator app already knows; empty, and staff set one up at the first sign-in."""
    password_hash: str = field(default="", repr=False)
    """The hash of the password, where it was made already: many people of a test have the same one."""


def enrol(person: Enrolment) -> str:
    """Make an active account and return its id.

    Raises: ValueError, when the address is none; IntegrityError, when it has an account.
    """
    clear_email = addresses.normalised(person.clear_email)
    password_hash = person.password_hash or passwords.hash_password(person.clear_password)
    account_id = new_id()
    key = new_owner_key(account_id)
    now = clock.now()
    account = Account(
        id=account_id,
        role=person.role,
        state=AccountState.ACTIVE,
        email_lookup=addresses.lookup(clear_email),
        email_key_id=blind_key_id(),
        revision=0,
        password_hash=password_hash,
        language=person.language,
        created_at=now,
        verified_at=now,
    )
    seal_into(key, account, email=clear_email)
    with transaction() as session:
        session.add(account)
        session.flush()
        if person.clear_totp_secret:
            row = Totp(id=new_id(), account_id=account_id, last_step=0, created_at=now, confirmed_at=now)
            seal_into(key, row, secret=person.clear_totp_secret)
            session.add(row)
        if person.role.is_staff:
            session.add(_member(account_id, person))
            session.flush()
            session.add_all(QueueMember(queue_id=queue_id, account_id=account_id) for queue_id in person.queue_ids)
        record(session, Action.ACCOUNT_OPENED, actor=SYSTEM, subject_id=account_id, again=False)
    return account_id


def _member(account_id: str, person: Enrolment) -> Member:
    return Member(
        account_id=account_id,
        display_name=person.display_name,
        credential=person.credential,
        specialty=person.specialty,
        bio=person.bio,
        answers=person.role is Role.CLINICIAN,
        active=True,
    )

"""Writing the audit log: the row and its MAC commit with the act, or neither does."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import LargeBinary, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.audit.actions import MAX_FIELD_CHARS, Action, Value
from qa_portal.db import READ, Base, Id, UtcDateTime, new_id, table_of

EXTENSION = "qa_portal.audit_signer"
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


class Signer(Protocol):
    """Makes MACs without showing the key; handed in by `create_app`."""

    @property
    def key_id(self) -> str:
        """Id of the key new rows are signed with."""

    def sign(self, key_id: str, message: bytes) -> bytes:
        """Return the MAC of a message under a key by id, 32 bytes."""


class Actor(Protocol):
    """Who acts: a person or the system."""

    @property
    def id(self) -> str:
        """Public id of the account."""

    @property
    def role(self) -> str:
        """The role the person acts in."""


class AuditEntry(Base):
    """One recorded act."""

    __tablename__ = "audit_entries"
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    action: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[str] = mapped_column(String(32), index=True)
    actor_role: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    fields: Mapped[str] = mapped_column(String(2000))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac_key_id: Mapped[str] = mapped_column(String(32))

    def canonical(self) -> bytes:
        """Return the row's facts as one byte string, the same for ever."""
        return canonical((self.id, self.at, self.action, self.actor_id, self.actor_role, self.subject_id, self.fields))


_INSERT = insert(table_of(AuditEntry))
_FACTS = ("id", "at", "action", "actor_id", "actor_role", "subject_id", "fields")


def canonical(facts: Sequence[Any]) -> bytes:
    """Return the facts of a row (id, time, action, actor, role, subject, fields) as one byte string."""
    told = [facts[0], facts[1].isoformat(), *facts[2:]]
    return _ENCODER.encode(told).encode()


def record(session: Session, action: Action, *, actor: Actor, subject_id: str, **fields: Value) -> None:
    """Record an act in the transaction it belongs to.

    Raises: ValueError, when the action does not declare a field, or a value is too long to be an id or a code.
    """
    unknown = set(fields) - action.fields
    if unknown:
        raise ValueError(f"{action} does not declare {sorted(unknown)}")
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > MAX_FIELD_CHARS:
            raise ValueError(f"{action}: field {name} is too long for an id or a code")
    signer = signer_of_app()
    told = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    facts = (new_id(), clock.now(), str(action), actor.id, str(actor.role), subject_id, told)
    mac = signer.sign(signer.key_id, canonical(facts))
    row = dict(zip(_FACTS, facts, strict=True), mac=mac, mac_key_id=signer.key_id)
    # Straight into the table: a row that is never changed gains nothing from the session's care, and pays half for it.
    session.execute(_INSERT, row)
    if action.is_reading:
        session.info.setdefault(READ, []).append((_INSERT, row))


def signer_of_app() -> Signer:
    """Return the signer of the app at work."""
    signer: Signer = current_app.extensions[EXTENSION]
    return signer

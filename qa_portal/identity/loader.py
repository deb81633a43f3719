"""Who is asking: Flask-Login's user, made from the session row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.permissions import Role
from qa_portal.clinic import duty
from qa_portal.clinic import queries as clinic_queries
from qa_portal.db import read
from qa_portal.identity.sessions import LiveSession, this_session


@dataclass(frozen=True, slots=True)
class Person:
    """The person signed in, as every room sees them: an actor for the rules, with a name when it is staff."""

    id: str
    role: Role
    session_id: str
    language: str
    queue_ids: frozenset[str] = frozenset()
    display_name: str = ""
    proved_at: datetime | None = None
    has_mail: bool = True
    """Whether there is an address to write to."""
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether the person proved a short while ago who they are."""
        lasts = timedelta(minutes=settings.current().step_up_minutes)
        return self.proved_at is not None and clock.now() < self.proved_at + lasts

    def get_id(self) -> str:
        """Return what Flask-Login keeps: the id of the session row, which can be ended."""
        return self.session_id


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in."""

    id: str = "visitor"
    role: str = "visitor"
    session_id: str = ""
    language: str = ""
    queue_ids: frozenset[str] = frozenset()
    display_name: str = ""
    is_proven: bool = False
    is_authenticated: bool = False
    is_active: bool = False
    is_anonymous: bool = True

    def get_id(self) -> None:
        """Return nothing: there is no session row."""


def load(session_id: str) -> Person | None:
    """Return the person behind this request's session; None when the session is another one or over."""
    live = this_session().live
    if live is None or live.id != session_id:
        return None
    if live.role.is_staff:
        return _staff(live)
    return Person(live.account_id, live.role, live.id, live.language, proved_at=live.proved_at, has_mail=live.has_mail)


def _queue_ids(session: Session, live: LiveSession) -> frozenset[str]:
    return duty.queue_ids_of(session, live.account_id) if live.role is Role.CLINICIAN else frozenset()


def _staff(live: LiveSession) -> Person:
    session = read()
    member = clinic_queries.member(session, live.account_id)
    return Person(
        live.account_id,
        live.role,
        live.id,
        live.language,
        queue_ids=_queue_ids(session, live),
        display_name=member.display_name if member else "",
        proved_at=live.proved_at,
    )

"""Sessions: one `__Host-` cookie. It holds a signed CSRF token for visitors, a random token for people signed in.

Nothing is looked up, and no cookie set, until a view touches the session: public pages never do.
A signed-in session is a row that can be ended at any time; the cookie's token is stored hashed.
Who gave the password and owes the second factor has a half session: the rest of the house sees a visitor.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, g
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.permissions import Role
from qa_portal.crypto.keyring import Purpose, keyring
from qa_portal.db import new_id, read, transaction
from qa_portal.identity.browsers import this_browser
from qa_portal.identity.models import Account, AccountState, SessionRow

COOKIE = "__Host-qa"
VISITOR_KEYS = frozenset({"csrf_token", "language", "sign_on", "_flashes"})
"""All that a visitor's cookie may hold: it is signed, not sealed."""
VISITOR_HOURS = 24
TOUCH_SECONDS = 60
"""How exactly it is known when a person was last seen, in seconds; a row write each time."""
HALF_MINUTES = 10
"""How long somebody who gave the password has for the second factor."""
USER_ID = "_user_id"
"""Where Flask-Login looks for the id it hands to the user loader."""
_VISITOR, _PERSON = "v.", "p."
_QUIET = "identity_quiet_request"


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that holds: which row, whose, and what the account says."""

    id: str
    account_id: str
    role: Role
    language: str
    has_mail: bool
    seen_at: datetime
    data: dict[str, Any]
    is_half: bool = False
    proved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun: the row's id and the token for the cookie, which is stored nowhere."""

    id: str
    account_id: str
    role: Role
    token: str
    is_half: bool = False

    def __repr__(self) -> str:
        return f"<new session {self.id}>"


class PortalSession(SessionMixin):
    """What `flask.session` is here. It opens its cookie at the first touch."""

    modified = False

    def __init__(self, cookie: str) -> None:
        self._cookie = cookie
        self._values: dict[str, Any] | None = None
        self._row: LiveSession | None = None
        self.token_to_set: str | None = None
        self.is_ended = False

    @property
    def live(self) -> LiveSession | None:
        """The signed-in session behind the cookie; None for a visitor, and for somebody half signed in."""
        self._open()
        return self._row if self._row is not None and not self._row.is_half else None

    @property
    def half(self) -> LiveSession | None:
        """The session of somebody who gave the password and owes the second factor; None for everybody else."""
        self._open()
        return self._row if self._row is not None and self._row.is_half else None

    @property
    def row(self) -> LiveSession | None:
        """The session behind the cookie, whole or half."""
        self._open()
        return self._row

    def adopt(self, new: NewSession) -> None:
        """Go on as the person who just signed in: nothing of the visitor's session is kept."""
        self._values, self._row = {}, None
        self.token_to_set, self.is_ended, self.modified = new.token, False, True

    def renew(self, token: str) -> None:
        """Go on as the same person under a new token; the old one opens nothing any more."""
        self._open()
        self.token_to_set, self.modified = token, True

    def leave(self) -> None:
        """Go on as a visitor; the cookie is taken away."""
        self._values, self._row = {}, None
        self.token_to_set, self.is_ended, self.modified = None, True, True

    def _open(self) -> dict[str, Any]:
        if self._values is None:
            self._row = _live_session(self._cookie)
            if self._row is not None:
                known = {} if self._row.is_half else {USER_ID: self._row.id}
                self._values = {**self._row.data, **known}
            else:
                self._values = _visitor_values(self._cookie)
        return self._values

    def __getitem__(self, key: str) -> Any:
        return self._open()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        values = self._open()
        if self.live is None and key not in VISITOR_KEYS:
            raise KeyError(f"a visitor's session holds no {key}")
        values[key] = value
        self.is_ended, self.modified = False, True

    def __delitem__(self, key: str) -> None:
        del self._open()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())


class PortalSessions(SessionInterface):
    """Opens and saves sessions for Flask."""

    def open_session(self, app: Flask, request: Request) -> PortalSession:
        """Wrap the cookie; nothing is read yet."""
        return PortalSession(request.cookies.get(COOKIE, ""))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie or store the row, when the session was used at all."""
        if not isinstance(session, PortalSession) or not (session.accessed or session.modified):
            return
        response.vary.add("Cookie")
        if session.token_to_set is not None:
            _set_cookie(response, _PERSON + session.token_to_set)
        if session.row is not None:
            _keep(session, session.row)
        elif session.token_to_set is not None:
            return
        elif session.is_ended:
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        elif session.modified:
            _set_cookie(response, _VISITOR + _signer().dumps(dict(session)))


def this_session() -> PortalSession:
    """Return the session of this request."""
    found = flask_session._get_current_object()  # type: ignore[attr-defined]
    if not isinstance(found, PortalSession):
        raise TypeError("this app has no sessions")
    return found


def quiet() -> None:
    """Mark this request as one nobody made by hand (a page asking for news): it keeps no session alive."""
    setattr(g, _QUIET, True)


def begin(session: Session, account: Account, *, half: bool = False, shared: bool = False) -> NewSession:
    """Begin a session for an account, in the transaction that let the person in; `half` without the second factor."""
    token = secrets.token_urlsafe(32)
    row = SessionRow(
        id=new_id(),
        token_hash=_hash(token),
        account_id=account.id,
        role=account.role,
        data={"csrf_token": secrets.token_hex(32)} | ({"language": account.language} if half else {}),
        is_shared=shared,
        created_at=clock.now(),
        seen_at=clock.now(),
        is_half=half,
        proved_at=None if half else clock.now(),
        browser=this_browser(),
    )
    session.add(row)
    return NewSession(row.id, account.id, account.role, token, half)


def renew(session: Session, session_id: str) -> str:
    """Note that the person of a session proved again who they are, and give it a new token; return the token."""
    token = secrets.token_urlsafe(32)
    session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .values(token_hash=_hash(token), proved_at=clock.now())
    )
    return token


def end(session: Session, session_id: str) -> None:
    """End one session."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .values(ended_at=clock.now(), data={})
    )


def end_half(session: Session, session_id: str) -> bool:
    """End a half session; False when somebody else was faster."""
    ending = (
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.is_half.is_(True), SessionRow.ended_at.is_(None))
        .values(ended_at=clock.now(), data={})
    )
    return session.execute(ending.returning(SessionRow.id)).scalar() is not None


def is_new_browser(session: Session, account_id: str) -> bool:
    """Say whether this kind of browser never signed in here before, while others did."""
    wanted = select(SessionRow.browser).where(SessionRow.account_id == account_id, SessionRow.is_half.is_(False))
    known = set(session.scalars(wanted.distinct()))
    return bool(known) and this_browser() not in known


def end_all(session: Session, account_id: str, *, but: str = "") -> None:
    """End every session of an account, or every one but this."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.account_id == account_id, SessionRow.id != but, SessionRow.ended_at.is_(None))
        .values(ended_at=clock.now(), data={})
    )


def limits_of(role: Role) -> tuple[timedelta, timedelta]:
    """Return how long a role's session lasts untouched, and how long at most."""
    here = settings.current()
    if role.is_staff:
        return timedelta(minutes=here.staff_idle_minutes), timedelta(hours=here.staff_hours)
    return timedelta(minutes=here.patient_idle_minutes), timedelta(hours=here.patient_hours)


def is_over(row: SessionRow) -> bool:
    """Say whether a session no longer holds."""
    idle, longest = limits_of(row.role)
    if row.is_shared:
        idle = min(idle, timedelta(minutes=settings.current().shared_idle_minutes))
    now = clock.now()
    if row.is_half and now >= row.created_at + timedelta(minutes=HALF_MINUTES):
        return True
    return row.ended_at is not None or now >= row.seen_at + idle or now >= row.created_at + longest


def _live_session(cookie: str) -> LiveSession | None:
    if not cookie.startswith(_PERSON):
        return None
    wanted = (
        select(SessionRow, Account.language, Account.email_lookup.is_not(None))
        .join(Account, Account.id == SessionRow.account_id)
        .where(SessionRow.token_hash == _hash(cookie.removeprefix(_PERSON)))
        .where(Account.state == AccountState.ACTIVE, Account.role == SessionRow.role)
    )
    found = read().execute(wanted).one_or_none()
    if found is None or is_over(found[0]):
        return None
    row: SessionRow = found[0]
    return LiveSession(
        row.id,
        row.account_id,
        row.role,
        language=found[1],
        has_mail=found[2],
        seen_at=row.seen_at,
        data=dict(row.data),
        is_half=row.is_half,
        proved_at=row.proved_at,
    )


def _visitor_values(cookie: str) -> dict[str, Any]:
    if not cookie.startswith(_VISITOR):
        return {}
    try:
        values = _signer().loads(cookie.removeprefix(_VISITOR), max_age=VISITOR_HOURS * 3600)
    except BadSignature:
        return {}
    return {key: values[key] for key in VISITOR_KEYS & set(values)}


def _keep(session: PortalSession, live: LiveSession) -> None:
    now = clock.now()
    changes: dict[str, Any] = {}
    if session.modified:
        changes["data"] = {key: value for key, value in session.items() if key != USER_ID}
    if not live.is_half and not g.get(_QUIET) and now >= live.seen_at + timedelta(seconds=TOUCH_SECONDS):
        changes["seen_at"] = now
    if changes:
        with transaction() as writing:
            writing.execute(
                update(SessionRow).where(SessionRow.id == live.id, SessionRow.ended_at.is_(None)).values(**changes)
            )


def _set_cookie(response: Response, value: str) -> None:
    response.set_cookie(COOKIE, value, path="/", secure=True, httponly=True, samesite="Lax")


def _signer() -> URLSafeTimedSerializer:
    keys = keyring().subkeys(Purpose.COOKIE)
    return URLSafeTimedSerializer(keys, salt="visitor", signer_kwargs={"digest_method": hashlib.sha256})


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash cannot be turned back.
    return hashlib.sha256(token.encode()).hexdigest()

"""The tables of people. What a person told us about themselves is sealed; ids, states and times are plain."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.crypto.lookup import Lookup
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime


class AccountState(StrEnum):
    """Where an account stands. Only an active one can sign in."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    ERASED = "erased"


class LinkKind(StrEnum):
    """What a mail link is good for."""

    VERIFY = "verify"
    RESET = "reset"
    JOIN = "join"
    EMAIL = "email"


class LetterKind(StrEnum):
    """What a letter is about. Its words stand in `letter_texts`."""

    VERIFY = "verify"
    ALREADY_REGISTERED = "already_registered"
    RESET = "reset"
    PASSWORD_CHANGED = "password_changed"
    JOIN = "join"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGED_NOTICE = "email_changed_notice"
    QUESTION_RECEIVED = "question_received"
    CLINICIAN_ASKED = "clinician_asked"
    ANSWER_READY = "answer_ready"
    QUESTION_CLOSED = "question_closed"
    ANSWER_WAITING = "answer_waiting"
    OUTCOME_ASKED = "outcome_asked"
    ANSWER_UNREAD = "answer_unread"
    SAFETY_CASE = "safety_case"
    PROMISE_CHANGED = "promise_changed"
    PUBLICATION_ASKED = "publication_asked"
    PUBLICATION_PUBLISHED = "publication_published"
    WITHDRAWN = "withdrawn"
    STAFF_ESCALATION = "staff_escalation"
    COLLEAGUE_ASKED = "colleague_asked"
    TAKEN_OVER = "taken_over"
    PATIENT_REPLIED = "patient_replied"
    REVIEW_ASKED = "review_asked"
    PAGE_DUE = "page_due"
    DESK_WAITING = "desk_waiting"
    RETENTION_DUE = "retention_due"
    ACCOUNT_ERASED = "account_erased"
    NEW_BROWSER = "new_browser"
    FACTOR_CHANGED = "factor_changed"
    FACTOR_TRIED = "factor_tried"
    RECOVERY_USED = "recovery_used"
    CASE_OPENED = "case_opened"
    CASE_CLOSED = "case_closed"
    GLASS_BROKEN = "glass_broken"


def _one_of(kind: type[StrEnum]) -> Enum:
    """A column that stores the value of one member, as text on both databases."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Account(Base):
    """A person who can sign in: patient or staff. `id` is also whose key seals their values."""

    __tablename__ = "accounts"
    id: Mapped[Id]
    role: Mapped[Role] = mapped_column(_one_of(Role))
    state: Mapped[AccountState] = mapped_column(_one_of(AccountState), default=AccountState.PENDING)
    email_lookup: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    """Blind index of the address; freed when the person leaves, so that they can come back in another role.
    None, as all three are, for somebody who asked without an address."""
    email_lookup_next: Mapped[str | None] = mapped_column(String(64), unique=True, index=True, default=None)
    """The same; during a rotation of the root key already under the new one."""
    email_key_id: Mapped[str | None] = mapped_column(String(32), default=None)
    email: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    code_lookup: Mapped[str | None] = mapped_column(String(64), index=True, unique=True, default=None)
    """Blind index of the receipt code of somebody who asked without an address."""
    code_lookup_next: Mapped[str | None] = mapped_column(String(64), unique=True, index=True, default=None)
    """The same; during a rotation of the root key already under the new one."""
    code_key_id: Mapped[str | None] = mapped_column(String(32), default=None)
    code: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    """The receipt code, so that its blind index can be made anew under another key; no page shows it again."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts changes of the address, so that an older sealed one does not open in its place."""
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    language: Mapped[str] = mapped_column(String(5), default="en")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    guardian_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When a parent or guardian said that they use the account for a person below the minimum age."""
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when mail to the address is refused; None while it arrives."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @validates("email_lookup", "code_lookup")
    def _in_both_columns(self, name: str, lookup: str | None) -> str | None:
        # Whoever sets the first sets both: two rows of one address agree in one column at any moment of a rotation.
        setattr(self, f"{name}_next", lookup.following if isinstance(lookup, Lookup) else lookup)
        return None if lookup is None else str(lookup)

    @property
    def owner_id(self) -> str:
        """Whose key seals the address: the person's own."""
        return self.id

    @property
    def has_mail(self) -> bool:
        """Whether there is an address to write to."""
        return self.email is not None

    @property
    def is_active(self) -> bool:
        """Whether the person can sign in."""
        return self.state is AccountState.ACTIVE

    @property
    def is_suspended(self) -> bool:
        """Whether the person was shut out for now."""
        return self.state is AccountState.SUSPENDED

    @property
    def is_waiting(self) -> bool:
        """Whether the person has yet to follow the link of the first mail."""
        return self.state is AccountState.PENDING


class Profile(Base):
    """What a patient told us about themselves so that it can be taken out of public text. All of it is optional."""

    __tablename__ = "profiles"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    revision: Mapped[int] = mapped_column(default=0)
    names: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    relatives: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    birth_date: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    phone: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    town: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    street: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    member_number: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """Whose key seals the profile."""
        return self.account_id


class SessionRow(Base):
    """One signed-in browser. The cookie holds a random token; only its hash is here.

    A half session knows the password and has yet to give the second factor: it opens no page but those that ask.
    """

    __tablename__ = "sessions"
    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(_one_of(Role))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What Flask keeps in a session: the CSRF token, messages to show once. Never PHI."""
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether the person said that others use this device, too: then it ends sooner."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    is_half: Mapped[bool] = mapped_column(default=False)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the person last proved who they are: at sign-in, or when asked again."""
    browser: Mapped[str] = mapped_column(String(40), default="")
    """Family and kind of device, such as `Firefox/phone`. No version, no address."""


class SignOnLink(Base):
    """A member of staff as the hospital's own sign-on service knows them."""

    __tablename__ = "sign_on_links"
    id: Mapped[Id]
    subject_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 over the service's address and its name for the person."""
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class LinkGrant(Base):
    """What one mail link may do, once. The link's secret is derived from `id` and stored nowhere."""

    __tablename__ = "link_grants"
    id: Mapped[Id]
    kind: Mapped[LinkKind] = mapped_column(_one_of(LinkKind))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    """The password chosen at this sign-up. It becomes the account's only when whoever typed it opens the mail."""
    by_guardian: Mapped[bool] = mapped_column(default=False)
    email_lookup: Mapped[str | None] = mapped_column(String(64), default=None)
    email_key_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """Both are no longer used: the look-up is made from the address when the link is."""
    email: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    """The new address while a change waits (revision 0), then the old one that gets a notice (revision 1)."""
    revision: Mapped[int] = mapped_column(default=0)

    @property
    def owner_id(self) -> str:
        """Whose key seals the address."""
        return self.account_id

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.used_at is None and self.expires_at > clock.now()


class Letter(Base):
    """One mail to a person: which kind, which page it leads to, and what became of it. No address, no words."""

    __tablename__ = "letters"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LetterKind] = mapped_column(_one_of(LetterKind))
    path: Mapped[str] = mapped_column(String(200))
    grant_id: Mapped[str | None] = mapped_column(
        ForeignKey("link_grants.id", ondelete="CASCADE"), default=None, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    bounced: Mapped[bool] = mapped_column(default=False)

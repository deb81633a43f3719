"""Roles, permissions, and the one table of rules.

A rule works on a row or on a mapped class, by attribute names only: on a row it answers yes or no,
on a class it gives the same rule as an SQL clause. So `access` imports no model.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from qa_portal import clock


class Role(StrEnum):
    """What a person is to the clinic; SYSTEM is the worker."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    EDITOR = "editor"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"
    SYSTEM = "system"

    @property
    def is_staff(self) -> bool:
        """True for people who work for the clinic."""
        return self not in {Role.PATIENT, Role.SYSTEM}


class Permission(StrEnum):
    """One member a thing that may be done."""

    PUBLIC_READ = "public:read"
    PUBLIC_POST = "public:post"
    HEALTH = "health:read"
    SIGN_IN = "identity:sign_in"
    LEAVE = "identity:leave"
    FOLLOW = "follow:ask"
    FOLLOW_END = "follow:end"
    ACCOUNT_OWN = "account:own"
    FACTOR_OWN = "factor:own"
    PROFILE_OWN = "profile:own"
    CONTACT_OPEN = "contact:open"
    PROFILE_OPEN = "profile:open"
    QUESTION_ASK = "question:ask"
    QUESTION_OWN = "question:own"
    QUESTION_REPLY = "question:reply"
    PUBLICATION_DECIDE = "publication:decide"
    QUEUE_SEE = "queue:see"
    QUESTION_SEE = "question:see"
    QUESTION_CLAIM = "question:claim"
    READY_USE = "ready:use"
    READY_EDIT = "ready:edit"
    QUESTION_OPEN = "question:open"
    QUESTION_ANSWER = "question:answer"
    QUESTION_TRANSFER = "question:transfer"
    TRIAGE = "question:triage"
    FORM_LIST = "form:list"
    FORM_MAKE = "form:make"
    FORM_EDIT = "form:edit"
    SAFETY_LIST = "safety:list"
    SAFETY_WORK = "safety:work"
    PUBLICATION_PROPOSE = "publication:propose"
    DESK = "publication:desk"
    PUBLICATION_EDIT = "publication:edit"
    REVIEW = "publication:review_list"
    PUBLICATION_REVIEW = "publication:review"
    PUBLICATION_PUBLISH = "publication:publish"
    LIBRARY_EDIT = "library:edit"
    GUIDE_WRITE = "guide:write"
    GUIDE_CHECK = "guide:check"
    PAGES_DUE = "page:due_list"
    PAGE_VOUCH = "page:vouch"
    PAGE_RECALL = "page:recall"
    PAGE_MERGE = "page:merge"
    REPORTS_WORK = "report:work"
    CLINIC_EDIT = "clinic:edit"
    QUEUE_EDIT = "queue:edit"
    FLAGS_SEE = "flags:see"
    FLAGS_SIGN = "flags:sign"
    DUTY_OPEN = "duty:open"
    ABSENCE_EDIT = "absence:edit"
    PUBLIC_PERSON = "staff:public_page"
    STAFF_MANAGE = "staff:manage"
    STAFF_SUSPEND = "staff:suspend"
    AUDIT_READ = "audit:read"
    RETENTION_MANAGE = "retention:manage"
    CASE_OWN = "case:own"
    CASE_WORK = "case:work"
    GLASS_BREAK = "glass:break"
    GLASS_SEE = "glass:see"
    GLASS_OPEN = "glass:open"
    GLASS_REVIEW = "glass:review"


class Actor(Protocol):
    """A person (or the worker) as the rules see them."""

    @property
    def id(self) -> str:
        """Public id of the account."""

    @property
    def role(self) -> Role:
        """The role the person acts in."""

    @property
    def queue_ids(self) -> frozenset[str]:
        """The queues a clinician works in."""


Test = Callable[[Actor, Any], Any]
"""A rule's question about a row (bool) or a class (SQL clause)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may, which rows they know of, and on which of those they may act."""

    roles: frozenset[Role] | None
    """None: anybody, signed in or not."""
    visible: Test = lambda user, row: True
    """False: the row does not exist for this person (404)."""
    holds: Test = lambda user, row: True
    """False: the person knows of the row and may not (403)."""


@dataclass(frozen=True, slots=True)
class System:
    """The worker as an actor: it holds no session and signs in nowhere."""

    id: str = "system"
    role: Role = Role.SYSTEM
    queue_ids: frozenset[str] = frozenset()


SYSTEM = System()


def is_in(value: Any, options: Iterable[str]) -> Any:
    """Say whether a row's value is one of the options, or give that as SQL for a class's column."""
    wanted = sorted(options)
    return value.in_(wanted) if hasattr(value, "in_") else value in wanted


def _own(user: Actor, row: Any) -> Any:
    return row.patient_id == user.id


def _self(user: Actor, row: Any) -> Any:
    return row.id == user.id


def _in_my_queue(user: Actor, row: Any) -> Any:
    if user.role is Role.SYSTEM:
        return row.id == row.id
    return is_in(row.queue_id, user.queue_ids)


def _mine_or_asked(user: Actor, row: Any) -> Any:
    # A colleague who was asked about a question sees that one, whichever team it is in.
    mine = _in_my_queue(user, row)
    return mine if mine is True else mine | row.is_asked_of(user.id)


def _mine_to_open(user: Actor, row: Any) -> Any:
    if user.role is Role.PATIENT:
        return _own(user, row)
    return _mine_or_asked(user, row)


def _held_by_me(user: Actor, row: Any) -> Any:
    return row.holder_id == user.id


def _is_none(value: Any) -> Any:
    return value.is_(None) if hasattr(value, "is_") else value is None


def _mine_or_shared(user: Actor, row: Any) -> Any:
    team = _is_none(row.queue_id) | is_in(row.queue_id, user.queue_ids)
    return (row.owner_id == user.id) | (row.shared & team)


def _owned_by_me(user: Actor, row: Any) -> Any:
    return row.owner_id == user.id


def _not_the_author(user: Actor, row: Any) -> Any:
    return (row.answered_by_id != user.id) & (row.editor_id != user.id)


def _not_the_writer(user: Actor, row: Any) -> Any:
    return row.written_by_id != user.id


def _broken_by_me(user: Actor, row: Any) -> Any:
    return row.officer_id == user.id


def _not_over(_user: Actor, row: Any) -> Any:
    return row.expires_at > clock.now()


def _broken_by_another(user: Actor, row: Any) -> Any:
    return row.officer_id != user.id


def _kept_by_me(user: Actor, row: Any) -> Any:
    if user.role is Role.EDITOR:
        return row.id == row.id
    return (row.owner_id == user.id) | is_in(row.queue_id, user.queue_ids)


def _mine_to_judge(user: Actor, row: Any) -> Any:
    # Whether an answer to a patient is still right is a clinician's judgement; guides are the desk's own.
    return row.kind != "patient" if user.role is Role.EDITOR else row.id == row.id


_ANYBODY: frozenset[Role] | None = None
_SIGNED_IN = frozenset(Role) - {Role.SYSTEM}
_PATIENT = frozenset({Role.PATIENT})
_CLINICIAN = frozenset({Role.CLINICIAN})
_EDITOR = frozenset({Role.EDITOR})
_ADMIN = frozenset({Role.ADMIN})
_SYSTEM = frozenset({Role.SYSTEM})
_OFFICER = frozenset({Role.PRIVACY_OFFICER})

RULES: dict[Permission, Rule] = {
    Permission.PUBLIC_READ: Rule(_ANYBODY),
    Permission.PUBLIC_POST: Rule(_ANYBODY),
    Permission.HEALTH: Rule(_ANYBODY),
    Permission.SIGN_IN: Rule(_ANYBODY),
    Permission.LEAVE: Rule(_ANYBODY),
    Permission.FOLLOW: Rule(_ANYBODY),
    Permission.FOLLOW_END: Rule(_ANYBODY),
    Permission.ACCOUNT_OWN: Rule(_SIGNED_IN, visible=_self),
    Permission.FACTOR_OWN: Rule(_SIGNED_IN - _PATIENT, visible=_self),
    Permission.PROFILE_OWN: Rule(_PATIENT, visible=_self),
    Permission.CONTACT_OPEN: Rule(
        _SIGNED_IN | _SYSTEM, visible=lambda u, row: (row.id == u.id) | (u.role in {Role.ADMIN, Role.SYSTEM})
    ),
    Permission.PROFILE_OPEN: Rule(
        _PATIENT | _EDITOR | _SYSTEM,
        visible=lambda u, row: (row.id == u.id) | (u.role in {Role.EDITOR, Role.SYSTEM}),
    ),
    Permission.QUESTION_ASK: Rule(_PATIENT),
    Permission.QUESTION_OWN: Rule(_PATIENT, visible=_own),
    Permission.QUESTION_REPLY: Rule(_PATIENT, visible=_own),
    Permission.PUBLICATION_DECIDE: Rule(_PATIENT, visible=_own),
    Permission.QUEUE_SEE: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.QUESTION_SEE: Rule(_CLINICIAN, visible=_mine_or_asked),
    Permission.QUESTION_CLAIM: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.READY_USE: Rule(_CLINICIAN, visible=_mine_or_shared),
    Permission.READY_EDIT: Rule(_CLINICIAN, visible=_mine_or_shared, holds=_owned_by_me),
    Permission.QUESTION_OPEN: Rule(_PATIENT | _CLINICIAN | _SYSTEM, visible=_mine_to_open),
    Permission.QUESTION_ANSWER: Rule(_CLINICIAN, visible=_in_my_queue, holds=_held_by_me),
    Permission.QUESTION_TRANSFER: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.TRIAGE: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.FORM_LIST: Rule(_CLINICIAN | _ADMIN),
    Permission.FORM_MAKE: Rule(_CLINICIAN),
    Permission.FORM_EDIT: Rule(
        _CLINICIAN | _ADMIN, holds=lambda u, row: (row.owner_id == u.id) | (u.role is Role.ADMIN)
    ),
    Permission.SAFETY_LIST: Rule(_CLINICIAN),
    Permission.SAFETY_WORK: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.PUBLICATION_PROPOSE: Rule(_CLINICIAN, visible=_in_my_queue),
    Permission.DESK: Rule(_EDITOR),
    Permission.PUBLICATION_EDIT: Rule(_EDITOR | _SYSTEM),
    Permission.REVIEW: Rule(_CLINICIAN),
    Permission.PUBLICATION_REVIEW: Rule(_CLINICIAN, holds=_not_the_author),
    Permission.PUBLICATION_PUBLISH: Rule(_EDITOR | _SYSTEM),
    Permission.LIBRARY_EDIT: Rule(_EDITOR),
    Permission.GUIDE_WRITE: Rule(_CLINICIAN | _EDITOR),
    # Whether advice is right is a clinician's judgement, never of who wrote it.
    Permission.GUIDE_CHECK: Rule(_CLINICIAN, holds=_not_the_writer),
    Permission.PAGES_DUE: Rule(_CLINICIAN | _EDITOR, visible=_kept_by_me),
    Permission.PAGE_VOUCH: Rule(_CLINICIAN | _EDITOR, visible=_kept_by_me, holds=_mine_to_judge),
    Permission.PAGE_RECALL: Rule(_EDITOR | _ADMIN),
    Permission.PAGE_MERGE: Rule(_EDITOR),
    Permission.REPORTS_WORK: Rule(_EDITOR),
    Permission.CLINIC_EDIT: Rule(_ADMIN),
    Permission.QUEUE_EDIT: Rule(_ADMIN),
    Permission.FLAGS_SEE: Rule(_ADMIN | _CLINICIAN),
    Permission.FLAGS_SIGN: Rule(_CLINICIAN),
    Permission.DUTY_OPEN: Rule((_SIGNED_IN - _PATIENT) | _SYSTEM),
    Permission.ABSENCE_EDIT: Rule(
        _CLINICIAN | _ADMIN, visible=lambda u, row: (row.account_id == u.id) | (u.role is Role.ADMIN)
    ),
    Permission.PUBLIC_PERSON: Rule(_CLINICIAN, visible=lambda u, row: row.account_id == u.id),
    Permission.STAFF_MANAGE: Rule(_ADMIN | _SYSTEM),
    Permission.STAFF_SUSPEND: Rule(_ADMIN | _OFFICER | _SYSTEM),
    Permission.RETENTION_MANAGE: Rule(frozenset({Role.PRIVACY_OFFICER})),
    Permission.AUDIT_READ: Rule(_OFFICER),
    Permission.CASE_OWN: Rule(_PATIENT, visible=_own),
    Permission.CASE_WORK: Rule(_OFFICER),
    Permission.GLASS_BREAK: Rule(_OFFICER),
    Permission.GLASS_SEE: Rule(_OFFICER | _ADMIN),
    Permission.GLASS_OPEN: Rule(_OFFICER, visible=_broken_by_me, holds=_not_over),
    Permission.GLASS_REVIEW: Rule(_OFFICER | _ADMIN, holds=_broken_by_another),
}

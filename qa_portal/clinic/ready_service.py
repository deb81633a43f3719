"""Keeping ready words: whoever made them changes, shares and deletes them, and looks at them again in time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import ready
from qa_portal.clinic.ready import PARTS
from qa_portal.clinic.reply_models import ReplyTemplate
from qa_portal.clinic.wording import (
    NOTHING_READY,
    REVIEW_OVER,
    REVIEW_TOO_FAR,
    SHARED_ELSEWHERE,
    SHORTCUT_TAKEN,
    WHOLE_NET,
)
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput

ALL = "all"
"""Shared with everybody who answers."""
LONGEST_REVIEW = timedelta(days=3 * 366)
TEXTS = ("lang", "shortcut", "title", "body", *PARTS, "review_by")


def save(user: Actor, ready_id: str | None, values: Mapping[str, Any]) -> str:
    """Change ready words, or make new ones when `ready_id` is None; return their id.

    `values` is a loaded `ReadyForm`. Raises: NotFound, Forbidden, BadInput.
    """
    with transaction() as session:
        row = ready.one(session, user, ready_id) if ready_id else _fresh(user)
        ensure(user, Permission.READY_EDIT, row)
        errors = _problems(session, user, row, values)
        if errors:
            raise BadInput(errors)
        for name in TEXTS:
            setattr(row, name, values[name])
        row.shared = bool(values["share"])
        row.queue_id = values["share"] if values["share"] not in ("", ALL) else None
        row.updated_at = clock.now()
        session.add(row)
        record(
            session, Action.READY_WORDS_EDITED, actor=user, subject_id=row.id, shared=row.shared, created=not ready_id
        )
        return row.id


def delete(user: Actor, ready_id: str) -> None:
    """Delete ready words; answers that were written with them keep theirs.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        row = ready.one(session, user, ready_id)
        ensure(user, Permission.READY_EDIT, row)
        session.delete(row)
        record(session, Action.READY_WORDS_DELETED, actor=user, subject_id=ready_id)


def _fresh(user: Actor) -> ReplyTemplate:
    return ReplyTemplate(id=new_id(), owner_id=user.id, shared=False, queue_id=None)


def _problems(session: Session, user: Actor, row: ReplyTemplate, values: Mapping[str, Any]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    parts = [name for name in PARTS if values[name]]
    if not values["body"] and not parts:
        errors["body"] = [NOTHING_READY]
    elif parts and len(parts) < len(PARTS):
        errors[next(name for name in PARTS if not values[name])] = [WHOLE_NET]
    if values["share"] not in ("", ALL, *user.queue_ids):
        errors["share"] = [SHARED_ELSEWHERE]
    today = clock.now().date()
    if values["review_by"] <= today:
        errors["review_by"] = [REVIEW_OVER]
    elif values["review_by"] > today + LONGEST_REVIEW:
        errors["review_by"] = [REVIEW_TOO_FAR]
    taken = select(ReplyTemplate.id).where(
        ReplyTemplate.owner_id == user.id,
        ReplyTemplate.lang == values["lang"],
        ReplyTemplate.shortcut == values["shortcut"],
        ReplyTemplate.id != row.id,
    )
    if session.scalar(taken.limit(1)):
        errors["shortcut"] = [SHORTCUT_TAKEN]
    return errors

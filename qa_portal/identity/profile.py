"""The profile a patient may fill in, so that what identifies them can be taken out of public text."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id, transaction
from qa_portal.identity import queries
from qa_portal.identity.models import Profile
from qa_portal.identity.reading import ClearProfile, open_profile

PARTS = tuple(field.name for field in fields(ClearProfile))


def own_profile(user: Actor) -> ClearProfile:
    """Return a patient's own profile; opening it is recorded.

    Raises: NotFound, Unreadable.
    """
    with transaction() as session:
        return open_profile(session, user, user.id, "own profile", to_show=True)


def save(user: Actor, clear: ClearProfile) -> None:
    """Seal a patient's profile anew; what is empty is stored as absent."""
    key = owner_key(user.id)
    sealed: dict[str, Any] = {part: _text(getattr(clear, part)) for part in PARTS}
    with transaction() as session:
        ensure(user, Permission.PROFILE_OWN, queries.for_update(session, user.id))
        profile = session.scalar(select(Profile).where(Profile.account_id == user.id))
        if profile is None:
            profile = Profile(id=new_id(), account_id=user.id, revision=0)
            session.add(profile)
        profile.revision += 1
        profile.changed_at = clock.now()
        seal_into(key, profile, **sealed)
        parts = ",".join(part for part in PARTS if sealed[part] is not None)
        record(session, Action.PROFILE_CHANGED, actor=user, subject_id=user.id, parts=parts)


def _text(clear: object) -> str | None:
    if isinstance(clear, tuple):
        return "\n".join(clear) or None
    return str(clear) if clear else None

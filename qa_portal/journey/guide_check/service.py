"""Use cases of the second person: read a guide, say yes, or send it back."""

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission, Role
from qa_portal.audit.actions import Action, Value
from qa_portal.audit.log import record
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict, Forbidden, NotFound
from qa_portal.guide import queries, releasing
from qa_portal.guide.models import GuideVersion
from qa_portal.guide.stages import Step, move
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind


def open_check(user: Actor, version_id: str) -> GuideVersion:
    """Return a version for its second person.

    Raises: NotFound, Forbidden (who wrote it).
    """
    return _to_check(read(), user, version_id)


def _to_check(session: Session, user: Actor, version_id: str) -> GuideVersion:
    found = session.get(GuideVersion, version_id)
    ensure(user, Permission.GUIDE_CHECK, found)
    if found is None:
        raise NotFound("There is no such guide.")
    if user.id in found.writer_ids:
        raise Forbidden("You have written in this guide, so somebody else checks it.")
    return found


def accept(user: Actor, version_id: str, seen: str) -> None:
    """Say that the words are right and name nobody who should not be named.

    Raises: NotFound, Forbidden, WrongStep, Conflict (other words than those seen).
    """
    with transaction() as session:
        version = queries.locked(session, _to_check(session, user, version_id))
        digest = releasing.hash_of(version)
        if digest != seen:
            raise Conflict("The words were changed meanwhile. Read them again.")
        move(version, Step.ACCEPT)
        version.checked_by_id, version.checked_at, version.checked_sha256 = user.id, clock.now(), digest
        _said(session, user, version, "agrees")


def send_back(user: Actor, version_id: str, note: str) -> None:
    """Send the words back to who wrote them, with what is wrong.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        version = queries.locked(session, _to_check(session, user, version_id))
        move(version, Step.SEND_BACK)
        version.check_note = note
        _said(session, user, version, "changes")


def _said(session: Session, user: Actor, version: GuideVersion, verdict: str) -> None:
    fields: dict[str, Value] = {
        "version": version.number,
        "verdict": verdict,
        "content_hash": releasing.hash_of(version),
    }
    record(session, Action.GUIDE_CHECKED, actor=user, subject_id=version.guide_id, **fields)
    post(session, version.written_by_id, LetterKind.DESK_WAITING, f"/guide-desk/{version.guide_id}")
    if verdict == "agrees":
        post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, f"/guide-desk/{version.guide_id}")

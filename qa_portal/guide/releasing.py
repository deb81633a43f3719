"""Carrying checked words to the library, and taking them away again. Works inside the caller's transaction."""

import hashlib

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.errors import Conflict
from qa_portal.guide import queries
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.guide.stages import Stage, Step, move
from qa_portal.library import history
from qa_portal.library import release as library
from qa_portal.library.guides import free_slug
from qa_portal.library.models import Gone, Kind, Page
from qa_portal.library.release import PageFacts


def hash_of(version: GuideVersion) -> str:
    """Return the hash of everything readers get of a version: a changed comma changes it."""
    return hashlib.sha256(version.words.canonical() + b"\0" + version.notice.encode()).hexdigest()


def hindrance(session: Session, version: GuideVersion) -> str:
    """Return why a checked version cannot be public now, as a code; empty when nothing stands against it."""
    page = session.get(Page, version.guide_id)
    if hash_of(version) != version.checked_sha256:
        return "hash_differs"
    if page is not None and page.gone_because == Gone.RECALLED:
        return "recalled"
    return ""


def release(session: Session, version: GuideVersion, actor: Actor) -> None:
    """Show a checked version to everybody, in the place of the one before.

    Raises: WrongStep, Conflict.
    """
    before = queries.live_of(session, version.guide_id)
    move(version, Step.RELEASE)
    if hindrance(session, version):
        raise Conflict("This guide was recalled, or its words are others than those that were checked.")
    if before is not None:
        move(before, Step.REPLACE)
        before.ended_at = clock.now()
    version.released_at, version.released_by_id = clock.now(), actor.id
    library.release(session, _facts(session, version))
    history.note(session, version.guide_id, version.notice)
    record(
        session,
        Action.GUIDE_RELEASED,
        actor=actor,
        subject_id=version.guide_id,
        page_id=version.guide_id,
        version=version.number,
        content_hash=version.checked_sha256,
        corrected=bool(version.notice),
    )


def is_as_checked(session: Session, version: GuideVersion) -> bool:
    """Whether the public page holds, letter for letter, what a second person said yes to."""
    shown = library.content_hash(session, version.guide_id)
    return shown == version.words.sha256() and hash_of(version) == version.checked_sha256


def withdraw(session: Session, guide: Guide, actor: Actor) -> None:
    """Take a guide from the readers. What was on its way is a draft again: nothing comes back by itself.

    Raises: Conflict, when it is not public.
    """
    live = queries.live_of(session, guide.id)
    if live is None:
        raise Conflict("This guide is not public now.")
    move(live, Step.WITHDRAW)
    live.ended_at = clock.now()
    coming = queries.open_of(session, guide.id)
    if coming is not None and coming.stage != Stage.DRAFT:
        move(coming, Step.CHANGE)
    library.withdraw(session, guide.id)
    record(session, Action.GUIDE_WITHDRAWN, actor=actor, subject_id=guide.id, page_id=guide.id)


def _facts(session: Session, version: GuideVersion) -> PageFacts:
    page = session.get(Page, version.guide_id)
    written_by, written_credential = _signature(session, version.written_by_id)
    checked_by, checked_credential = _signature(session, version.checked_by_id or "")
    if written_by == checked_by:
        raise Conflict("The writer and the second person have one name. Readers have to see two people.")
    return PageFacts(
        words=version.words,
        kind=Kind.GUIDE,
        id=version.guide_id,
        lang=version.guide.lang,
        slug=(page.slug if page else None) or free_slug(session, version.title),
        picked=list(version.picked),
        topic_slug=version.topic_slug,
        answered_by=written_by,
        answered_credential=written_credential,
        reviewed_by=checked_by,
        reviewed_credential=checked_credential,
        last_reviewed_at=version.checked_at,
        review_by_at=version.review_by_at,
        owner_id=version.owner_id,
    )


def _signature(session: Session, account_id: str) -> tuple[str, str]:
    member = clinic.member(session, account_id)
    return (member.display_name, member.credential) if member else ("", "")

"""Use cases of guides: write, hand on, make public now or later, go back to older words, take away."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission, Role
from qa_portal.audit.actions import Action, Value
from qa_portal.audit.log import record
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import BadInput, Conflict, NotFound
from qa_portal.guide import looking, queries, releasing, writing
from qa_portal.guide.looking import Pointer
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.guide.stages import Stage, Step, move
from qa_portal.identity.letters import post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.journey.guides.schemas import SOURCE_ROWS
from qa_portal.library.models import Page
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.sources import read_sources
from qa_portal.text.coach import Advice


@dataclass(frozen=True, slots=True)
class Desk:
    """A guide as who works on it sees it; `coming` is None while no version is on its way."""

    guide: Guide
    coming: GuideVersion | None
    live: GuideVersion | None
    page: Page | None
    pointers: list[Pointer] = field(default_factory=list, repr=False)
    checklist: list[tuple[str, bool]] = field(default_factory=list)
    advice: Advice | None = None

    @property
    def is_ready(self) -> bool:
        """True when nothing on the list is open."""
        return all(done for _name, done in self.checklist)


Fields = dict[str, Value]


def begin(user: Actor, title: str, topic: str, lang: str) -> str:
    """Begin a guide and return its id.

    Raises: Forbidden, BadInput.
    """
    with transaction() as session:
        ensure(user, Permission.GUIDE_WRITE, user)
        guide = Guide(id=new_id(), lang=lang, begun_by_id=user.id)
        session.add(guide)
        version = writing.new_version(session, guide, user)
        words = {"title": title, "topic": topic, "owner": "", "review_by": None, "revision": 0}
        empty = {"summary": "", "body": "", "help": "", "notice": "", "kept": [], "picked": []}
        writing.put_words(session, version, user, empty | words)
        version.review_by_at = writing.usual_review(session, topic or None)
        record(session, Action.GUIDE_BEGUN, actor=user, subject_id=guide.id, topic=topic)
        return guide.id


def desk(user: Actor, guide_id: str) -> Desk:
    """Return a guide with what is still open in the version that is on its way.

    Raises: NotFound, Forbidden.
    """
    session = read()
    guide = session.get(Guide, guide_id)
    ensure(user, Permission.GUIDE_WRITE, guide)
    if guide is None:
        raise NotFound("There is no such guide.")
    coming, live = queries.open_of(session, guide_id), queries.live_of(session, guide_id)
    page = session.get(Page, guide_id)
    if coming is None:
        return Desk(guide, None, live, page)
    seen = looking.pointers(coming)
    return Desk(guide, coming, live, page, seen, looking.checklist(coming, seen, clock.now()), looking.advice(coming))


def save(user: Actor, guide_id: str, sent: Mapping[str, Any]) -> None:
    """Take the words into the draft, and what was pressed in its list of answers.

    Raises: NotFound, Forbidden, Conflict, BadInput.
    """
    with transaction() as session:
        version = _keep(session, user, guide_id, sent)
        if sent["pick"]:
            writing.pick(session, version, sent["pick"], sent["add"])
        version.revision += 1
        record(
            session,
            Action.GUIDE_EDITED,
            actor=user,
            subject_id=guide_id,
            version=version.number,
            revision=version.revision,
            kept=len(version.kept),
        )


def keep(user: Actor, guide_id: str, sent: Mapping[str, Any]) -> None:
    """Keep what is typed so far, while somebody is at it.

    Raises: NotFound, Forbidden, Conflict, BadInput.
    """
    with transaction() as session:
        _keep(session, user, guide_id, sent)


def _keep(session: Session, user: Actor, guide_id: str, sent: Mapping[str, Any]) -> GuideVersion:
    version = _draft(session, user, guide_id)
    known = version.words.sources
    writing.put_words(session, version, user, sent)
    sources = read_sources(sent, known, rows=SOURCE_ROWS)
    version.sources = [asdict(source) for source in sources]
    return version


def _draft(session: Session, user: Actor, guide_id: str) -> GuideVersion:
    version = writing.draft_of(session, guide_id)
    ensure(user, Permission.GUIDE_WRITE, version.guide)
    if version.stage != Stage.DRAFT:
        raise Conflict("These words are with a second person, or checked. Take them back to change them.")
    return version


def hand_over(user: Actor, guide_id: str) -> None:
    """Ask a second person to check the words.

    Raises: NotFound, Forbidden, Conflict, BadInput (what is still open).
    """
    with transaction() as session:
        version = _draft(session, user, guide_id)
        open_now = [
            name for name, done in looking.checklist(version, looking.pointers(version), clock.now()) if not done
        ]
        if open_now:
            raise BadInput({name: ["This is still open."] for name in open_now})
        move(version, Step.HAND_OVER)
        version.check_note = ""
        digest = releasing.hash_of(version)
        record(
            session, Action.GUIDE_HANDED, actor=user, subject_id=guide_id, version=version.number, content_hash=digest
        )
        post_to_role(session, Role.CLINICIAN, LetterKind.REVIEW_ASKED, "/review")


def change(user: Actor, guide_id: str) -> None:
    """Take a version back to change it; nobody has checked it then.

    Raises: NotFound, Forbidden, WrongStep, Conflict.
    """
    with transaction() as session:
        version = writing.draft_of(session, guide_id)
        ensure(user, Permission.GUIDE_WRITE, version.guide)
        move(version, Step.CHANGE)
        record(session, Action.GUIDE_CHANGED, actor=user, subject_id=guide_id, version=version.number, reason="writer")


def release(user: Actor, guide_id: str) -> None:
    """Make a checked version public now.

    Raises: NotFound, Forbidden, WrongStep, Conflict.
    """
    with transaction() as session:
        version = writing.draft_of(session, guide_id)
        ensure(user, Permission.LIBRARY_EDIT, version.guide)
        releasing.release(session, version, user)


def schedule(user: Actor, guide_id: str, day: date, at: time) -> None:
    """Let a checked version become public at a time by the clinic's clock.

    Raises: NotFound, Forbidden, WrongStep, Conflict, BadInput (a time that is over, or after the review date).
    """
    with transaction() as session:
        version = writing.draft_of(session, guide_id)
        ensure(user, Permission.LIBRARY_EDIT, version.guide)
        when = writing.moment(session, day, at)
        if version.review_by_at is not None and when >= version.review_by_at:
            raise BadInput({"day": ["This is after the day it has to be looked at again."]})
        version.scheduled_at = when
        move(version, Step.SCHEDULE)
        put(session, Topic.RELEASE_GUIDE, version.id, when)
        fields: Fields = {"version": version.number, "at": f"{when:%Y-%m-%dT%H:%M%z}"}
        record(session, Action.GUIDE_SCHEDULED, actor=user, subject_id=guide_id, **fields)


def release_due(version_id: str) -> None:
    """Make public what is due; what was taken back, set to another time or is public already stays as it is."""
    with transaction() as session:
        found = session.get(GuideVersion, version_id)
        version = queries.locked(session, found) if found is not None else None
        if version is None or version.stage != Stage.SCHEDULED:
            return
        if version.scheduled_at is None or version.scheduled_at > clock.now():
            return
        reason = releasing.hindrance(session, version)
        if reason:
            move(version, Step.VOID)
            fields: Fields = {"version": version.number, "reason": reason}
            record(session, Action.GUIDE_CHANGED, actor=SYSTEM, subject_id=version.guide_id, **fields)
            post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, f"/guide-desk/{version.guide_id}")
            return
        releasing.release(session, version, SYSTEM)


def compare_with_checks() -> None:
    """Take down every public guide that is not, letter for letter, what its second person said yes to."""
    with transaction() as session:
        for version in queries.live(session):
            if not releasing.is_as_checked(session, version):
                releasing.withdraw(session, version.guide, SYSTEM)


def revise(user: Actor, guide_id: str, number: int) -> None:
    """Begin a new draft with the words of a version, the public one or an older one.

    Raises: NotFound, Forbidden, Conflict (a draft is there already).
    """
    with transaction() as session:
        guide = queries.for_update(session, guide_id)
        ensure(user, Permission.GUIDE_WRITE, guide)
        older = queries.version(session, guide_id, number)
        made = writing.new_version(session, guide, user, older)
        if older.review_by_at is None or older.review_by_at <= clock.now() or older.stage == Stage.LIVE:
            made.review_by_at = writing.usual_review(session, older.topic_slug)
        fields: Fields = {"version": made.number, "restored_from": number}
        record(session, Action.GUIDE_RESTORED, actor=user, subject_id=guide_id, **fields)


def drop(user: Actor, guide_id: str) -> bool:
    """Delete a draft; return whether anything is left of the guide.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        version = _draft(session, user, guide_id)
        record(session, Action.GUIDE_DROPPED, actor=user, subject_id=guide_id, version=version.number)
        guide = version.guide
        session.delete(version)
        session.flush()
        if queries.versions(session, guide_id):
            return True
        session.delete(guide)
        return False


def withdraw(user: Actor, guide_id: str) -> None:
    """Take a guide from the readers at once.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        guide = queries.for_update(session, guide_id)
        ensure(user, Permission.LIBRARY_EDIT, guide)
        releasing.withdraw(session, guide, user)

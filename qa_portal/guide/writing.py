"""Putting words into a version of a guide. Works inside the caller's transaction."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.clinic import page as clinic_page
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id
from qa_portal.errors import BadInput, Conflict
from qa_portal.guide import queries
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.library import queries as library
from qa_portal.library.guides import MOST_PICKED
from qa_portal.library.models import USUAL_MONTHS

TEXTS = ("title", "summary", "body", "help", "notice")
COPIED = ("title", "summary", "body", "help", "sources", "picked", "kept", "topic_slug", "owner_id", "review_by_at")
"""What a new version takes over from an older one; who checked it is not among them."""
PAGE_ID = re.compile(r"(?:.*/answers/)?([0-9a-f]{32})(?:[/?#].*)?")


def new_version(session: Session, guide: Guide, user: Actor, older: GuideVersion | None = None) -> GuideVersion:
    """Begin another version of a guide, empty or with the words of an older one.

    Raises: Conflict, when one is on its way already.
    """
    if queries.open_of(session, guide.id) is not None:
        raise Conflict("There is a draft of this guide already. Finish it first, or delete it.")
    newest = session.scalar(select(func.max(GuideVersion.number)).where(GuideVersion.guide_id == guide.id)) or 0
    made = GuideVersion(id=new_id(), guide=guide, number=newest + 1, written_by_id=user.id)
    if older is not None:
        for name in COPIED:
            setattr(made, name, getattr(older, name))
        made.restored_from = older.number
        # These words are somebody's already: whoever wrote them does not check them either.
        made.writer_ids = list(older.writer_ids)
    session.add(made)
    return made


def put_words(session: Session, version: GuideVersion, user: Actor, sent: Mapping[str, Any]) -> None:
    """Take what a form sent into a draft.

    Raises: Conflict, when somebody else has changed the words since the form was shown; BadInput.
    """
    if sent["revision"] != version.revision and version.written_by_id != user.id:
        raise Conflict("Somebody else has changed this guide meanwhile. Copy your words and open it again.")
    if sent["topic"] and library.topic(session, sent["topic"]) is None:
        raise BadInput({"topic": ["Choose a topic of the list."]})
    owner = clinic.member(session, sent["owner"]) if sent["owner"] else None
    if sent["owner"] and (owner is None or not owner.active):
        raise BadInput({"owner": ["Choose somebody of the list."]})
    if version.written_by_id != user.id:
        version.revision += 1
    for name in TEXTS:
        setattr(version, name, sent[name])
    version.topic_slug = sent["topic"] or None
    version.owner_id = owner.account_id if owner else None
    version.review_by_at = at_noon(sent["review_by"])
    version.kept = sorted(set(sent["kept"]))
    version.picked = list(dict.fromkeys(sent["picked"]))
    version.written_by_id, version.saved_at = user.id, clock.now()
    version.writer_ids = sorted({*version.writer_ids, user.id})


def at_noon(day: date | None) -> datetime | None:
    """Return a day as a moment that is the same day in every zone we know."""
    return datetime.combine(day, time(12), tzinfo=UTC) if day else None


def pick(session: Session, version: GuideVersion, pressed: str, address: str) -> None:
    """Change the list of answers a guide leads to: `up:ID`, `drop:ID`, or `add` with an id or an address.

    Raises: BadInput.
    """
    act, _colon, page_id = pressed.partition(":")
    picked = list(version.picked)
    if act == "add":
        picked.append(_answer_id(session, address))
    elif page_id in picked:
        place = picked.index(page_id)
        picked.remove(page_id)
        if act == "up":
            picked.insert(max(0, place - 1), page_id)
    version.picked = list(dict.fromkeys(picked))
    if len(version.picked) > MOST_PICKED:
        raise BadInput({"add": ["There is no room for more. Take one out first."]})


def _answer_id(session: Session, address: str) -> str:
    found = PAGE_ID.fullmatch(address)
    page = library.page(session, found[1]) if found else None
    if page is None or not page.is_live or page.slug:
        raise BadInput({"add": ["Choose a public answer, or give its address."]})
    return page.id


def usual_review(session: Session, topic_slug: str | None) -> datetime:
    """Return when a guide of a topic that is right today is looked at again."""
    topic = library.topic(session, topic_slug) if topic_slug else None
    return clock.months_later(clock.now(), topic.review_months if topic else USUAL_MONTHS)


def moment(session: Session, day: date, at: time) -> datetime:
    """Return a time by the clinic's clock. Raises: BadInput, when it is over."""
    found = datetime.combine(day, at, tzinfo=clinic_page.facts(session).calendar.zone)
    if found <= clock.now():
        raise BadInput({"day": ["This time is over. Choose a later one."]})
    return found


def draft_of(session: Session, guide_id: str) -> GuideVersion:
    """Return the version of a guide that is on its way, its guide locked.

    Raises: NotFound, Conflict.
    """
    guide = queries.for_update(session, guide_id)
    found = queries.open_of(session, guide.id)
    if found is None:
        raise Conflict("There is no draft of this guide.")
    return found


def titles(session: Session, ids: Sequence[str]) -> list[library.Title]:
    """Return the picked answers for the form; what is gone meanwhile by its id, so that it can be taken out."""
    known = library.titles_by_id(session, ids)
    return [known.get(page_id, library.Title(page_id, page_id, "en")) for page_id in ids]

"""A guide for tests: written by the editor, checked by a clinician, made public."""

from datetime import date
from typing import Any

from qa_portal.access.permissions import Actor
from qa_portal.db import read
from qa_portal.guide import looking, queries, releasing
from qa_portal.guide.models import GuideVersion
from qa_portal.journey.guide_check import service as checking
from qa_portal.journey.guides import service

BODY = (
    "Dry skin is common, most of all in winter.\n\n## What helps\n- A plain cream, **many times a day**\n"
    "- Short, cool showers\n\n## What makes it worse\n1. Hot water\n2. Scented soap\n\n## How long it takes\n"
    "Most people see a change in two weeks. Read [our advice on creams](https://example.org/creams) as well."
)
WORDS: dict[str, Any] = {
    "title": "Dry skin",
    "summary": "Why skin gets dry, what helps, and when to ask for help. A cream does most of the work.",
    "body": BODY,
    "help": "Ask us the same day if:\n- the skin weeps\n- you have a fever",
    "notice": "",
    "topic": "skin",
    "owner": "",
    "review_by": date(2028, 3, 2),
    "picked": [],
    "kept": [],
    "add": "",
    "pick": "",
    "revision": 0,
    "source_title_1": "Dry skin, a leaflet",
    "source_url_1": "https://example.org/leaflet",
}


def coming(guide_id: str) -> GuideVersion:
    """Return the version that is on its way, as it stands now."""
    read().rollback()
    found = queries.open_of(read(), guide_id)
    assert found is not None
    read().refresh(found)
    return found


def write(user: Actor, guide_id: str, **changes: Any) -> None:
    """Save words; what may point to a person is ticked to stay."""
    sent = {**WORDS, "revision": coming(guide_id).revision, **changes}
    service.save(user, guide_id, sent)
    draft = coming(guide_id)
    kept = [pointer.id for pointer in looking.pointers(draft)]
    now = {"kept": kept, "picked": draft.picked, "revision": draft.revision, "pick": ""}
    service.save(user, guide_id, {**sent, **now})


def begun(user: Actor, **changes: Any) -> str:
    """Return a guide with a whole draft."""
    guide_id = service.begin(user, "Dry skin", "skin", "en")
    write(user, guide_id, **changes)
    return guide_id


def handed(user: Actor, **changes: Any) -> str:
    """Return a guide that waits for a second person."""
    guide_id = begun(user, **changes)
    service.hand_over(user, guide_id)
    return guide_id


def accept(user: Actor, guide_id: str) -> None:
    """Let a clinician say yes to what waits."""
    version = coming(guide_id)
    checking.accept(user, version.id, releasing.hash_of(version))


def checked(user: Actor, second: Actor, **changes: Any) -> str:
    """Return a guide that a second person has said yes to."""
    guide_id = handed(user, **changes)
    accept(second, guide_id)
    return guide_id


def public(user: Actor, second: Actor, **changes: Any) -> str:
    """Return a guide that everybody can read."""
    guide_id = checked(user, second, **changes)
    service.release(user, guide_id)
    read().rollback()
    return guide_id


def changed(user: Actor, second: Actor, guide_id: str, **changes: Any) -> None:
    """Put another version of a public guide in its place."""
    live = queries.live_of(read(), guide_id)
    assert live is not None
    service.revise(user, guide_id, live.number)
    write(user, guide_id, **changes)
    service.hand_over(user, guide_id)
    accept(second, guide_id)
    service.release(user, guide_id)
    read().rollback()

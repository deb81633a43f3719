"""Loading the demo hospital: once, in order, and going on where a load was broken off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from qa_portal import clock, settings
from qa_portal.clinic.queries import facts_row
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from qa_portal.demo import accesses, content, guides, people, ready_words, shelf, sign_ins
from qa_portal.demo.history import Story
from qa_portal.demo.sign_ins import Progress, SignIn
from qa_portal.errors import Conflict
from qa_portal.identity.models import Account, Letter
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic

ACCESSES = "accesses"
"""What stands for the officer's past among the stories that were played."""
GUIDES = "guides"
"""What stands for the guides among them."""
BEFORE_ALL = timedelta(days=14)
"""The hospital opened so long before its oldest question."""


def load() -> list[SignIn]:
    """Load the demo hospital into an empty installation and return its sign-ins; again, only return them.

    Raises: Conflict, when another clinic is here.
    """
    path = settings.current().demo_path
    there = read().scalar(select(func.count()).select_from(Account)) or 0
    progress = sign_ins.begun(path)
    if progress is None:
        known = sign_ins.saved(path)
        if there and known:
            return known
        if there or facts_row(read()) is not None:
            raise Conflict(
                "There is a clinic here that is no demo: the demo hospital needs a new, empty QA_DATA_DIR and"
                " QA_KEYS_DIR."
            )
        progress = Progress(known or sign_ins.fresh())
        sign_ins.note(path, progress)
    with _a_clock_of_its_own():
        _build(path, progress)
    sign_ins.finish(path, progress.sign_ins)
    return progress.sign_ins


@contextmanager
def _a_clock_of_its_own() -> Iterator[None]:
    """Let the stories set the clock, and give it back as it was found."""
    try:
        yield
    finally:
        clock.set_to(None)


def _build(path: Path, progress: Progress) -> None:
    shelf.stock()
    present = clock.now()
    stories = content.questions()
    clock.set_to(present - timedelta(hours=stories[0]["sent_hours_ago"]) - BEFORE_ALL)
    with transaction() as session:
        load_defaults(session, content.hospital())
    cast = people.gather(progress.sign_ins)
    shelf.give_owners()
    for row in stories:
        if row["id"] not in progress.played:
            Story(row, cast, present).tell()
            progress.played.append(row["id"])
            sign_ins.note(path, progress)
    # Looked at a short while ago, so that none of them is due for review.
    clock.set_to(present)
    ready_words.stock(cast)
    people.keep_forms(cast)
    if ACCESSES not in progress.played:
        accesses.play(cast, present)
        progress.played.append(ACCESSES)
        sign_ins.note(path, progress)
    if GUIDES not in progress.played:
        guides.play(cast, present)
        clock.set_to(present)
        progress.played.append(GUIDES)
        sign_ins.note(path, progress)
    _forget_letters()


def _forget_letters() -> None:
    """Remove the mails of the demo's past: they would all go out now, about what happened long ago.

    Deadlines stay: what comes next in the demo is mailed.
    """
    with transaction() as session:
        over = (Work.topic == Topic.LOOK_AFTER) & (Work.due_at <= clock.now())
        session.execute(delete(Work).where((Work.topic == Topic.MAIL) | over))
        session.execute(delete(Letter).where(Letter.sent_at.is_(None)))

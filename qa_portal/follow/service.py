"""Asking for a topic by mail, saying yes, leaving, and what the clock does about it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.crypto.keystore import new_owner_key, owner_key
from qa_portal.crypto.lookup import blind_key_id, keyed_hash, same_token
from qa_portal.crypto.sealed import seal_into
from qa_portal.crypto.shredding import Kind, Reason
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Gone, Unreadable
from qa_portal.follow import queries
from qa_portal.identity.addresses import follow_lookup
from qa_portal.identity.follower_models import Follower
from qa_portal.library.models import Topic as LibraryTopic
from qa_portal.library.service import topic_or_404
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic
from qa_portal.question import erasure
from qa_portal.question.erasure import Order
from qa_portal.web.limits import hidden, within_rate

WEEK = timedelta(days=7)
UNCONFIRMED = timedelta(days=7)
"""So long the link of the first mail works, and an address nobody confirmed is kept."""
MAILS_TO_ONE = "5/day"
"""So many first mails one address gets, whoever asks and for whichever topics."""
BATCH = 200
CONFIRM, END = "confirm", "end"


@dataclass(frozen=True, slots=True)
class Followed:
    """What a link is about: the topic, None for everything that is published."""

    topic: LibraryTopic | None


def topic_of(slug: str) -> LibraryTopic | None:
    """Return the topic of a page's address; None for everything.

    Raises: NotFound, when there is no such topic.
    """
    return topic_or_404(read(), slug) if slug else None


def ask(clear_email: str, slug: str, language: str) -> None:
    """Have the owner of an address asked whether they want a topic by mail.

    Nobody learns whether the address follows it already: then nothing is sent, and all else is done alike.
    """
    row = Follower(id=new_id(), topic_slug=slug, language=language, created_at=clock.now())
    lookup = row.email_lookup = follow_lookup(clear_email, slug)
    row.email_key_id = blind_key_id()
    seal_into(new_owner_key(row.id), row, email=clear_email)
    is_wanted = within_rate(MAILS_TO_ONE, "follow:address", who=hidden(clear_email))
    try:
        with transaction() as session:
            if is_wanted and not queries.is_known(session, lookup):
                session.add(row)
            # Without a row, the worker drops the key that was made for nothing.
            queue.put(session, Topic.FOLLOW_ASKED, row.id)
    except IntegrityError:
        # Asked twice at the same moment: the other one is there.
        with transaction() as session:
            queue.put(session, Topic.FOLLOW_ASKED, row.id)


def secret_of(row: Follower, what: str) -> str:
    """Return the value of a link's `t`. Made of the row's own key, it works as long as the row is there."""
    return f"{row.id}.{_proof(row.id, what)}"


def _proof(follower_id: str, what: str) -> str:
    return keyed_hash(owner_key(follower_id), f"follow {what}", follower_id)[:40]


def _opened(session: Session, secret: str, what: str, *, to_use: bool = False) -> Follower:
    """Return the row a link is about; `to_use` locks it until the transaction ends.

    Raises: Gone, for a link that was used, is over, or never existed: all alike.
    """
    follower_id, _, shown = secret.partition(".")
    row = session.get(Follower, follower_id, with_for_update=to_use or None)
    try:
        if row is not None and same_token(shown, _proof(follower_id, what)):
            return row
    except Unreadable:
        pass
    raise Gone("This link no longer works.")


def _to_confirm(session: Session, secret: str, *, to_use: bool = False) -> Follower:
    row = _opened(session, secret, CONFIRM, to_use=to_use)
    if row.is_confirmed or row.created_at < clock.now() - UNCONFIRMED:
        raise Gone("This link no longer works.")
    return row


def look(secret: str, what: str) -> Followed:
    """Say what a link is about, without using it.

    Raises: Gone.
    """
    row = _to_confirm(read(), secret) if what == CONFIRM else _opened(read(), secret, END)
    return _followed(read(), row)


def confirm(secret: str) -> Followed:
    """Take the yes of an address's owner; the first mail comes in a week at the earliest.

    Raises: Gone.
    """
    with transaction() as session:
        row = _to_confirm(session, secret, to_use=True)
        row.confirmed_at = row.told_until = clock.now()
        row.next_at = clock.now() + WEEK
        return _followed(session, row)


def end(secret: str) -> Followed:
    """End the mails at once: the row goes now, its key within a minute.

    Raises: Gone.
    """
    with transaction() as session:
        row = _opened(session, secret, END, to_use=True)
        followed = _followed(session, row)
        forget(session, row, Reason.PATIENT)
        return followed


def _followed(session: Session, row: Follower) -> Followed:
    return Followed(session.get(LibraryTopic, row.topic_slug) if row.topic_slug else None)


def forget(session: Session, row: Follower, reason: Reason) -> None:
    """Delete a follower and have the key destroyed, so that no older copy of the row can be opened either."""
    queue.forget(session, [row.id])
    session.delete(row)
    erasure.begin_gone(session, Kind.PERSON, row.id, Order(SYSTEM, reason))


def write_to_due() -> None:
    """Leave work for each follower whose day has come and for whom there is something new."""
    with transaction() as session:
        now = clock.now()
        for row in queries.due(session, now, BATCH):
            # A worker that was away for weeks writes once, and each keeps the day of the week.
            missed = (now - row.next_at) // WEEK if row.next_at else 0
            row.next_at = (row.next_at or now) + WEEK * (missed + 1)
            if queries.has_news(session, row, now):
                queue.put(session, Topic.FOLLOW_NEWS, row.id)


def sweep() -> None:
    """Forget the addresses nobody confirmed."""
    with transaction() as session:
        for row in queries.unconfirmed(session, clock.now() - UNCONFIRMED, BATCH):
            forget(session, row, Reason.UNCONFIRMED)

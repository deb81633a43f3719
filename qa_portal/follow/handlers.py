"""After a commit: the mails to followers. By the clock: whose week is over, and who never said yes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.crypto.keystore import drop_unused_key
from qa_portal.crypto.shredding import Reason
from qa_portal.db import transaction
from qa_portal.follow import letter_texts, queries, service
from qa_portal.follow.letter_texts import MOST
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.handlers import channel
from qa_portal.identity.reading import open_follower
from qa_portal.library.models import Topic as LibraryTopic
from qa_portal.library.upkeep_models import Recall
from qa_portal.notify import AddressRefused, Message
from qa_portal.outbox.topics import Topic

ROUND_SECONDS = 3600.0
ID_CHARS = 32


def ask_owner(follower_id: str) -> None:
    """Ask the owner of an address, once, whether they want the mails.

    Raises: ChannelDown, and the outbox tries again later.
    """
    message: Message | None = None
    with transaction() as session:
        row = session.get(Follower, follower_id)
        if row is not None and not row.is_confirmed:
            message = letter_texts.ask(row, _topic(session, row), open_follower(session, row, "mail:follow").email)
    if row is None:
        drop_unused_key(follower_id)
    if message is not None:
        _send(follower_id, message)


def send_news(follower_id: str) -> None:
    """Write what is new to a follower; no mail when it was all taken away meanwhile.

    Raises: ChannelDown, and the outbox tries again later.
    """
    now = clock.now()
    with transaction() as session:
        row = session.get(Follower, follower_id)
        pages = queries.news(session, row, now, MOST + 1) if row is not None and row.is_confirmed else ()
        if row is None or not pages:
            return
        clear_email = open_follower(session, row, "mail:follow").email
        message = letter_texts.news(row, _topic(session, row), pages, clear_email)
    if _send(follower_id, message):
        _told(follower_id, now)


def send_recall(subject_id: str) -> None:
    """Tell a follower that pages were recalled; no mail when they were given back meanwhile.

    Raises: ChannelDown, and the outbox tries again later.
    """
    follower_id, recall_id = subject_id[:ID_CHARS], subject_id[ID_CHARS:]
    with transaction() as session:
        row, recall = session.get(Follower, follower_id), session.get(Recall, recall_id)
        pages = queries.recalled(session, row, recall_id, MOST + 1) if row is not None else ()
        if row is None or recall is None or not pages:
            return
        message = letter_texts.recall(row, recall.notice, pages, open_follower(session, row, "mail:follow").email)
    _send(follower_id, message)


def _topic(session: Session, row: Follower) -> LibraryTopic | None:
    return session.get(LibraryTopic, row.topic_slug) if row.topic_slug else None


def _send(follower_id: str, message: Message) -> bool:
    try:
        channel().send(message)
    except AddressRefused:
        # There is nobody to ask for another address: what bounces is no longer followed.
        with transaction() as session:
            row = session.get(Follower, follower_id)
            if row is not None:
                service.forget(session, row, Reason.UNCONFIRMED)
        return False
    return True


def _told(follower_id: str, until: datetime) -> None:
    with transaction() as session:
        session.execute(update(Follower).where(Follower.id == follower_id).values(told_until=until))


HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.FOLLOW_ASKED: ask_owner,
    Topic.FOLLOW_NEWS: send_news,
    Topic.FOLLOW_RECALL: send_recall,
}
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "write to followers": (ROUND_SECONDS, service.write_to_due),
    "forget followers who never said yes": (ROUND_SECONDS, service.sweep),
}

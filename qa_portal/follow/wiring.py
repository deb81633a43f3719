"""Lets a recall reach those who follow its topics."""

from collections.abc import Sequence

from flask import Flask

from qa_portal.db import transaction
from qa_portal.follow import queries
from qa_portal.library import recalls
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic


class Followers:
    """Who is told of a recall."""

    def recalled(self, recall_id: str, page_ids: Sequence[str]) -> None:
        """Leave one piece of work a follower."""
        with transaction() as session:
            for follower_id in queries.to_tell(session, page_ids):
                queue.put(session, Topic.FOLLOW_RECALL, f"{follower_id}{recall_id}")


def init_app(app: Flask) -> None:
    """Add the followers to those who are told."""
    with app.app_context():
        recalls.tellers().append(Followers())

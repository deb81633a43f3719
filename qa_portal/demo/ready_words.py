"""The demo's ready words: eight of them in two languages, shared with everybody who answers."""

from datetime import timedelta

from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.clinic.reply_models import ReplyTemplate
from qa_portal.db import new_id, read, transaction
from qa_portal.demo import content
from qa_portal.demo.content import Row
from qa_portal.demo.people import Cast

REVIEW_AFTER = timedelta(days=365)


def stock(cast: Cast) -> None:
    """Put the ready words in, unless there are some."""
    if read().scalar(select(func.count(ReplyTemplate.id))):
        return
    with transaction() as session:
        for row in content.ready_words():
            for lang in ("en", "es"):
                session.add(_made(row, lang, cast))


def _made(row: Row, lang: str, cast: Cast) -> ReplyTemplate:
    words = {"shortcut": row["shortcut"], **row[lang]}
    return ReplyTemplate(
        id=new_id(),
        owner_id=cast[row["owner"]].id,
        shared=True,
        topic_slug=row["topic"],
        lang=lang,
        review_by=(clock.now() + REVIEW_AFTER).date(),
        **words,
    )

"""Ready words for answers and ready lists of questions for patients. No patient is in them, so nothing is sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime


class ReplyTemplate(Base):
    """Ready words: an answer, a safety-net, or both; one person's own, or shared by a team or the whole clinic."""

    __tablename__ = "reply_templates"
    __table_args__ = (Index("ix_reply_templates_shortcut", "lang", "shortcut"),)
    id: Mapped[Id]
    owner_id: Mapped[str] = mapped_column(String(32), ForeignKey("members.account_id"), index=True)
    """Who keeps it up to date; nobody else sees it until it is shared."""
    shared: Mapped[bool] = mapped_column(default=False)
    queue_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("queues.id"))
    """Whose team it is for; none for all."""
    topic_slug: Mapped[str | None] = mapped_column(String(60))
    """The topic whose safety-net it is."""
    lang: Mapped[str] = mapped_column(String(5), default="en")
    shortcut: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text, default="")
    expect: Mapped[str] = mapped_column(Text, default="")
    worry: Mapped[str] = mapped_column(Text, default="")
    do_now: Mapped[str] = mapped_column(Text, default="")
    by_when: Mapped[str] = mapped_column(Text, default="")
    review_by: Mapped[date]
    """From this day on it is offered with a warning."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Questionnaire(Base):
    """A list of questions a clinician can send: each a text with a kind (`yes_no`, `scale`, `choice`, `text`)."""

    __tablename__ = "questionnaires"
    id: Mapped[Id]
    owner_id: Mapped[str] = mapped_column(String(32), ForeignKey("members.account_id"))
    queue_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("queues.id"))
    lang: Mapped[str] = mapped_column(String(5), default="en")
    title: Mapped[str] = mapped_column(String(120))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    review_by: Mapped[date]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

"""Which questions the router learnt from: enough to take a lesson back when the question is erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, UtcDateTime


class RoutingLesson(Base):
    """One question and the queue its clinician found right."""

    __tablename__ = "routing_lessons"
    question_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    queue_id: Mapped[str] = mapped_column(String(32), ForeignKey("queues.id"))
    learnt_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

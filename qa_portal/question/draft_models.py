"""What was typed to a question and not sent, sealed at each save under the question's key."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime


class AnswerDraft(Base):
    """What a clinician has typed and not sent; it stays with the question when the claim goes back."""

    __tablename__ = "answer_drafts"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    author_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    payload: Mapped[Sealed] = mapped_column(SealedColumn)
    revision: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id


class ReplyDraft(Base):
    """What a patient has typed to a question and not sent."""

    __tablename__ = "reply_drafts"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    payload: Mapped[Sealed] = mapped_column(SealedColumn)
    revision: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

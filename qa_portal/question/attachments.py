"""Photos and PDFs of a question: their rows. The files lie sealed beside the database, see `question.files`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.question.models import Answer, AskDraft, Entry, Question


class Attachment(Base):
    """One file. It waits, seen by its author only, until the words it goes with are sent."""

    __tablename__ = "attachments"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), index=True)
    """The question, or the draft that becomes it: both have the same id."""
    patient_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), index=True)
    author_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    entry_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("entries.id", ondelete="CASCADE"))
    answer_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("answers.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    clear_size: Mapped[int]
    thumbnail_size: Mapped[int] = mapped_column(default=0)
    name: Mapped[Sealed] = mapped_column(SealedColumn)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

    @property
    def bound_to(self) -> str:
        """What it is and who added it: a PDF is never handed out as a picture."""
        return f"{self.kind} {self.author_id}"


def sent_of(session: Session, question_id: str) -> Sequence[Attachment]:
    """Return the files that were sent with a question and its thread, oldest first."""
    chosen = select(Attachment).where(Attachment.question_id == question_id, Attachment.sent_at.is_not(None))
    return session.scalars(chosen.order_by(Attachment.created_at, Attachment.id)).all()


def waiting_of(session: Session, user: Actor, question_id: str) -> Sequence[Attachment]:
    """Return the files a person has added and not sent, oldest first."""
    chosen = select(Attachment).where(
        Attachment.question_id == question_id, Attachment.author_id == user.id, Attachment.sent_at.is_(None)
    )
    return session.scalars(chosen.order_by(Attachment.created_at, Attachment.id)).all()


def count_of(session: Session, question_id: str) -> int:
    """Return how many files a question has, sent or not."""
    return session.scalar(select(func.count()).where(Attachment.question_id == question_id)) or 0


def send_along(session: Session, user: Actor, row: Question | AskDraft, said: Entry | Answer | None = None) -> None:
    """Let the files a person has added go with the words that are being sent: an entry, an answer, the question."""
    session.flush()
    waiting = update(Attachment).where(
        Attachment.question_id == row.id, Attachment.author_id == user.id, Attachment.sent_at.is_(None)
    )
    entry_id = said.id if isinstance(said, Entry) else None
    answer_id = said.id if isinstance(said, Answer) else None
    session.execute(waiting.values(sent_at=clock.now(), entry_id=entry_id, answer_id=answer_id))

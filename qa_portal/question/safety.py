"""Cases of safety: an answer after which somebody got worse is looked at by a person, and what was found is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime


class Finding(StrEnum):
    """What a case came to."""

    EXPECTED = "expected"
    """The illness took this course, and the safety-net had said so."""
    SEEN_ELSEWHERE = "seen_elsewhere"
    ANSWER_TO_MEND = "answer_to_mend"
    HARM = "harm"


class SafetyCase(Base):
    """One bad outcome that a patient told us of."""

    __tablename__ = "safety_cases"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    queue_id: Mapped[str] = mapped_column(String(32), ForeignKey("queues.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("accounts.id"))
    finding: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[Sealed | None] = mapped_column(SealedColumn)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

    @property
    def bound_to(self) -> str:
        """Which case: a note stands in no other."""
        return f"{self.outcome} {self.queue_id}"

"""Legal holds: what must not be erased for now, by whose word, and why."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, String, and_, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.clinic.duty_models import CLINIC_OWNER
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.crypto.shredding import Kind
from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.question.models import Question


class HoldCode(StrEnum):
    """Why something must be kept."""

    COURT = "court"
    COMPLAINT = "complaint"
    SAFETY = "safety"
    AUTHORITY = "authority"


class LegalHold(Base):
    """One hold on a question or on everything of a patient. A released one stays, to show that it was."""

    __tablename__ = "legal_holds"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[str] = mapped_column(String(12), default="")
    """The receipt number it was placed by."""
    code: Mapped[str] = mapped_column(String(24))
    owner_id: Mapped[str] = mapped_column(String(32), default=CLINIC_OWNER)
    """Whose key seals the note: the clinic's, so that the next officer can read it."""
    note: Mapped[Sealed | None] = mapped_column(SealedColumn, default=None)
    placed_by_id: Mapped[str] = mapped_column(String(32))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    released_by_id: Mapped[str | None] = mapped_column(String(32), default=None)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def bound_to(self) -> str:
        """What it holds: a note stands beside no other question."""
        return f"{self.kind} {self.subject_id} {self.number}"


_STANDS = LegalHold.released_at.is_(None)


def held() -> ColumnElement[bool]:
    """Return, for a query of questions, whether one is held: itself, or everything of its patient."""
    own = and_(LegalHold.kind == Kind.QUESTION, LegalHold.subject_id == Question.id)
    whole = and_(LegalHold.kind == Kind.PERSON, LegalHold.subject_id == Question.patient_id)
    return exists().where(_STANDS, or_(own, whole))


def is_question_held(session: Session, question: Question) -> bool:
    """Say whether a question must not be erased now."""
    return session.scalar(select(Question.id).where(Question.id == question.id, held())) is not None


def is_person_held(session: Session, owner_id: str) -> bool:
    """Say whether a person must not be erased now: a hold on them, or on one of their questions."""
    whole = select(LegalHold.id).where(_STANDS, LegalHold.kind == Kind.PERSON, LegalHold.subject_id == owner_id)
    one = select(Question.id).where(Question.patient_id == owner_id, held())
    return session.scalar(whole.limit(1)) is not None or session.scalar(one.limit(1)) is not None

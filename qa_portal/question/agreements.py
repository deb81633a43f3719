"""Who said yes to which words: the second clinicians' checks, and the register of patients' consents.

Neither holds a word of the text, only its hash, so both outlive the erasure of a question.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime, new_id
from qa_portal.question.models import Publication


class Verdict(StrEnum):
    """What a second clinician said of the words."""

    AGREES = "agrees"
    CHANGES = "changes"


class Check(Base):
    """One second clinician's word on one set of public words."""

    __tablename__ = "publication_checks"
    id: Mapped[Id]
    publication_id: Mapped[str] = mapped_column(String(32), ForeignKey("publications.id"), index=True)
    reviewer_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    verdict: Mapped[str] = mapped_column(String(8))
    words_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def agrees(self) -> bool:
        """True when it was a yes."""
        return self.verdict == Verdict.AGREES


class Consent(Base):
    """One patient's yes to public words: which wording was shown, which words were meant, when, and until when."""

    __tablename__ = "consents"
    id: Mapped[Id]
    publication_id: Mapped[str] = mapped_column(String(32), ForeignKey("publications.id"), index=True)
    patient_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), index=True)
    wording_version: Mapped[int]
    wording_hash: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(5))
    words_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(40), default="")

    @property
    def holds(self) -> bool:
        """True until it is taken back or void."""
        return self.ended_at is None


def add_check(session: Session, publication_id: str, reviewer_id: str, verdict: Verdict, words_hash: str) -> None:
    """Keep what a second clinician said."""
    session.add(
        Check(
            id=new_id(),
            publication_id=publication_id,
            reviewer_id=reviewer_id,
            verdict=verdict,
            words_hash=words_hash,
        )
    )
    session.flush()


def agreed(session: Session, publication_id: str, words_hash: str) -> set[str]:
    """Return who said yes to exactly these words."""
    chosen = select(Check.reviewer_id).where(
        Check.publication_id == publication_id, Check.words_hash == words_hash, Check.verdict == Verdict.AGREES
    )
    return set(session.scalars(chosen))


def enough_agree(session: Session, publication: Publication, words_hash: str) -> bool:
    """Say whether as many clinicians as its words need said yes to exactly these words.

    What was checked before checks were kept has none at all, and a reviewer.
    """
    if not checks_of(session, publication.id):
        return publication.reviewer_id is not None
    return len(agreed(session, publication.id, words_hash)) >= publication.readers


def checks_of(session: Session, publication_id: str) -> Sequence[Check]:
    """Return every check of a publication, oldest first."""
    chosen = select(Check).where(Check.publication_id == publication_id)
    return session.scalars(chosen.order_by(Check.created_at, Check.id)).all()


def give_consent(session: Session, publication: Publication, *, version: int, wording: str, lang: str) -> None:
    """Write a patient's yes to the approved words of a publication into the register."""
    consent = Consent(
        id=new_id(),
        publication_id=publication.id,
        patient_id=publication.patient_id,
        wording_version=version,
        wording_hash=hashlib.sha256(wording.encode()).hexdigest(),
        lang=lang,
        words_hash=publication.approved_hash or "",
    )
    session.add(consent)
    session.flush()


def end_consents(session: Session, publication_id: str, reason: str) -> None:
    """Note that a yes holds no longer. `reason` is a code, never words."""
    for consent in session.scalars(
        select(Consent).where(Consent.publication_id == publication_id, Consent.ended_at.is_(None))
    ):
        consent.ended_at, consent.ended_by = clock.now(), reason


def consents_of(session: Session, publication_id: str) -> Sequence[Consent]:
    """Return every yes a patient gave to a publication, newest first."""
    chosen = select(Consent).where(Consent.publication_id == publication_id)
    return session.scalars(chosen.order_by(Consent.given_at.desc(), Consent.id)).all()


def register(session: Session, page: int, rows: int) -> tuple[Sequence[Consent], int]:
    """Return one page of the register, newest first, and how many rows it has in all."""
    count = session.scalar(select(func.count()).select_from(Consent)) or 0
    chosen = select(Consent).order_by(Consent.given_at.desc(), Consent.id)
    return session.scalars(chosen.limit(rows).offset((page - 1) * rows)).all(), count

"""What the main store knows of each erasure, and whether it and the ledger of the keys store tell the same.

A mark is written in the transaction that empties the rows; it gets its position once the keys are gone. A mark without
one is an erasure under way, which the worker finishes: it never stops a start. What does stop it is an erasure one
store knows and the other does not: an older copy was put back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.crypto.lookup import same_token, token
from qa_portal.crypto.shredding import Erasure
from qa_portal.db import Base, Id, UtcDateTime, plain_engine
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings

CERTIFICATE = "erasure"
"""What the secret of a certificate is derived for."""
REPLAY = "run `qa-portal erasures replay`"


class ErasureMark(Base):
    """One erasure as the main store knows it; `id` is the ledger's. Ids, codes, counts and times: nothing to erase."""

    __tablename__ = "erasure_marks"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    owner_id: Mapped[str] = mapped_column(String(32), index=True)
    """The person whose it was."""
    reason: Mapped[str] = mapped_column(String(12))
    withdraws: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str | None] = mapped_column(String(12), default=None)
    """The receipt number of the question, so that its patient knows which one it was."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many of what were erased, and how many stay, by name."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    position: Mapped[int | None] = mapped_column(default=None)
    shredded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    log_is_empty: Mapped[bool] = mapped_column(default=False)

    @property
    def is_done(self) -> bool:
        """Whether the keys are gone."""
        return self.position is not None


def secret_of(mark_id: str) -> str:
    """Return what the address of a certificate ends with; derived, stored nowhere."""
    return f"{mark_id}.{token(CERTIFICATE, mark_id)}"


def mark_of_secret(session: Session, secret: str) -> ErasureMark | None:
    """Return the erasure whose certificate an address is for; None when it is not one of ours."""
    mark_id, _dot, proof = secret.partition(".")
    mark = session.get(ErasureMark, mark_id)
    return mark if same_token(proof, token(CERTIFICATE, mark_id)) else None


@dataclass(frozen=True, slots=True)
class Gap:
    """Erasures that only one of the stores knows, by id."""

    missing_in_main: frozenset[str]
    missing_in_keys: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.missing_in_main or self.missing_in_keys)


def compare(ledger_ids: Iterable[str], marks: Iterable[tuple[str, int | None]]) -> Gap:
    """Compare the ids of the ledger with the marks (id, position)."""
    known, positions = frozenset(ledger_ids), dict(marks)
    done = frozenset(mark_id for mark_id, position in positions.items() if position is not None)
    return Gap(known - positions.keys(), done - known)


def gap(main: Session, keys: Session) -> Gap:
    """Return the erasures only one of the stores knows."""
    marks = main.execute(select(ErasureMark.id, ErasureMark.position)).all()
    return compare(keys.scalars(select(Erasure.id)), [(mark_id, position) for mark_id, position in marks])


def refuse_unreplayed(settings: Settings) -> None:
    """Stop the start when an older copy of one store was put back and the erasures since were not done again.

    Raises: StartRefused.
    """
    engines = plain_engine(settings.database_url), plain_engine(settings.keys_database_url)
    try:
        with Session(engines[0]) as main, Session(engines[1]) as keys:
            found = gap(main, keys)
    finally:
        for engine in engines:
            engine.dispose()
    if found.missing_in_main:
        count = len(found.missing_in_main)
        raise StartRefused(f"The main database is older than {count} erasures made since: {REPLAY}.")
    if found.missing_in_keys:
        count = len(found.missing_in_keys)
        raise StartRefused(f"The keys store is older than {count} erasures made since: {REPLAY}.")

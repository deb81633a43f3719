"""The hash chain over audit rows. The worker links new rows within seconds; `verify` names the first break.

A chained head inside the act's own transaction would make every write wait for every other one,
so a row first stands alone, held by its MAC, and is linked afterwards.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal.audit.log import AuditEntry, signer_of_app
from qa_portal.db import Base, transaction

GENESIS = bytes(32)
BATCH = 500
"""Rows linked in one transaction."""


class AuditLink(Base):
    """The place of one entry in the chain."""

    __tablename__ = "audit_links"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(String(32), ForeignKey("audit_entries.id"), unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found."""

    verified: int
    unlinked: int
    problem: str | None
    head: str

    @property
    def sound(self) -> bool:
        """True when no break was found."""
        return self.problem is None


def link() -> int:
    """Link the rows that stand alone, oldest first; return how many were linked."""
    linked = 0
    while True:
        with transaction() as session:
            count = _link_batch(session)
        linked += count
        if count < BATCH:
            return linked


def _link_batch(session: Session) -> int:
    position, digest = head(session)
    rows = session.scalars(
        select(AuditEntry)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.entry_id.is_(None))
        .order_by(AuditEntry.at, AuditEntry.id)
        .limit(BATCH)
    ).all()
    for row in rows:
        position += 1
        digest = _next(digest, position, row)
        session.add(AuditLink(position=position, entry_id=row.id, digest=digest))
    return len(rows)


def head(session: Session) -> tuple[int, bytes]:
    """Return position and digest of the newest link; zero and zeros for an empty chain."""
    newest = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    return (newest.position, newest.digest) if newest else (0, GENESIS)


def verify(session: Session, progress: Callable[[int], None] = lambda _done: None) -> Verdict:
    """Walk the chain from its first link; stop at, and name, the first break."""
    signer = signer_of_app()
    total = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    digest, done = GENESIS, 0
    for found, row in _rows(session):
        expected = done + 1
        if found.position != expected:
            return Verdict(done, total - done, f"link {expected} is missing", digest.hex())
        if row is None:
            return Verdict(done, total - done, f"the row of link {expected} was removed", digest.hex())
        if signer.sign(row.mac_key_id, row.canonical()) != row.mac:
            return Verdict(done, total - done, f"row {row.id} (link {expected}) was changed", digest.hex())
        digest = _next(digest, expected, row)
        if digest != found.digest:
            return Verdict(done, total - done, f"link {expected} (row {row.id}) was changed", digest.hex())
        done = expected
        progress(done)
    problem = _tail_problem(session)
    return Verdict(done, total - done, problem, digest.hex())


def _rows(session: Session) -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    pairs = (
        select(AuditLink, AuditEntry)
        .outerjoin(AuditEntry, AuditLink.entry_id == AuditEntry.id)
        .order_by(AuditLink.position)
        .execution_options(yield_per=2000)
    )
    for found, row in session.execute(pairs):
        yield found, row
        session.expunge(found)
        if row is not None:
            session.expunge(row)


def _tail_problem(session: Session) -> str | None:
    signer = signer_of_app()
    loose = (
        select(AuditEntry).outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id).where(AuditLink.entry_id.is_(None))
    )
    for row in session.scalars(loose):
        if signer.sign(row.mac_key_id, row.canonical()) != row.mac:
            return f"row {row.id} (not linked yet) was changed"
    return None


def _next(digest: bytes, position: int, row: AuditEntry) -> bytes:
    return hashlib.sha256(digest + position.to_bytes(8, "big") + row.canonical() + row.mac).digest()

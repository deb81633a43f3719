"""The hash chain over audit rows. The worker links new rows within seconds; `verify` names the first break.

A chained head inside the act's own transaction would make every write wait for every other one,
so a row first stands alone, held by its MAC, and is linked afterwards. A link is made with the key of its row:
who can write the database and has no key can neither change a row nor link the others anew.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import anchors
from qa_portal.audit.actions import Action
from qa_portal.audit.anchors import Anchor
from qa_portal.audit.log import AuditEntry, Signer, canonical, record, signer_of_app
from qa_portal.db import Base, UtcDateTime, read, transaction

GENESIS = bytes(32)
BATCH = 500
"""Rows linked in one transaction."""
LATE = timedelta(hours=1)
"""A row whose time lies further back than this before the last linked one is found by the full round only."""
STREAM = 5000
"""Rows fetched at a time while verifying."""
log = structlog.get_logger()
FACTS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.action,
    AuditEntry.actor_id,
    AuditEntry.actor_role,
    AuditEntry.subject_id,
    AuditEntry.fields,
    AuditEntry.mac,
    AuditEntry.mac_key_id,
)
"""What is read of a row to check it, in the order of `canonical`."""


class AuditLink(Base):
    """The place of one entry in the chain."""

    __tablename__ = "chain_links"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(String(32), ForeignKey("audit_entries.id"), unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditCut(Base):
    """Where the chain begins since old rows were deleted: signed, so that nobody without the key can move it."""

    __tablename__ = "audit_cuts"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac_key_id: Mapped[str] = mapped_column(String(32))

    def message(self) -> bytes:
        """Return what is signed; no audit row begins like this."""
        return f"cut|{self.position}|{self.digest.hex()}|{self.at.isoformat()}".encode()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found."""

    verified: int
    unlinked: int
    problem: str | None
    head: str
    anchor: Anchor | None = None
    """The newest signed head outside the database that was compared."""

    @property
    def sound(self) -> bool:
        """True when no break was found."""
        return self.problem is None


def link(*, everything: bool = False) -> int:
    """Link the rows that stand alone, oldest first; return how many were linked."""
    linked = 0
    while True:
        with transaction() as session:
            count = _link_batch(session, everything=everything)
        linked += count
        if count < BATCH:
            return linked


def link_all() -> int:
    """Link every row that stands alone, however old: a look at the whole log."""
    return link(everything=True)


def _link_batch(session: Session, *, everything: bool) -> int:
    position, digest = head(session)
    wanted = (
        select(*FACTS)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.entry_id.is_(None))
        .order_by(AuditEntry.at, AuditEntry.id)
        .limit(BATCH)
    )
    last_at = session.scalar(select(AuditEntry.at).join(AuditLink).where(AuditLink.position == position))
    if last_at is not None and not everything:
        # Else each round would look through the whole log.
        wanted = wanted.where(AuditEntry.at >= last_at - LATE)
    signer, rows = signer_of_app(), session.execute(wanted).all()
    for row in rows:
        position += 1
        digest = _next(signer, digest, position, row, canonical(row[:7]))
        session.add(AuditLink(position=position, entry_id=row.id, digest=digest))
    return len(rows)


def head(session: Session) -> tuple[int, bytes]:
    """Return position and digest of the newest link; those of the cut, or zeros, when there is none."""
    newest = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    if newest is not None:
        return newest.position, newest.digest
    cut = _cut(session)
    return (cut.position, cut.digest) if cut else (0, GENESIS)


def anchor() -> None:
    """Keep the signed head outside the database, when the chain grew and goes on from the last one kept."""
    before = anchors.newest()
    session = read()
    position, digest = head(session)
    if before is not None and (before.position, before.digest) == (position, digest.hex()):
        return
    if before is not None and before.is_ours and not _goes_on(session, before):
        log.warning("the audit chain does not go on from its anchor", position=before.position)
        return
    anchors.keep(anchors.make(position, digest))


def anchor_anew() -> int:
    """Say that the chain begins anew here: after a restore, whose newest rows are older than the last anchor."""
    link_all()
    with transaction() as session:
        position, _digest = head(session)
        record(session, Action.CHAIN_ANCHORED_ANEW, actor=SYSTEM, subject_id="audit", position=position)
    link_all()
    position, digest = head(read())
    anchors.keep(anchors.make(position, digest, anchors.RESET))
    return position


def _goes_on(session: Session, before: Anchor) -> bool:
    cut = _cut(session)
    if before.position == 0 or (cut is not None and before.position <= cut.position):
        return True
    found = session.scalar(select(AuditLink.digest).where(AuditLink.position == before.position))
    return found is not None and found.hex() == before.digest


def verify(session: Session, progress: Callable[[int], None] = lambda _done: None, *, anchored: bool = True) -> Verdict:
    """Walk the chain from its first link; stop at, and name, the first break.

    It is compared with the heads kept outside the database, unless it is a copy that is older than they (`anchored`).
    """
    walk = _Walk(session, progress)
    problem = walk.begin() or (walk.take_anchors() if anchored else None) or walk.go()
    total = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    verified = walk.position - walk.start
    return Verdict(verified, total - verified, problem, walk.digest.hex(), walk.newest)


class _Walk:
    """One walk along the chain. Every step returns what is wrong, or None."""

    def __init__(self, session: Session, progress: Callable[[int], None]) -> None:
        self._session, self._progress, self._signer = session, progress, signer_of_app()
        self._heads: dict[int, Anchor] = {}
        self.newest: Anchor | None = None
        self.start, self.position, self.digest = 0, 0, GENESIS

    def begin(self) -> str | None:
        """Start at the first link there must be."""
        cut = _cut(self._session)
        if cut is None:
            return None
        if self._signer.sign(cut.mac_key_id, cut.message()) != cut.mac:
            return f"the cut at link {cut.position} was changed"
        self.start = self.position = cut.position
        self.digest = cut.digest
        return None

    def take_anchors(self) -> str | None:
        """Read the signed heads that count."""
        for number, one in anchors.kept():
            if not one.is_ours:
                return (
                    f"line {number} of {anchors.LIST_NAME} was changed" if number else "the newest anchor was changed"
                )
            if one.kind == anchors.RESET:
                self._heads = {at: head for at, head in self._heads.items() if at <= one.position}
                self.newest = None
            self._heads[one.position] = one
            if self.newest is None or one.position >= self.newest.position:
                self.newest = one
        return None

    def go(self) -> str | None:
        """Check link after link, then what must come after the last."""
        with closing(_places(self._session)) as places:
            for place in places:
                problem = self._step(place)
                if problem is not None:
                    return problem
                self._progress(self.position - self.start)
        if self.newest is not None and self.newest.position > self.position:
            gone = self.newest.position - self.position
            return f"the newest {gone} rows were removed: the anchor of {self._when()} ends at {self.newest.position}"
        return _tail_problem(self._session, self._signer)

    def _step(self, place: Any) -> str | None:
        expected = self.position + 1
        if place.position != expected:
            return f"link {expected} is missing"
        if place.id is None:
            return f"the row of link {expected} ({place.entry_id}) was removed"
        told = canonical(place[3:10])
        if self._signer.sign(place.mac_key_id, told) != place.mac:
            return f"row {place.id} (link {expected}) was changed"
        digest = _next(self._signer, self.digest, expected, place, told)
        if digest != place.digest:
            return f"link {expected} (row {place.id}) was changed, or a row was removed or inserted before it"
        self.position, self.digest = expected, digest
        head = self._heads.get(expected)
        if head is not None and head.digest != digest.hex():
            return f"link {expected} is not the one that was anchored at {head.at[:16]} UTC"
        return None

    def _when(self) -> str:
        return f"{self.newest.at[:16]} UTC" if self.newest else ""


def _places(session: Session) -> Generator[Any, None, None]:
    """Give links with their rows, in order, as plain values: no object of a model is made for a million rows."""
    pairs = (
        select(AuditLink.position, AuditLink.entry_id, AuditLink.digest, *FACTS)
        .outerjoin(AuditEntry, AuditLink.entry_id == AuditEntry.id)
        .order_by(AuditLink.position)
    )
    # Closed also when a break ends the walk early: on PostgreSQL it is a cursor of the server's.
    with session.execute(pairs.execution_options(yield_per=STREAM)) as rows:
        yield from rows


def _tail_problem(session: Session, signer: Signer) -> str | None:
    loose = select(*FACTS).outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id).where(AuditLink.entry_id.is_(None))
    for row in session.execute(loose):
        if signer.sign(row.mac_key_id, canonical(row[:7])) != row.mac:
            return f"row {row.id} (not linked yet) was changed or not written by the portal"
    return None


def _cut(session: Session) -> AuditCut | None:
    return session.scalar(select(AuditCut).order_by(AuditCut.position.desc()).limit(1))


def _next(signer: Signer, digest: bytes, position: int, row: Any, told: bytes) -> bytes:
    # A byte no row begins with keeps links and rows apart.
    return signer.sign(row.mac_key_id, b"\0" + digest + position.to_bytes(8, "big") + told + row.mac)


def sign_cut(position: int, digest: bytes) -> AuditCut:
    """Return the signed place where the chain will begin."""
    signer = signer_of_app()
    cut = AuditCut(position=position, digest=digest, at=clock.now(), mac_key_id=signer.key_id)
    cut.mac = signer.sign(cut.mac_key_id, cut.message())
    return cut

"""Does every wrapped key open? The store is walked in pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from qa_portal.crypto.kept import KeptKey, open_kept
from qa_portal.crypto.keyring import Keyring
from qa_portal.crypto.keystore import OwnerKey, kek_id_of, unopened_keys
from qa_portal.db import keys_read
from qa_portal.errors import Unreadable

BATCH = 200
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Unopened:
    """One wrapped key that does not open."""

    table: str
    row_id: str


def verify(ring: Keyring, progress: Progress = lambda _done: None) -> Iterator[Unopened]:
    """Open every wrapped key of a person, each of their questions' keys, and what is kept of retired roots."""
    for ids in _pages():
        with keys_read() as session:
            yield from (Unopened(table, row_id) for table, row_id in unopened_keys(session, ring, ids))
        progress(len(ids))
    with keys_read() as session:
        for row in session.scalars(select(KeptKey)):
            # A rotation that died at its beginning leaves one that is written anew: its root is still here.
            if ring.root(row.root_id) is None and not _opens(row, ring):
                yield Unopened(KeptKey.__tablename__, row.root_id)


def _opens(row: KeptKey, ring: Keyring) -> bool:
    try:
        open_kept(row, ring.kek_for(kek_id_of(row.wrapped)))
    except Unreadable:
        return False
    return True


def _pages() -> Iterator[list[str]]:
    last = ""
    while True:
        with keys_read() as session:
            wanted = select(OwnerKey.id).where(OwnerKey.id > last).order_by(OwnerKey.id).limit(BATCH)
            ids = list(session.scalars(wanted))
        if not ids:
            return
        yield ids
        last = ids[-1]

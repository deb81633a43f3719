"""Making a backup while the portal runs: main store, attachments, then, apart, the keys store.

In this order every row of the main copy finds its key in the keys copy of the same run. The root key is in neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.backup import erasures_log, files, shelf, stores
from qa_portal.backup.archive import Archive, Facts, Kind, Member, Progress, write
from qa_portal.crypto import kept
from qa_portal.crypto.keyring import Keyring
from qa_portal.crypto.shredding import Erasure
from qa_portal.crypto.start import checked_keyring
from qa_portal.db import new_id, plain_engine
from qa_portal.settings import Settings

ATTACHMENTS = "attachments"
"""Folder of sealed files, below the data folder and in the archive."""


@dataclass(frozen=True, slots=True)
class Made:
    """The two archives of a run, and whether they lie on the disk of what they are a copy of."""

    main: Archive
    keys: Archive
    same_disk: bool

    @property
    def size_bytes(self) -> int:
        """How large both are."""
        return sum(archive.path.stat().st_size for archive in (self.main, self.keys))


def back_up(settings: Settings, progress: Progress = lambda _done: None) -> Made:
    """Copy everything, write the log of erasures, and delete the copies that have had their time.

    Raises: BackupProblem, KeyProblem; what was there stays as it was.
    """
    files.refuse_among_the_originals(settings)
    ring = checked_keyring(settings)
    with files.work_folder(settings) as work:
        main, keys = (_copy(settings, ring, kind, work, progress) for kind in (Kind.MAIN, Kind.KEYS))
        log_erasures(settings, ring)
        copy_envelopes(settings)
        shelf.tidy(settings)
    return Made(main, keys, files.is_on_the_same_disk(settings))


def copy_envelopes(settings: Settings) -> None:
    """Lay the root keys beside the copies, sealed for whoever has the printed recovery key; to others it is noise."""
    held = kept.read_copy(settings.recovery_path)
    if held:
        kept.write_copy(shelf.recovery_copy(settings), held)


def log_erasures(settings: Settings, ring: Keyring) -> int:
    """Bring the log of erasures up to the ledger of the keys store; return how many lines were new."""
    engine = plain_engine(settings.keys_database_url)
    try:
        with Session(engine) as session:
            return erasures_log.add(settings, ring, session.scalars(select(Erasure).order_by(Erasure.position)).all())
    finally:
        engine.dispose()


def _copy(settings: Settings, ring: Keyring, kind: Kind, work: Path, progress: Progress) -> Archive:
    facts = Facts(new_id(), str(kind), stores.engine_of(settings, kind), clock.now().isoformat())
    files.make_folder(shelf.folder_of(settings, kind))
    copy = work / facts.id
    stores.copy_to(stores.url_of(settings, kind), copy)
    path = shelf.path_for(settings, facts)
    made = write(path, facts, ring, _members(settings, kind, copy), progress)
    copy.unlink()
    return made


def _members(settings: Settings, kind: Kind, copy: Path) -> Iterator[Member]:
    yield Member(stores.DUMP, copy.stat().st_size, copy)
    if kind is Kind.MAIN:
        # Listed after the store was copied: a row of the copy finds its file, unless that was erased meanwhile.
        yield from _attachments(settings.data_dir)


def _attachments(data_dir: Path) -> Iterator[Member]:
    for path in sorted((data_dir / ATTACHMENTS).rglob("*")):
        try:
            is_whole = path.is_file() and not path.is_symlink() and path.suffix not in {".part", ".new"}
            size = path.stat().st_size
        except FileNotFoundError:
            continue
        if is_whole:
            yield Member(path.relative_to(data_dir).as_posix(), size, path)

"""Putting a backup back, into a place where nothing is yet.

The keys come from the newest copy, never from the one of the same day: an erased key must not come back. Then the
erasures this copy does not know are entered into its ledger (from the log beside the copies, and from the living keys
store if there still is one) and done again, all before the main store is there: nothing can start in between.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from flask import Flask

from qa_portal import schema
from qa_portal.app import create_app
from qa_portal.backup import erasures_log, files, shelf, stores
from qa_portal.backup.archive import Archive, Kind, Progress, read_head, unpack
from qa_portal.backup.making import ATTACHMENTS
from qa_portal.crypto.keyring import Keyring
from qa_portal.crypto.sources import source_of
from qa_portal.crypto.start import adopt_keys
from qa_portal.db import db
from qa_portal.errors import BackupProblem
from qa_portal.identity.relookup import catch_up
from qa_portal.question import erasure
from qa_portal.settings import Settings


class KeysFrom(StrEnum):
    """Where the keys come from: the newest copy, or the living keys store, which outlived the main store."""

    NEWEST = "newest"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is put back, and where. `settings` are those of the installation, `target` those of what comes of it."""

    settings: Settings
    target: Settings
    ring: Keyring
    main: Archive
    keys: Archive | None
    """None: the living keys store is used."""
    link_key_file: bool = False
    """A drill does not copy the root key, it leads to it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `entered`: erasures the copy of the keys did not know; `replayed`: those done again in all."""

    entered: int
    replayed: int


def plan(settings: Settings, archive: Path, folder: Path, keys_from: KeysFrom = KeysFrom.NEWEST) -> Plan:
    """Look at everything before anything is written.

    Raises: BackupProblem, in one line: a target that is not empty, another root key, a copy of another database.
    """
    ring = source_of(settings).read()
    main = read_head(archive)
    if main.facts.kind != Kind.MAIN:
        raise BackupProblem(f"{archive.name} is a copy of the keys: name one of the main store.")
    keys = shelf.newest(settings, Kind.KEYS) if keys_from is KeysFrom.NEWEST else None
    target = target_of(settings, folder)
    if keys is None and keys_live_at(settings) is None:
        raise BackupProblem("There is no living keys store at QA_KEYS_DATABASE_URL: leave out --keys live.")
    found = Plan(settings, target, ring, main, keys)
    check(found)
    return found


def check(wanted: Plan) -> None:
    """Stop before anything is written.

    Raises: BackupProblem.
    """
    for archive in (wanted.main, wanted.keys):
        if archive is not None:
            archive.key(wanted.ring)
            _refuse_another_engine(wanted, archive)
    folder = wanted.target.data_dir.parent
    if folder.exists() and any(folder.iterdir()):
        raise BackupProblem(f"{folder} is not empty: name a folder that is.")
    for kind in Kind:
        url = stores.url_of(wanted.target, kind)
        if _stays(wanted, kind) or not stores.is_there(url):
            continue
        other = ", or go on with it: --keys live" if kind is Kind.KEYS else ""
        raise BackupProblem(f"The database {url.database} is not empty: name a new one in {_name(kind)}{other}.")


def target_of(settings: Settings, folder: Path) -> Settings:
    """Return the settings of what is put back into a folder; PostgreSQL is the one the settings name."""
    folder = folder.resolve()
    return replace(
        settings,
        data_dir=folder / "data",
        keys_dir=folder / "keys",
        database_url=_kept_url(settings, Kind.MAIN),
        keys_database_url=_kept_url(settings, Kind.KEYS),
    )


def _kept_url(settings: Settings, kind: Kind) -> str:
    url = stores.url_of(settings, kind)
    return "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)


def keys_live_at(settings: Settings) -> str | None:
    """Return the address of the living keys store, None when it was lost."""
    url = stores.url_of(settings, Kind.KEYS)
    return settings.keys_database_url if stores.is_there(url) else None


def restore(wanted: Plan, progress: Progress = lambda _done: None) -> Restored:
    """Put it back: keys, erasures, and last the main store; what was begun is taken away again when it fails.

    Raises: BackupProblem.
    """
    folder = wanted.target.data_dir.parent
    with _all_or_nothing(folder):
        for part in (wanted.target.data_dir, wanted.target.keys_dir):
            files.make_folder(part)
        work = files.make_folder(folder / "work")
        _put_keys(wanted, work, progress)
        entered = erasures_log.merge_into(wanted.target.keys_database_url, _all_erasures(wanted))
        _put(wanted, wanted.main, work, progress)
        schema.upgrade(wanted.target)
        shutil.rmtree(work)
        with opened(wanted.target, before_replay=True):
            replayed = erasure.replay()
            catch_up()
    return Restored(entered, replayed)


@contextmanager
def opened(target: Settings, *, before_replay: bool = False) -> Iterator[Flask]:
    """Open a restored portal in this process, and close its databases afterwards."""
    app = create_app(target, before_replay=before_replay)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def _all_erasures(wanted: Plan) -> list[erasures_log.Line]:
    """Return what any place still knows of erasures, the log first."""
    lines = erasures_log.read(wanted.settings, wanted.ring)
    live = keys_live_at(wanted.settings)
    if live is not None:
        lines += erasures_log.known_in(live)
    return lines


def _put_keys(wanted: Plan, work: Path, progress: Progress) -> None:
    source, target = wanted.settings.root_key_path, wanted.target.root_key_path
    if wanted.link_key_file and source.exists():
        target.symlink_to(source)
    elif source.exists():
        part = files.part_of(target)
        with part.open("wb") as file:
            file.write(source.read_bytes())
            files.put_in_place(file, part, target)
    if wanted.keys is not None:
        _put(wanted, wanted.keys, work, progress)
        schema.upgrade(wanted.target, stores=("keys",))
        adopt_keys(wanted.target, wanted.ring)
    elif not _stays(wanted, Kind.KEYS):
        copy = work / "live"
        stores.copy_to(stores.url_of(wanted.settings, Kind.KEYS), copy)
        stores.fill(stores.url_of(wanted.target, Kind.KEYS), copy)


def _put(wanted: Plan, archive: Archive, work: Path, progress: Progress) -> None:
    copy = work / archive.facts.kind

    def sink(name: str) -> AbstractContextManager[BinaryIO]:
        path = copy if name == stores.DUMP else wanted.target.data_dir / _below_attachments(name)
        files.make_folder(path.parent)
        return _closed_to_others(path).open("wb")

    unpack(archive, wanted.ring, sink, progress)
    stores.fill(stores.url_of(wanted.target, Kind(archive.facts.kind)), copy)
    copy.unlink()


def _below_attachments(name: str) -> Path:
    path = Path(name)
    if path.parts[:1] != (ATTACHMENTS,) or ".." in path.parts:
        raise BackupProblem("The archive holds a file that does not belong into it: use another copy.")
    return path


def _closed_to_others(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def _refuse_another_engine(wanted: Plan, archive: Archive) -> None:
    kind = Kind(archive.facts.kind)
    if archive.facts.engine != stores.engine_of(wanted.target, kind):
        raise BackupProblem(f"{archive.path.name} is a copy of {archive.facts.engine}: set {_name(kind)} to match it.")


def _stays(wanted: Plan, kind: Kind) -> bool:
    # The living keys store of a server is used where it is.
    return (
        kind is Kind.KEYS
        and wanted.keys is None
        and wanted.target.keys_database_url == wanted.settings.keys_database_url
    )


def _name(kind: Kind) -> str:
    return "QA_KEYS_DATABASE_URL" if kind is Kind.KEYS else "QA_DATABASE_URL"


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

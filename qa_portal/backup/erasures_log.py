"""The log of erasures beside the copies: an erasure made after the newest copy of the keys must outlive them, too.

One JSON line an erasure, ids and codes only, written within seconds by the worker and at every backup, never taken
back. Each line is signed together with the one before it, so that no line can be changed, added or taken out of the
middle; a restore does again what the log names.
"""

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from qa_portal.backup.files import make_folder, part_of, put_in_place
from qa_portal.crypto.keyring import Keyring, Purpose, RootKey, mac
from qa_portal.crypto.shredding import Erasure
from qa_portal.db import plain_engine
from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings

FOLDER = "erasures"
NAME = "erasures.log"


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure, as the ledger of the keys store has it, without its position."""

    id: str
    kind: str
    subject_id: str
    reason: str
    withdraws: bool
    at: str


def path_of(settings: Settings) -> Path:
    """Return where the log is. Its folder may be written by the worker; the copies need not."""
    return settings.backup_dir / FOLDER / NAME


def line_of(erasure: Erasure) -> Line:
    """Return what the log says of an erasure."""
    facts = (erasure.id, str(erasure.kind), erasure.subject_id, str(erasure.reason), erasure.withdraws)
    return Line(*facts, at=erasure.at.isoformat())


def read(settings: Settings, ring: Keyring) -> list[Line]:
    """Return the lines, oldest first; a last line that was cut while it was written does not count.

    Raises: BackupProblem, at the first line that was not written by this installation.
    """
    return [line for line, _root, _signature in _signed(settings, ring)]


def add(settings: Settings, ring: Keyring, erasures: Iterable[Erasure]) -> int:
    """Write the erasures the log does not have yet, to the disk; return how many there were.

    Raises: BackupProblem.
    """
    with _alone(settings) as path:
        held = _signed(settings, ring)
        known = {line.id for line, _root, _signature in held}
        fresh = [line_of(erasure) for erasure in erasures if erasure.id not in known]
        before = held[-1][2] if held else b""
        _append(path, _written(fresh, ring.active, before))
    return len(fresh)


def sign_anew(settings: Settings, ring: Keyring) -> bool:
    """Sign every line with the active root, after a rotation; True when there was something to sign."""
    if root_ids(settings, ring) <= {ring.active.id}:
        return False
    with _alone(settings) as path:
        lines, part = read(settings, ring), part_of(path)
        with part.open("wb") as file:
            file.write(_written(lines, ring.active, b""))
            put_in_place(file, part, path)
    return True


def root_ids(settings: Settings, ring: Keyring) -> set[str]:
    """Return the ids of the root keys the lines are signed with."""
    return {root_id for _line, root_id, _signature in _signed(settings, ring)}


def known_in(url: str) -> list[Line]:
    """Return the ledger of a keys store, oldest first; empty for a store without one."""
    engine = plain_engine(url)
    try:
        with Session(engine) as session:
            if not inspect(session.connection()).has_table(Erasure.__tablename__):
                return []
            return [line_of(erasure) for erasure in session.scalars(select(Erasure).order_by(Erasure.position))]
    finally:
        engine.dispose()


def merge_into(url: str, lines: Iterable[Line]) -> int:
    """Enter lines a keys store does not know into its ledger; return how many. `replay` then does them again."""
    engine = plain_engine(url)
    entered = 0
    try:
        with Session(engine.execution_options(qa_writes=True)) as session, session.begin():
            known = set(session.scalars(select(Erasure.id)))
            for line in lines:
                if line.id not in known:
                    known.add(line.id)
                    entered += 1
                    session.add(Erasure(**{**asdict(line), "at": datetime.fromisoformat(line.at)}))
                    session.flush()
    finally:
        engine.dispose()
    return entered


@contextmanager
def _alone(settings: Settings) -> Iterator[Path]:
    # The worker and a backup may want to write at once; each line is signed with the one before it.
    path = path_of(settings)
    make_folder(path.parent)
    with (path.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _signed(settings: Settings, ring: Keyring) -> list[tuple[Line, str, bytes]]:
    path = path_of(settings)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    found: list[tuple[Line, str, bytes]] = []
    before = b""
    for number, encoded in enumerate(content.split(b"\n")[:-1], 1):
        line, root_id, signature = _parsed(encoded, path, number)
        root = next((root for root in ring if root.id == root_id), None)
        if root is None or _sign(root, before, line) != signature:
            raise BackupProblem(
                f"Line {number} of {path} was not written here, or needs another root.json: restore it."
            )
        found.append((line, root_id, signature))
        before = signature
    return found


def _parsed(encoded: bytes, path: Path, number: int) -> tuple[Line, str, bytes]:
    try:
        told = json.loads(encoded)
        signature = base64.b64decode(told.pop("signature"), validate=True)
        root_id = str(told.pop("root_id"))
        return Line(**told), root_id, signature
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise BackupProblem(f"Line {number} of {path} is damaged: restore the file from its copy.") from None


def _written(lines: Iterable[Line], root: RootKey, before: bytes) -> bytes:
    written = b""
    for line in lines:
        before = _sign(root, before, line)
        told = {**asdict(line), "root_id": root.id, "signature": base64.b64encode(before).decode()}
        written += json.dumps(told).encode() + b"\n"
    return written


def _sign(root: RootKey, before: bytes, line: Line) -> bytes:
    return mac(root.subkey(Purpose.ERASURES_LOG), before + json.dumps(asdict(line), sort_keys=True).encode())


def _append(path: Path, written: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        content = path.read_bytes()
        # A line that was cut while it was written is written anew.
        os.ftruncate(descriptor, content.rfind(b"\n") + 1)
        os.lseek(descriptor, 0, os.SEEK_END)
        while written:
            written = written[os.write(descriptor, written) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Signed heads of the chain, kept outside the database: rows cut from its newest end show against them.

Two files, in QA_ANCHOR_DIR or beside the keys: the newest head, written again as the chain grows, and a list that
only ever gets longer.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa_portal import clock, settings
from qa_portal.audit.log import signer_of_app

HEAD_NAME = "audit-head.json"
LIST_NAME = "audit-anchors.jsonl"
EVERY = timedelta(hours=1)
"""How often a head goes into the list."""
RESET = "reset"
"""An anchor of this kind says: after a restore the chain goes on from here; later heads before it no longer count."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One signed head: at this time the chain ended with this link."""

    kind: str
    at: str
    position: int
    digest: str
    key_id: str
    mac: str = ""

    def message(self) -> bytes:
        """Return what is signed; no audit row begins like this."""
        return f"anchor|{self.kind}|{self.at}|{self.position}|{self.digest}|{self.key_id}".encode()

    @property
    def is_ours(self) -> bool:
        """Whether the portal signed it."""
        return bool(self.mac) and signer_of_app().sign(self.key_id, self.message()).hex() == self.mac

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)


def make(position: int, digest: bytes, kind: str = "head") -> Anchor:
    """Sign the head of the chain as it is now."""
    signer = signer_of_app()
    plain = Anchor(kind, clock.now().astimezone(UTC).isoformat(), position, digest.hex(), signer.key_id)
    return Anchor(**{**asdict(plain), "mac": signer.sign(plain.key_id, plain.message()).hex()})


def newest() -> Anchor | None:
    """Return the newest head that was kept, as it stands in its file; None before the first."""
    path = _folder() / HEAD_NAME
    return _parse(path.read_text(encoding="utf-8")) if path.exists() else None


def kept() -> Iterator[tuple[int, Anchor]]:
    """Give every anchor of the list with the number of its line, then the newest head."""
    path = _folder() / LIST_NAME
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from ((number, _parse(line)) for number, line in enumerate(lines, 1))
    head = newest()
    if head is not None:
        yield 0, head


def keep(anchor: Anchor) -> None:
    """Keep a head as the newest, and in the list when the last one there is old or the chain begins anew."""
    before = newest()
    last = _last_of_list()
    if anchor.kind == RESET or before is None or last is None or anchor.moment - last.moment >= EVERY:
        _append(anchor)
    fresh = _folder() / f"{HEAD_NAME}.new"
    _write(fresh, json.dumps(asdict(anchor)), os.O_TRUNC)
    fresh.replace(_folder() / HEAD_NAME)


def _append(anchor: Anchor) -> None:
    _write(_folder() / LIST_NAME, json.dumps(asdict(anchor)) + "\n", os.O_APPEND)


def _write(path: Path, text: str, how: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _last_of_list() -> Anchor | None:
    path = _folder() / LIST_NAME
    if not path.exists():
        return None
    with path.open("rb") as file:
        # A line is far shorter than this.
        file.seek(max(0, path.stat().st_size - 4096))
        lines = file.read().decode().splitlines()
    return _parse(lines[-1]) if lines else None


def _parse(line: str) -> Anchor:
    try:
        return Anchor(**json.loads(line))
    except (ValueError, TypeError):
        # Cut or changed: it counts as one that nobody signed.
        return Anchor("damaged", "1970-01-01T00:00:00+00:00", 0, "", "")


def _folder() -> Path:
    return settings.current().anchors

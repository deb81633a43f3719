"""What the worker does for backups by the clock: the log of erasures beside the copies is never seconds behind."""

from qa_portal import settings
from qa_portal.backup import erasures_log
from qa_portal.crypto import shredding
from qa_portal.crypto.keyring import keyring
from qa_portal.outbox.worker import Round

SECONDS = 5.0


class _Seen:
    """How far this process has written the log, and how long the log was then."""

    mark: tuple[int, int] = (-1, -1)


def log_erasures() -> None:
    """Write the erasures made since into the log; nothing before the first backup made its folder."""
    here = settings.current()
    path = erasures_log.path_of(here)
    if not path.parent.is_dir():
        return
    mark = (shredding.newest_position(), path.stat().st_size if path.exists() else 0)
    if mark != _Seen.mark:
        erasures_log.add(here, keyring(), shredding.ledger())
        _Seen.mark = (mark[0], path.stat().st_size)


PERIODIC: dict[str, Round] = {"write erasures beside the copies": (SECONDS, log_erasures)}

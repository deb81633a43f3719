"""The copies that are kept: their folders and names, which is the newest, which have had their time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from qa_portal import clock
from qa_portal.backup.archive import SUFFIX, Archive, Facts, Kind, read_head
from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings

EARLY = timedelta(hours=1)
"""Nightly runs do not begin on the minute; one that is a little early still deletes what ends that night."""


def folder_of(settings: Settings, kind: Kind) -> Path:
    """Return where the archives of a kind go."""
    return settings.backup_keys_dir if kind is Kind.KEYS else settings.backup_dir / "main"


def recovery_copy(settings: Settings) -> Path:
    """Return where the root keys lie beside the copies, sealed for whoever has the printed recovery key."""
    return settings.backup_dir / settings.recovery_path.name


def path_for(settings: Settings, facts: Facts) -> Path:
    """Return the path of a new archive."""
    name = f"{facts.made_at:%Y%m%dT%H%M%SZ}-{facts.id[:8]}.{facts.kind}{SUFFIX}"
    return folder_of(settings, Kind(facts.kind)) / name


def archives(settings: Settings, kind: Kind) -> list[Archive]:
    """Return the archives of a kind, oldest first; one that cannot be read is left out."""
    return sorted(_readable(settings, kind), key=lambda archive: archive.facts.made_at)


def _readable(settings: Settings, kind: Kind) -> Iterator[Archive]:
    for path in folder_of(settings, kind).glob(f"*{SUFFIX}"):
        try:
            found = read_head(path)
        except BackupProblem:
            continue
        if found.facts.kind == kind:
            yield found


def unreadable(settings: Settings) -> list[Path]:
    """Return the files among the copies that are no readable archives."""
    readable = {archive.path for kind in Kind for archive in archives(settings, kind)}
    return [path for kind in Kind for path in folder_of(settings, kind).glob(f"*{SUFFIX}") if path not in readable]


def newest(settings: Settings, kind: Kind) -> Archive:
    """Return the newest archive of a kind.

    Raises: BackupProblem, when there is none.
    """
    found = archives(settings, kind)
    if not found:
        raise BackupProblem(f"No copy of the {kind} store in {folder_of(settings, kind)}: check QA_BACKUP_DIR.")
    return found[-1]


def kept_days(settings: Settings, kind: Kind) -> int:
    """Return how many days a copy of a kind is kept."""
    return settings.keys_copies_kept_days if kind is Kind.KEYS else settings.main_copies_kept_days


def overdue(settings: Settings, kind: Kind) -> list[Archive]:
    """Return the copies that have had their time; the newest never is one of them."""
    until = clock.now() - timedelta(days=kept_days(settings, kind)) + EARLY
    return [archive for archive in archives(settings, kind)[:-1] if archive.facts.made_at <= until]


def tidy(settings: Settings) -> None:
    """Delete the copies that have had their time, and what killed runs left."""
    for kind in Kind:
        for archive in overdue(settings, kind):
            archive.path.unlink(missing_ok=True)
        for left in folder_of(settings, kind).glob(f"*{SUFFIX}.part"):
            left.unlink(missing_ok=True)


def root_ids(settings: Settings) -> set[str]:
    """Return the ids of the root keys that kept archives need."""
    return {archive.root_id for kind in Kind for archive in archives(settings, kind)}

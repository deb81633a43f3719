"""`qa-portal doctor`: is everything in order? One line a check, with the remedy."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import click
from rich.console import Console

from qa_portal import clock, schema
from qa_portal.backup import shelf
from qa_portal.backup.archive import Kind
from qa_portal.backup.records import last_drill
from qa_portal.cli.app import portal, settings
from qa_portal.crypto.start import checked_keyring
from qa_portal.db import read
from qa_portal.errors import PortalError
from qa_portal.outbox import queue
from qa_portal.settings import Settings

OTHERS = 0o077
LITTLE_SPACE_BYTES = 1024**3
BACKUP_HOURS = 26
DRILL_DAYS = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `good`, `look` or `bad`, and what to do."""

    state: str
    text: str


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding("good" if good else "bad", f"Python {sys.version.split()[0]}" + ("" if good else ": needs 3.11"))


def _keys(chosen: Settings) -> Finding:
    checked_keyring(chosen)
    return Finding("good", "The keys belong to this installation")


def _tables(chosen: Settings) -> Finding:
    schema.refuse_old_schema(chosen)
    return Finding("good", "Both databases are at the newest form")


def _folder(chosen: Settings) -> Finding:
    if chosen.data_dir.stat().st_mode & OTHERS:
        return Finding("look", f"Others can look into {chosen.data_dir}: run chmod 700 {chosen.data_dir}")
    return Finding("good", f"{chosen.data_dir} is closed to others")


def _space(chosen: Settings) -> Finding:
    free = shutil.disk_usage(chosen.data_dir).free
    state = "good" if free > LITTLE_SPACE_BYTES else "look"
    return Finding(state, f"{free / 1024**3:.1f} GB free on the data disk")


def _mail(chosen: Settings) -> Finding:
    if chosen.smtp_url.startswith("null:"):
        return Finding("look", "No mail is sent: set QA_SMTP_URL")
    return Finding("good", f"Mail goes to {chosen.smtp_url.split('@')[-1].split('?')[0]}")


def _outbox(_chosen: Settings) -> Finding:
    with portal():
        dead = len(queue.dead_letters(read()))
    if dead:
        return Finding("look", f"{dead} dead letters: run qa-portal outbox, then qa-portal outbox redrive")
    return Finding("good", "No dead letters")


def _backup(chosen: Settings) -> Finding:
    kept = {kind: shelf.archives(chosen, kind) for kind in Kind}
    if not kept[Kind.MAIN] or not kept[Kind.KEYS]:
        return Finding(
            "look", f"No backup in {chosen.backup_dir}: run qa-portal backup, and let the timer run it nightly"
        )
    hours = (clock.now() - kept[Kind.MAIN][-1].facts.made_at).total_seconds() / 3600
    count = f"{len(kept[Kind.MAIN])} copies of the main store, {len(kept[Kind.KEYS])} of the keys"
    text = f"Last backup {hours:.0f} h ago; {count}"
    too_old = clock.now() - kept[Kind.KEYS][0].facts.made_at > timedelta(days=chosen.keys_copies_kept_days + 1)
    if too_old:
        return Finding("bad", f"{text}; one of the keys is older than an erasure allows: run qa-portal backup")
    return Finding("good" if hours <= BACKUP_HOURS else "look", text)


def _drill(_chosen: Settings) -> Finding:
    with portal():
        last = last_drill(read())
    if last is None:
        return Finding("look", "No backup was put back as a test yet: run qa-portal restore --drill")
    days = (clock.now() - last.at).days
    text = f"Last drill {days} days ago: RTO {last.rto} s, RPO {last.rpo} s"
    if not last.good:
        return Finding("bad", f"{text}; it FAILED: run qa-portal restore --drill and read what it says")
    return Finding("good" if days <= DRILL_DAYS else "look", text)


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _keys,
    _tables,
    _folder,
    _space,
    _mail,
    _outbox,
    _backup,
    _drill,
)


def findings(chosen: Settings) -> Iterator[Finding]:
    """Run every check; one that cannot run is a finding, too."""
    yield _python()
    for check in CHECKS:
        try:
            yield check(chosen)
        except PortalError as failure:
            yield Finding("bad", failure.message)
        except OSError as failure:
            yield Finding("bad", f"{type(failure).__name__}: {failure.filename or ''}")


@click.command()
def doctor() -> None:
    """Check the installation: green, amber or red, each with its remedy. Exit code 1 when something is red."""
    console = Console()
    colours = {"good": "green", "look": "yellow", "bad": "red"}
    bad = False
    for finding in findings(settings()):
        bad |= finding.state == "bad"
        console.print(f"[{colours[finding.state]}]{finding.state:5}[/] {finding.text}", highlight=False)
    sys.exit(1 if bad else 0)

"""`qa-portal doctor`: is everything in order? One line a check, with the remedy."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from rich.console import Console

from qa_portal import schema
from qa_portal.cli.app import portal, settings
from qa_portal.crypto.start import checked_keyring
from qa_portal.db import read
from qa_portal.errors import PortalError
from qa_portal.outbox import queue
from qa_portal.settings import Settings

OTHERS = 0o077
LITTLE_SPACE_BYTES = 1024**3


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


CHECKS: tuple[Callable[[Settings], Finding], ...] = (_keys, _tables, _folder, _space, _mail, _outbox)


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

"""Changing the root key: `keys rotate` and `keys retire`."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action, Value
from qa_portal.audit.log import record
from qa_portal.cli.app import portal, settings
from qa_portal.crypto import retiring, rotation
from qa_portal.crypto.keyring import keyring
from qa_portal.crypto.sources import Elsewhere, KeySource, source_of
from qa_portal.db import transaction
from qa_portal.errors import KeyProblem
from qa_portal.identity.links import end_open_before
from qa_portal.identity.rotating import rotate as go_on
from qa_portal.settings import Settings

OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="Write the keys to this file, when the portal cannot change them."
)


@click.command()
@OUT
def rotate(out: Path | None) -> None:
    """Change the root key while the portal is at work. Broken off anywhere, it goes on when run again."""
    chosen = settings()
    source = source_for(chosen, out)
    with alone(chosen), portal():
        begun = rotation.begin(chosen, source)
        click.echo("A new root key is in use." if begun else "Going on with the rotation that is under way.")
        if begun:
            note(Action.KEYS_ROTATED, source.read().active.id, step="begun")
        if not put_in(source, out, "run `qa-portal keys rotate` again"):
            _go_on(chosen, source)
            if put_in(source, out, "run `qa-portal keys rotate` again"):
                return
            note(Action.KEYS_ROTATED, source.read().active.id, step="done")
            click.echo("Done. Now run `qa-portal backup`, then `qa-portal backup rewrap`, and copy the new keys apart.")
            click.echo("What still needs the old root key, and when it can go: qa-portal keys status.")


@click.command()
@click.argument("root_id")
@click.option("--end-links", is_flag=True, help="End open mail links made with it; people ask for new ones.")
@OUT
def retire(root_id: str, end_links: bool, out: Path | None) -> None:
    """Take root key ROOT_ID out for good; refused while anything needs it."""
    chosen = settings()
    source = source_for(chosen, out)
    with alone(chosen), portal():
        root = source.read().root(root_id)
        ended = end_open_before(root) if end_links and root and root.id != keyring().active.id else 0
        retiring.retire(chosen, source, root_id)
        note(Action.KEYS_RETIRED, root_id, links_ended=ended)
    if not put_in(source, out, "start again"):
        click.echo(f"Root key {root_id} is gone. Destroy its copies, too: with one, an old copy of the stores opens.")


def source_for(chosen: Settings, out: Path | None) -> KeySource:
    """Return the key source; with `--out`, what is to become of it is written there."""
    source = source_of(chosen)
    return Elsewhere(source, out) if out else source


def put_in(source: KeySource, out: Path | None, then: str) -> bool:
    """Say what to do with keys that were written elsewhere; True when there were any."""
    if not isinstance(source, Elsewhere) or not source.is_written:
        return False
    click.echo(f"Put the content of {out} into QA_ROOT_KEYS, delete that file, restart everything, then {then}.")
    return True


def note(action: Action, root_id: str, **fields: Value) -> None:
    """Record what was done to the root keys."""
    with transaction() as session:
        record(session, action, actor=SYSTEM, subject_id=root_id, **fields)


@contextmanager
def alone(chosen: Settings) -> Iterator[None]:
    """Let one command at a time change the root keys; the lock goes with the process.

    Raises: KeyProblem.
    """
    chosen.keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (chosen.keys_dir / ".keys.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise KeyProblem("Another command is changing the keys: wait for it, and try again.") from None
        yield


def _go_on(chosen: Settings, source: KeySource) -> None:
    with Progress(disable=not sys.stderr.isatty(), console=Console(stderr=True)) as shown:
        tasks: list[TaskID] = []
        for step in go_on(chosen, source, lambda done: shown.advance(tasks[-1], done)):
            tasks.append(shown.add_task(step.name, total=step.total or None))

"""The keys: make, show, verify, print the paper, recover. Rotation has a module of its own."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from qa_portal import schema
from qa_portal.audit.actions import Action
from qa_portal.backup import stores
from qa_portal.backup.archive import Kind
from qa_portal.cli.app import portal, settings
from qa_portal.cli.key_report import report
from qa_portal.cli.rotation import OUT, alone, note, put_in, retire, rotate, source_for
from qa_portal.crypto import proving, uses
from qa_portal.crypto.keyring import keyring
from qa_portal.crypto.recovering import recover
from qa_portal.crypto.start import checked_keyring, init_keys, new_paper
from qa_portal.errors import KeyProblem

PAPER = """
Recovery key (shown once; print it or write it down, and lock it away apart from this machine):

    {first}
    {second}
    {third}

With it and the keys store the key file can be made again: qa-portal keys recover.
If the key file, its copies and this paper are lost, nothing that patients wrote can be read again, by anybody."""


def show_paper(printed: str) -> None:
    """Print a recovery key, three groups a line."""
    groups = printed.split("-")
    lines = [" ".join(groups[at : at + 3]) for at in range(0, len(groups), 3)]
    click.echo(PAPER.format(first=lines[0], second=lines[1], third=lines[2]))


@click.group()
def keys() -> None:
    """Make, look at, change and recover the root keys."""


@keys.command("init")
@OUT
def keys_init(out: Path | None) -> None:
    """Make the first root key and its printed recovery key. Keys that are there are never touched."""
    chosen = settings()
    source = source_for(chosen, out)
    if not source.exists() and schema.is_in_use(chosen):
        raise KeyProblem("The keys store is in use, but its root keys are not here: restore them, or `keys recover`.")
    printed = init_keys(source)
    if not printed:
        click.echo(f"There are keys already: {chosen.root_key_path if chosen.key_source != 'secret' else 'a secret'}")
        return
    click.echo(f"New root key: {out or chosen.root_key_path}")
    put_in(source, out, "run `qa-portal init`")
    show_paper(printed)


@keys.command("status")
def keys_status() -> None:
    """Show the root keys, what still needs each, whether the paper opens them, and what to do next."""
    with portal():
        for line in report(settings(), keyring()):
            click.echo(line)


@keys.command("verify")
def keys_verify() -> None:
    """Open every wrapped key, and name those that do not open."""
    with portal(), Progress(disable=not sys.stderr.isatty(), console=Console(stderr=True)) as shown:
        total = uses.count_keys()
        task = shown.add_task("Opening every key", total=total or None)
        shut = list(proving.verify(keyring(), lambda done: shown.advance(task, done)))
    for one in shut:
        click.echo(f"does not open: {one.table} {one.row_id}")
    click.echo(f"{total} people's keys and those of their questions: {len(shut)} do not open.")
    sys.exit(1 if shut else 0)


@keys.command("paper")
@OUT
def keys_paper(out: Path | None) -> None:
    """Print a new recovery key. The one before opens nothing here any more: burn it."""
    chosen = settings()
    source = source_for(chosen, out)
    with alone(chosen), portal():
        printed = new_paper(chosen, source)
        note(Action.KEYS_PAPER, keyring().active.id)
    put_in(source, out, "start again")
    show_paper(printed)


@keys.command("recover")
@OUT
def keys_recover(out: Path | None) -> None:
    """Make the key file anew from the printed recovery key. An existing key file is never touched."""
    chosen = settings()
    source = source_for(chosen, out)
    if source.exists():
        raise KeyProblem(f"There are keys already: {chosen.root_key_path}. Move the file away first if it is damaged.")
    recovered = recover(chosen, click.prompt("Recovery key"))
    source.write(recovered)
    click.echo(f"Root keys that are back: {', '.join(root.id for root in recovered)}.")
    if put_in(source, out, "run `qa-portal keys verify`"):
        return
    if not all(stores.is_there(stores.url_of(chosen, kind)) for kind in Kind):
        click.echo("Now put the stores back: qa-portal restore --from FILE --to FOLDER.")
        return
    checked_keyring(chosen)
    with portal():
        note(Action.KEYS_RECOVERED, recovered.active.id, roots=len(recovered.keys))
    click.echo("Check them with qa-portal keys verify.")


keys.add_command(rotate)
keys.add_command(retire)

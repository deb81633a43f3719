"""The keys: make, show, rotate, retire, verify, recover."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from qa_portal.cli.app import portal, settings
from qa_portal.crypto import rotation
from qa_portal.crypto.keyring import KeyState, keyring
from qa_portal.crypto.recovering import recover
from qa_portal.crypto.sources import KeyFile, KeySource, source_of
from qa_portal.crypto.start import checked_keyring, init_keys
from qa_portal.errors import KeyProblem
from qa_portal.identity.rotating import rotate
from qa_portal.settings import Settings

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
def keys_init() -> None:
    """Make the first root key and its printed recovery key. Keys that are there are never touched."""
    chosen = settings()
    printed = init_keys(source_of(chosen))
    if not printed:
        click.echo(f"There are keys already: {chosen.root_key_path}")
        return
    click.echo(f"New key file: {chosen.root_key_path}")
    show_paper(printed)


@keys.command("status")
def keys_status() -> None:
    """Show the root keys, what still needs each, and whether they open this installation."""
    with portal():
        for root in keyring():
            marker = {KeyState.ACTIVE: "seals and opens", KeyState.DECRYPT_ONLY: "a rotation leaves it"}
            click.echo(f"{root.id}  {root.created_at[:10]}  {marker.get(root.state, 'opens only')}")
            for use in rotation.uses_of(root):
                if use.count:
                    click.echo(f"    {use.count:>8}  {use.name}")
    click.echo("The keys belong to this installation.")


@keys.command("rotate")
@click.option("--out", type=click.Path(path_type=Path), help="Write the new keys to a file, when they are a secret.")
def keys_rotate(out: Path | None) -> None:
    """Change the root key while the portal is at work. Broken off anywhere, it goes on when run again."""
    with portal():
        chosen = settings()
        source = source_of(chosen)
        begun = rotation.begin(chosen, source, KeyFile(out) if out else None)
        click.echo("A new root key is in use." if begun else "Going on with the rotation that is under way.")
        if begun and out:
            click.echo(f"Put the content of {out} into QA_ROOT_KEYS, start again, and run this once more.")
            return
        _go_on(chosen, source)
    click.echo("Done. Once no mail link from before is open: qa-portal keys retire ID (see qa-portal keys status).")
    click.echo("Wrap the keys of backups anew with qa-portal backup rewrap, and copy the key file.")


def _go_on(chosen: Settings, source: KeySource) -> None:
    with Progress(disable=not sys.stderr.isatty(), console=Console(stderr=True)) as shown:
        tasks: list[TaskID] = []
        for step in rotate(chosen, source, lambda done: shown.advance(tasks[-1], done)):
            tasks.append(shown.add_task(step.name, total=step.total or None))


@keys.command("retire")
@click.argument("root_id")
def keys_retire(root_id: str) -> None:
    """Take root key ROOT_ID out for good; refused while anything needs it."""
    with portal():
        rotation.retire(source_of(settings()), root_id)
    click.echo(f"Root key {root_id} is gone. Delete its copies, too.")


@keys.command("verify")
def keys_verify() -> None:
    """Open every wrapped key, and name those that do not open."""
    with portal(), Progress(disable=not sys.stderr.isatty(), console=Console(stderr=True)) as shown:
        task = shown.add_task("Opening every key", total=rotation.count_wrapped() or None)
        shut = list(rotation.verify(keyring(), lambda done: shown.advance(task, done)))
        total = rotation.count_wrapped()
    for one in shut:
        click.echo(f"does not open: {one.table} {one.row_id}")
    click.echo(f"{total} people's keys and those of their questions: {len(shut)} do not open.")
    sys.exit(1 if shut else 0)


@keys.command("recover")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the keys there, when they are no file of the portal."
)
def keys_recover(out: Path | None) -> None:
    """Make the key file anew from the printed recovery key. An existing key file is never touched."""
    chosen = settings()
    source = source_of(chosen)
    if out is None and source.exists():
        raise KeyProblem(f"There are keys already: {chosen.root_key_path}. Move the file away first if it is damaged.")
    printed = click.prompt("Recovery key")
    recovered = recover(chosen, printed)
    (KeyFile(out) if out else source).write(recovered)
    if out is None:
        checked_keyring(chosen)
    click.echo(f"{len(recovered.keys)} root keys are back. Check them with qa-portal keys verify.")

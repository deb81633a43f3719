"""The keys: make, show, rotate, retire, verify, recover."""

import click

from qa_portal.cli.app import settings
from qa_portal.crypto.keyring import KeyState
from qa_portal.crypto.sources import source_of
from qa_portal.crypto.start import checked_keyring, init_keys

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
    """Show the root keys, and whether they open this installation."""
    chosen = settings()
    for root in source_of(chosen).read():
        marker = "seals and opens" if root.state is KeyState.ACTIVE else "opens only"
        click.echo(f"{root.id}  {root.created_at[:10]}  {marker}")
    checked_keyring(chosen)
    click.echo("The keys belong to this installation.")

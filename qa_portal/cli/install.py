"""Setting up: folders, keys, databases."""

import click

from qa_portal import schema
from qa_portal.cli.app import portal, settings
from qa_portal.clinic.setup import load_defaults
from qa_portal.crypto.keyring import KeyState, read_key_file
from qa_portal.crypto.start import checked_keyring, init_keys, seal_checks
from qa_portal.db import transaction
from qa_portal.errors import StartRefused
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.release import set_topics
from qa_portal.settings import Settings


def prepare(chosen: Settings) -> bool:
    """Make everything that is missing: folders, key file, tables, key check. True when a new key file was made.

    Raises: StartRefused, when there are tables but no key file: the keys were lost or moved.
    """
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not chosen.root_key_path.exists() and schema.is_in_use(chosen):
        raise StartRefused(f"The databases are in use, but {chosen.root_key_path} is not there: restore the key file.")
    fresh = init_keys(chosen)
    schema.upgrade(chosen)
    seal_checks(chosen)
    return fresh


@click.command()
def init() -> None:
    """Set up a new installation: folders, keys, databases, a first queue, topics. What is there stays as it is."""
    chosen = settings()
    fresh = prepare(chosen)
    with portal(), transaction() as session:
        load_defaults(session, {})
        set_topics(session, starter_topics(), replace=False)
    click.echo(f"Keys:     {chosen.root_key_path}{' (new: keep a copy apart from the data)' if fresh else ''}")
    click.echo(f"Data:     {chosen.data_dir}")
    click.echo('Next:     qa-portal staff invite EMAIL --role admin --name "NAME", then qa-portal serve')


@click.group()
def keys() -> None:
    """Make and look at the keys."""


@keys.command("init")
def keys_init() -> None:
    """Make the root key file. An existing one is never touched."""
    chosen = settings()
    if init_keys(chosen):
        click.echo(f"New key file: {chosen.root_key_path}")
        click.echo("Keep a copy apart from the data. If it is lost, nothing that patients wrote can be read again.")
    else:
        click.echo(f"The key file is there already: {chosen.root_key_path}")


@keys.command("status")
def keys_status() -> None:
    """Show the root keys, and whether they open this installation."""
    chosen = settings()
    for root in read_key_file(chosen.root_key_path):
        marker = "seals and opens" if root.state is KeyState.ACTIVE else "opens only"
        click.echo(f"{root.id}  {root.created_at[:10]}  {marker}")
    checked_keyring(chosen)
    click.echo("The keys belong to this installation.")


@click.group("db")
def database() -> None:
    """Look after the databases."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring both databases to the newest form; safe to run again."""
    chosen = settings()
    schema.upgrade(chosen)
    if chosen.root_key_path.exists():
        seal_checks(chosen)
    click.echo("Both databases are up to date.")

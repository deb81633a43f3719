"""Setting up: folders, keys, databases."""

import click

from qa_portal import schema
from qa_portal.cli.app import portal, settings
from qa_portal.cli.keys import show_paper
from qa_portal.clinic.setup import load_defaults
from qa_portal.crypto.sources import source_of
from qa_portal.crypto.start import init_keys, seal_checks
from qa_portal.db import transaction
from qa_portal.errors import StartRefused
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.release import set_topics
from qa_portal.settings import Settings


def prepare(chosen: Settings) -> str:
    """Make everything that is missing: folders, keys, tables, key check. Return the recovery key of keys just made.

    Raises: StartRefused, when there are tables but no key file: the keys were lost or moved.
    """
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = source_of(chosen)
    if not source.exists() and schema.is_in_use(chosen):
        where = chosen.root_key_path
        raise StartRefused(
            f"The databases are in use, but {where} is not there: restore it, or `qa-portal keys recover`."
        )
    printed = init_keys(source)
    schema.upgrade(chosen)
    seal_checks(chosen)
    return printed


@click.command()
def init() -> None:
    """Set up a new installation: folders, keys, databases, a first queue, topics. What is there stays as it is."""
    chosen = settings()
    printed = prepare(chosen)
    with portal(), transaction() as session:
        load_defaults(session, {})
        set_topics(session, starter_topics(), replace=False)
    click.echo(f"Keys:     {chosen.root_key_path}{' (new: keep a copy apart from the data)' if printed else ''}")
    click.echo(f"Data:     {chosen.data_dir}")
    click.echo('Next:     qa-portal staff invite EMAIL --role admin --name "NAME", then qa-portal serve')
    if printed:
        show_paper(printed)


@click.group("db")
def database() -> None:
    """Look after the databases."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring both databases to the newest form; safe to run again."""
    chosen = settings()
    schema.upgrade(chosen)
    if source_of(chosen).exists():
        seal_checks(chosen)
    click.echo("Both databases are up to date.")

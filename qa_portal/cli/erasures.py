"""Erasures after a restore: do again what was erased since the copy that was put back."""

import click

from qa_portal.app import create_app
from qa_portal.cli.app import settings
from qa_portal.crypto import shredding
from qa_portal.crypto.erasures import gap
from qa_portal.db import keys_read, read
from qa_portal.question import erasure


@click.group()
def erasures() -> None:
    """Look at the ledger of erasures, and bring a restored store up to it."""


@erasures.command()
def status() -> None:
    """Say how many erasures there were, and whether both stores know all of them."""
    with create_app(settings(), before_replay=True).app_context(), keys_read() as keys:
        found = gap(read(), keys)
        click.echo(f"{len(shredding.ledger())} erasures, the newest at position {shredding.newest_position()}")
    click.echo(f"{len(found.missing_in_main)} to do again in the main database")
    click.echo(f"{len(found.missing_in_keys)} to do again in the keys store")


@erasures.command()
def replay() -> None:
    """Do again in each store what the other knows was erased; safe to run again."""
    with create_app(settings(), before_replay=True).app_context():
        click.echo(f"{erasure.replay()} erasures done again. Both stores know all of them now.")

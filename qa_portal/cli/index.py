"""The search index from the command line: make it anew, or see whether it is what it should be."""

import sys

import click

from qa_portal.cli.app import portal
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.current import index as current_index
from qa_portal.library import handlers


@click.group()
def index() -> None:
    """Look after the search index."""


@index.command()
def rebuild() -> None:
    """Make a new index of all public pages and swap it in; search goes on meanwhile."""
    with portal():
        click.echo(f"{handlers.rebuild()} pages")


@index.command()
def check() -> None:
    """Compare the index with the public pages; exit code 1 when they differ or it is damaged. Changes nothing."""
    with portal():
        same = handlers.is_same()
        try:
            click.echo(f"{current_index().count()} pages in the index: {'as it should be' if same else 'NOT the same'}")
        except IndexDamaged as damage:
            click.echo(f"The index is damaged: {damage.message}. Run `qa-portal index rebuild`.", err=True)
    if not same:
        sys.exit(1)

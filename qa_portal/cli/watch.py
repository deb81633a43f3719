"""Looking after a running portal: work that failed, and the audit chain."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from qa_portal.audit import chain
from qa_portal.cli.app import portal
from qa_portal.db import read
from qa_portal.inquiry import exports
from qa_portal.outbox import queue


@click.group(invoke_without_command=True)
@click.pass_context
def outbox(ctx: click.Context) -> None:
    """Show the work that waits and the dead letters; rows hold ids only."""
    if ctx.invoked_subcommand is not None:
        return
    with portal():
        dead, waiting = queue.dead_letters(read()), queue.waiting(read())
        table = Table("id", "work", "about", "tries", "problem", "state")
        for row in dead:
            table.add_row(str(row.id), row.topic, row.subject_id, str(row.attempts), row.problem or "", "dead")
        for row in waiting[:50]:
            state = f"due {row.due_at:%Y-%m-%d %H:%M} UTC"
            table.add_row(str(row.id), row.topic, row.subject_id, str(row.attempts), row.problem or "", state)
        Console().print(table)
        click.echo(f"{len(waiting)} waiting, {len(dead)} dead letters")


@outbox.command()
@click.argument("row_id", type=int, required=False)
def redrive(row_id: int | None) -> None:
    """Give dead letters (one by its id, or all) a fresh start."""
    with portal():
        click.echo(f"{queue.redrive(row_id)} started again")


@click.group()
def audit() -> None:
    """Look at the audit log."""


@audit.command()
def verify() -> None:
    """Check the hash chain; exit code 1 and the first break when it was tampered with."""
    with portal(), _bar() as progress:
        count = chain.head(read())[0]
        task = progress.add_task("verifying", total=count)
        verdict = chain.verify(read(), lambda done: progress.update(task, completed=done))
    click.echo(f"{verdict.verified} rows verified, {verdict.unlinked} not linked yet, head {verdict.head[:16]}")
    if verdict.anchor is not None:
        click.echo(f"compared with the anchor of {verdict.anchor.moment:%Y-%m-%d %H:%M} UTC")
    else:
        click.echo("there is no anchor to compare with yet: the worker makes the first")
    if not verdict.sound:
        click.echo(f"BROKEN: {verdict.problem}", err=True)
        sys.exit(1)


@audit.command()
@click.option("--after-restore", is_flag=True, required=True, help="The database was restored from a backup.")
def anchor(after_restore: bool) -> None:
    """Let the chain go on from a restored database, which is older than the last anchor; this is recorded."""
    with portal():
        click.echo(f"the chain goes on after link {chain.anchor_anew()}")


@audit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_export(file: Path) -> None:
    """Check a signed copy of a timeline or register; exit code 1 when it was changed or is not ours."""
    with portal():
        found = exports.check(file.read_bytes())
    if found.is_good:
        click.echo(f"unchanged, signed by this installation (key {found.key[:16]})")
        return
    problem = "it was changed, cut, or never signed" if not found.whole else f"it was signed by key {found.key[:16]}"
    click.echo(f"BROKEN: {problem}" if not found.whole else f"NOT OURS: {problem}, which is not here", err=True)
    sys.exit(1)


def _bar() -> Progress:
    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*shown, console=Console(stderr=True), transient=True)

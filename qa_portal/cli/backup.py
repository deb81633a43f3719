"""Backups from the command line: make, list, verify, wrap anew, put back, and the drill."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from qa_portal.backup import erasures_log, making, records, restoring, shelf
from qa_portal.backup.archive import Archive, Kind, read_head, rewrap, unpack
from qa_portal.backup.archive import Progress as Bytes
from qa_portal.backup.drill import Drilled, drill
from qa_portal.backup.restoring import KeysFrom
from qa_portal.cli.app import portal, settings
from qa_portal.crypto.sources import source_of
from qa_portal.errors import BackupProblem, StartRefused
from qa_portal.settings import Settings

SAMPLE = 100
MEGABYTE = 1_000_000


@click.group(invoke_without_command=True)
@click.pass_context
def backup(ctx: click.Context) -> None:
    """Copy both stores and the attachments, sealed, while the portal runs; the timer calls this every night."""
    if ctx.invoked_subcommand is not None:
        return
    chosen = settings()
    with _bar("copying") as (progress, _step):
        made = making.back_up(chosen, progress)
    for archive in (made.main, made.keys):
        click.echo(f"{archive.path}  {_size(archive)}")
    if made.same_disk:
        click.echo(
            "The copies lie on the disk of the originals and would be lost with it: set QA_BACKUP_DIR.", err=True
        )
    _note(lambda: records.record_backup(made))


@backup.command("list")
def list_copies() -> None:
    """Show the copies that are kept, and until when."""
    chosen = settings()
    table = Table("made (UTC)", "of", "from", "size", "root key", "file")
    for kind in Kind:
        for one in shelf.archives(chosen, kind):
            made = f"{one.facts.made_at:%Y-%m-%d %H:%M:%S}"
            table.add_row(made, one.facts.kind, one.facts.engine, _size(one), one.root_id, one.path.name)
    Console(width=200 if not sys.stdout.isatty() else None).print(table)
    click.echo(
        f"Copies of the keys are kept {chosen.keys_copies_kept_days} days, others {chosen.main_copies_kept_days}."
    )


@backup.command()
@click.argument("archive", type=click.Path(path_type=Path), required=False)
def verify(archive: Path | None) -> None:
    """Open copies (all that are kept, or one by its file) from beginning to end and compare every checksum."""
    chosen = settings()
    ring = source_of(chosen).read()
    found = [read_head(archive)] if archive else [one for kind in Kind for one in shelf.archives(chosen, kind)]
    problems = 0 if archive else len(shelf.unreadable(chosen))
    for path in [] if archive else shelf.unreadable(chosen):
        click.echo(f"{path.name} is cut or damaged: use another copy.", err=True)
    for one in found:
        try:
            with _bar(one.path.name) as (progress, _step):
                sums = unpack(one, ring, None, progress)
        except BackupProblem as problem:
            problems += 1
            click.echo(problem.message, err=True)
        else:
            click.echo(f"{one.path.name}: {len(sums)} files, every checksum right")
    known = len(erasures_log.read(chosen, ring))
    click.echo(f"{len(found) - problems} copies are whole; the log beside them knows {known} erasures.")
    sys.exit(1 if problems else 0)


@backup.command("rewrap")
def rewrap_all() -> None:
    """After a rotation: wrap the keys of all copies with the active root key, so that the old one can be retired."""
    chosen = settings()
    ring = source_of(chosen).read()
    old = [one for kind in Kind for one in shelf.archives(chosen, kind) if one.root_id != ring.active.id]
    making.copy_envelopes(chosen)
    for one in old:
        rewrap(one, ring)
    erasures_log.sign_anew(chosen, ring)
    click.echo(f"{len(old)} copies wrapped anew; all open with root key {ring.active.id}.")


@click.command()
@click.option("--from", "archive", type=click.Path(path_type=Path), help="The copy of the main store to put back.")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="A new folder: data and keys go into it.")
@click.option("--keys", "keys_from", type=click.Choice([str(kind) for kind in KeysFrom]), default=str(KeysFrom.NEWEST))
@click.option("--drill", "is_drill", is_flag=True, help="Put the newest copy back for a moment, look at it, remove it.")
@click.option("--sample", type=click.IntRange(1), default=SAMPLE, show_default=True, help="Questions a drill opens.")
def restore(archive: Path | None, folder: Path | None, keys_from: str, is_drill: bool, sample: int) -> None:
    """Put a copy back into a new place, with the newest keys, and do again every erasure made since."""
    if is_drill:
        _drill(settings(), sample)
    elif archive is None or folder is None:
        raise click.UsageError("Say which copy, and where to: --from ARCHIVE --to DIR. Or --drill.")
    else:
        _restore(settings(), archive, folder, KeysFrom(keys_from))


def _restore(chosen: Settings, archive: Path, folder: Path, keys_from: KeysFrom) -> None:
    wanted = restoring.plan(chosen, archive, folder, keys_from)
    if keys_from is KeysFrom.NEWEST and restoring.keys_live_at(chosen) is not None:
        click.echo(
            "The living keys store is still there: its erasures are done again, too. (--keys live goes on with it.)"
        )
    if wanted.keys and wanted.keys.facts.made_at < wanted.main.facts.made_at:
        click.echo("The newest copy of the keys is older: questions asked between the two will not open.", err=True)
    with _bar("restoring") as (progress, _step):
        done = restoring.restore(wanted, progress)
    with restoring.opened(wanted.target):
        keys_id = wanted.keys.facts.id if wanted.keys else str(KeysFrom.LIVE)
        records.record_restore(wanted.main.facts.id, keys_id, done.replayed)
    click.echo(f"Restored: as of {wanted.main.facts.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    click.echo(f"Erasures: {done.replayed} done again ({done.entered} the keys did not know).")
    click.echo(f"Start it with QA_DATA_DIR={wanted.target.data_dir} QA_KEYS_DIR={wanted.target.keys_dir}")


def _drill(chosen: Settings, sample: int) -> None:
    with _bar("restoring") as (progress, step):
        done = drill(chosen, sample, progress, step)
    _tell(done)
    _note(lambda: records.record_drill(done))
    sys.exit(0 if done.good else 1)


def _tell(done: Drilled) -> None:
    click.echo(f"{done.opened} questions opened, {done.unreadable} could not be read in full")
    click.echo(f"audit chain: {done.chain_problem or 'whole'}; search index: {done.pages} pages")
    missing = "the living store is lost" if done.acts_missing < 0 else f"{done.acts_missing} recorded acts are younger"
    click.echo(f"RPO {done.rpo_seconds:.0f} s (age of the newest copy; {missing})")
    click.echo(f"RTO {done.rto_seconds:.1f} s (from nothing to a portal that answers)")
    click.echo("The drill went well." if done.good else "THE DRILL FAILED.", err=not done.good)


def _note(write: Callable[[], None]) -> None:
    """Write into the audit log; a portal that would not start has its copies, but no record of them."""
    try:
        with portal():
            write()
    except StartRefused as refused:
        click.echo(f"Not recorded: {refused.message}", err=True)


@contextmanager
def _bar(name: str) -> Iterator[tuple[Bytes, Callable[[str], None]]]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(name, total=None)
        yield (
            lambda done: shown.advance(task, done),
            lambda step: shown.update(task, description=step),
        )


def _size(archive: Archive) -> str:
    return f"{archive.path.stat().st_size / MEGABYTE:.1f} MB"

"""The public library from the command line: import questions and answers."""

import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from qa_portal.cli.app import portal, settings
from qa_portal.db import read
from qa_portal.errors import BadInput, PortalError, StartRefused
from qa_portal.library import handlers, imports
from qa_portal.library.import_rows import FORMATS
from qa_portal.library.imports import Outcome
from qa_portal.outbox import queue
from qa_portal.outbox.worker import lock

PATIENCE_SECONDS = 3.0
"""When the worker has not moved for this long, we look whether there is one at all."""
INDEX_WORK = {str(topic) for topic in handlers.HANDLERS}
err = Console(stderr=True)


@click.group()
def library() -> None:
    """Look after the public library."""


@library.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="plain", show_default=True)
@click.option("--wait", is_flag=True, help="End when everything can be found by search.")
def import_file(file: Path, file_format: str, wait: bool) -> None:
    """Import answers from FILE: one JSON object a line, plain or packed with gzip.

    Each needs id, question and answer; title, topic, source, url, license and lang may be there, other fields
    are left out. The same id again replaces its page. A stopped import goes on where it stopped; a bad line is
    reported and left out, and the exit code is then 1.
    """
    with portal():
        outcome = _import(file, file_format)
        if wait:
            _wait()
    _report(outcome)
    if outcome.bad:
        sys.exit(1)


def _import(file: Path, file_format: str) -> Outcome:
    try:
        with _progress("importing") as progress:
            task = progress.add_task("importing", total=None)
            return imports.run(
                file,
                file_format=file_format,
                tell=lambda done, lines: progress.update(task, completed=done, total=lines),
            )
    except BadInput as problem:
        raise PortalError(" ".join(text for texts in problem.errors.values() for text in texts)) from None


def _wait() -> None:
    """Wait until the index holds every page; do the worker's part when no worker runs."""
    with _progress("indexing") as progress:
        left = _left()
        task = progress.add_task("indexing", total=left or 1, completed=0 if left else 1)
        total, moved_at = left, time.monotonic()
        while left:
            if time.monotonic() - moved_at > PATIENCE_SECONDS:
                _work_ourselves()
            time.sleep(0.2)
            now = _left()
            if now != left:
                left, moved_at = now, time.monotonic()
            progress.update(task, completed=total - left)
    if not handlers.is_same():
        handlers.compare()


def _left() -> int:
    read().rollback()
    return sum(work.topic in INDEX_WORK for work in queue.waiting(read()))


def _work_ourselves() -> None:
    """Index what waits, if we can have the worker's place."""
    try:
        place = lock(settings().data_dir / "worker.lock")
    except StartRefused:
        return
    with place:
        read().rollback()
        for work in queue.waiting(read()):
            for topic, handler in handlers.HANDLERS.items():
                if work.topic == topic:
                    handler(work.subject_id)
                    queue.done(work.id)


def _report(outcome: Outcome) -> None:
    if outcome.resumed_at:
        click.echo(f"went on after line {outcome.resumed_at}")
    click.echo(f"{outcome.lines} lines: {outcome.taken} taken, {outcome.unchanged} unchanged, {outcome.bad} bad")
    for number, problem in outcome.problems:
        click.echo(f"line {number}: {problem}", err=True)
    if outcome.bad > len(outcome.problems):
        click.echo(f"and {outcome.bad - len(outcome.problems)} more bad lines", err=True)


def _progress(_what: str) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=False)

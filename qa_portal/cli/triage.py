"""`qa-portal triage`: routing and red flags over JSON lines; needs no database, no key and no network."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from qa_portal.text.flags import find
from qa_portal.text.routing import starter

Answer = Callable[[dict[str, Any]], dict[str, Any]]


@click.group()
def triage() -> None:
    """Look at texts as the clinic's triage does."""


@triage.command()
def route() -> None:
    """Read JSON lines {"id","text","title"?,"age_band"?,"pregnant"?} and write {"id","ranked","auto","terms"}.

    The queues are those that ship. Where "auto" is false, nobody is sure: the question belongs to intake first.
    A line that cannot be read is told on standard error by its number; the others are done, and the exit code is 1.
    """
    router = starter.router()

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        age_band, pregnant = row.get("age_band"), row.get("pregnant")
        ranking = router.rank(
            row["text"],
            title=row["title"],
            age_band=age_band if isinstance(age_band, str) else None,
            pregnant=pregnant if isinstance(pregnant, bool) else None,
        )
        return {"id": row["id"], "ranked": ranking.ranked, "auto": ranking.auto, "terms": ranking.terms}

    _answer_lines(answer)


@triage.command()
def flags() -> None:
    """Read JSON lines {"id","text","title"?} and write {"id","level","categories","rules"}.

    A line that cannot be read is told on standard error by its number; the others are done, and the exit code is 1.
    """

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        found = find(f"{row['title']}\n\n{row['text']}")
        return {"id": row["id"], "level": found.level, "categories": found.categories, "rules": found.rules}

    _answer_lines(answer)


def _answer_lines(answer: Answer) -> None:
    """One line out for a line in, in order. Exits with 1 at the end when a line could not be read."""
    failed = False
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        try:
            row = _row(json.loads(raw.decode("utf-8")))
        except (ValueError, TypeError, RecursionError) as problem:
            click.echo(f"line {number}: {_told(problem)}", err=True)
            failed = True
            continue
        line = json.dumps(answer(row), ensure_ascii=False)
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        raise SystemExit(1)


def _row(row: Any) -> dict[str, Any]:
    """A line's object with a string text and a string title. Raises: TypeError."""
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise TypeError('wants an object with "id" and a string "text"')
    title = row.get("title")
    return {**row, "title": title if isinstance(title, str) else ""}


def _told(problem: Exception) -> str:
    """What was wrong, without a word of the text."""
    if isinstance(problem, TypeError):
        return str(problem)
    return "is no JSON in UTF-8"

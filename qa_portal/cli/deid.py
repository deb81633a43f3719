"""`qa-portal deid`: the identifier finders on the command line; needs no database and no key."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from qa_portal.text.identifiers import Profile, Span, find
from qa_portal.text.identifiers.ner import find_named


@click.group()
def deid() -> None:
    """Find identifiers in texts."""


@deid.command()
@click.option("--no-ner", is_flag=True, help="The rules alone, without the recogniser of the extra `ner`.")
@click.option("--undecided", is_flag=True, help="Also the spans that wait for a person, and how sure each is.")
def spans(no_ner: bool, undecided: bool) -> None:
    """Read JSON lines {"id","text","lang"?,"profile"?} and write {"id","spans":[{"start","end","type","finder"}]}.

    A line that cannot be read is told on standard error by its number; the others are done, and the exit code is 1.
    """
    finder = find if no_ner else find_named
    failed = False
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        try:
            found = _answer(json.loads(raw.decode("utf-8")), finder, undecided=undecided)
        except (ValueError, TypeError, KeyError) as problem:
            click.echo(f"line {number}: {_told(problem)}", err=True)
            failed = True
            continue
        sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()
    if failed:
        raise SystemExit(1)


def _answer(row: Any, finder: Callable[..., list[Span]], *, undecided: bool) -> dict[str, Any]:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise TypeError('wants an object with "id" and a string "text"')
    profile = row.get("profile")
    if profile is not None and not isinstance(profile, dict):
        raise TypeError('"profile" wants an object')
    lang = "es" if row.get("lang") == "es" else "en"
    found = finder(row["text"], Profile.from_mapping(profile) if profile else None, lang)
    return {"id": row["id"], "spans": [_span(span, undecided=undecided) for span in found if span.certain or undecided]}


def _span(span: Span, *, undecided: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"start": span.start, "end": span.end, "type": span.type.value, "finder": span.finder.value}
    return {**shown, "certain": span.certain, "confidence": span.confidence} if undecided else shown


def _told(problem: Exception) -> str:
    """What was wrong, without a word of the text."""
    if isinstance(problem, json.JSONDecodeError):
        return f"not JSON: {problem.msg} at character {problem.pos}"
    if isinstance(problem, UnicodeDecodeError):
        return "not UTF-8"
    return str(problem) if isinstance(problem, TypeError) else "cannot be read"

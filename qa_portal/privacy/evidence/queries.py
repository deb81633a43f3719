"""Reading for the evidence page, and looking for words in the tables themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, Text, cast, exists, literal_column, select, text
from sqlalchemy.orm import Session

from qa_portal.audit.evidence import Check, Finding, checks_of_app, findings_of, newest

LONGEST_SECONDS = 600
"""So long one table may take; each is read from its first row to its last."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the page shows it."""

    name: str
    title: str
    good: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The newest run as the page shows it."""

    at: datetime
    lines: list[Line]

    @property
    def is_good(self) -> bool:
        """True when every check was looked at and found good."""
        return all(line.good for line in self.lines)


def sheet(session: Session) -> Sheet | None:
    """Return the newest run in words; None before the first."""
    run = newest(session)
    if run is None:
        return None
    found = findings_of(run)
    return Sheet(run.at, [_line(name, check, found.get(name)) for name, check in checks_of_app().items()])


def _line(name: str, check: Check, found: Finding | None) -> Line:
    finding = found or Finding(None, {})
    return Line(name, str(check.title), finding.good, check.say(finding))


def tables_with(session: Session, tables: Iterable[Table], words: Iterable[str]) -> list[str]:
    """Return the names of the tables of a PostgreSQL store in which a word stands, in plain or in hex."""
    pattern = "|".join(form for word in words for form in (word, word.encode().hex()))
    session.execute(text(f"SET LOCAL statement_timeout = {LONGEST_SECONDS * 1000}"))
    # A row as text shows bytes in hex, so that nothing hides in a column of any type.
    row = cast(literal_column("looked"), Text)
    return [
        table.name
        for table in tables
        if session.scalar(select(exists().select_from(table.alias("looked")).where(row.regexp_match(pattern, "i"))))
    ]

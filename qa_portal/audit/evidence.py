"""Evidence that the house keeps its word: checks the rooms offer, and the runs in which they were looked at.

A room offers a check when the app is built; the room of evidence runs them all at night and shows the newest run.
What a run keeps are codes, counts and times.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from flask_babel.speaklater import LazyString
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.db import Base, Id, UtcDateTime, new_id

EXTENSION = "qa_portal.evidence"
Figures = dict[str, int | float | str | None]
"""Counts, seconds, ids and codes; times as ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: good, bad, or None where it could not be looked at."""

    good: bool | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. `say` puts a finding into one or two plain sentences in the language of the page."""

    title: LazyString
    look: Callable[[], Finding]
    say: Callable[[Finding], str]


class EvidenceRun(Base):
    """One run of all checks."""

    __tablename__ = "evidence_runs"
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    account_id: Mapped[str] = mapped_column(String(32))
    """The made-up patient whose texts this run planted."""
    findings: Mapped[str] = mapped_column(Text, default="{}")
    """JSON: finding by the name of its check."""


def offer(app: Flask, name: str, check: Check) -> None:
    """Let the evidence of an app look at one more thing."""
    app.extensions.setdefault(EXTENSION, {})[name] = check


def checks_of_app() -> dict[str, Check]:
    """Return what the rooms of this app offered, by name, in their order."""
    found: dict[str, Check] = current_app.extensions.get(EXTENSION, {})
    return found


def keep(session: Session, account_id: str, findings: dict[str, Finding], run_id: str = "") -> EvidenceRun:
    """Keep a run."""
    told = {name: {"good": finding.good, "figures": finding.figures} for name, finding in findings.items()}
    run = EvidenceRun(id=run_id or new_id(), account_id=account_id, findings=json.dumps(told, sort_keys=True))
    session.add(run)
    return run


def newest(session: Session) -> EvidenceRun | None:
    """Return the last run."""
    return session.scalar(select(EvidenceRun).order_by(EvidenceRun.at.desc()).limit(1))


def findings_of(run: EvidenceRun) -> dict[str, Finding]:
    """Return the findings of a run by the name of their check."""
    return {name: Finding(told["good"], told["figures"]) for name, told in json.loads(run.findings).items()}

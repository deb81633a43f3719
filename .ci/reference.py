"""Write docs/reference.md: the tables of the house, as its code has them. `make reference` runs it."""

import ast
from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from qa_portal.access.permissions import RULES, Permission
from qa_portal.audit.actions import Action
from qa_portal.outbox.topics import Topic
from qa_portal.question.status import PUBLICATION_STEPS, STEPS, PublicationStatus, Status
from qa_portal.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference.md"
HEAD = """# Reference

The tables of the house as its code has them, written by `make reference`. A house test fails when one is behind.
"""


def table(name: str, title: str, where: str, head: str, rows: list[tuple[str, ...]]) -> str:
    """Return a heading, the place in the code, the mark the house test looks for, and the table."""
    columns = head.split("|")
    lines = [f"## {title}", "", f"Source: `{where}`", "", f"<!-- table: {name} -->", ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def meanings() -> dict[str, str]:
    """Return what the settings' docstrings say."""
    source = (ROOT / "qa_portal" / "settings.py").read_text(encoding="utf-8")
    body = next(n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == "Settings").body
    found = {}
    for line, after in pairwise(body):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and isinstance(after, ast.Expr):
            found[line.target.id] = " ".join(str(ast.literal_eval(after.value)).split())
    return found


def comments() -> dict[str, str]:
    """Return what stands beside each topic."""
    lines = (ROOT / "qa_portal" / "outbox" / "topics.py").read_text(encoding="utf-8").splitlines()
    return {line.split("=")[0].strip(): line.partition("  # ")[2] for line in lines if " = " in line}


def settings() -> list[tuple[str, ...]]:
    """One row a setting."""
    told = meanings()
    rows: list[tuple[str, ...]] = []
    for field in fields(Settings):
        default = f"`{field.default}`" if field.default not in ("", Path()) else ""
        rows.append((f"`QA_{field.name.upper()}`", default, told.get(field.name, "")))
    return rows


def permissions() -> list[tuple[str, ...]]:
    """One row a permission."""
    return [(f"`{p}`", _roles(p)) for p in Permission]


def _roles(permission: Permission) -> str:
    roles = RULES[permission].roles
    return "anybody" if roles is None else ", ".join(sorted(roles))


def actions() -> list[tuple[str, ...]]:
    """One row an audit action."""
    return [(f"`{action}`", ", ".join(sorted(action.fields))) for action in Action]


def topics() -> list[tuple[str, ...]]:
    """One row a topic."""
    told = comments()
    return [(f"`{topic}`", told.get(topic.name, "")) for topic in Topic]


def steps(
    statuses: Iterable[StrEnum], ways_on: Iterable[tuple[tuple[StrEnum, StrEnum], StrEnum]]
) -> list[tuple[str, ...]]:
    """One row a status: where its steps lead."""
    ways: dict[str, list[str]] = {status: [] for status in statuses}
    for (here, step), there in ways_on:
        ways[here].append(f"{step} → {there}")
    return [(f"`{status}`", ", ".join(leads) or "the end") for status, leads in ways.items()]


def main() -> None:
    """Write the file."""
    parts = [
        HEAD,
        table("settings", "Settings", "qa_portal/settings.py", "Variable|Default|Meaning", settings()),
        table("statuses", "A question", "qa_portal/question/status.py", "Status|Steps", steps(Status, STEPS.items())),
        table(
            "publication-statuses",
            "A publication",
            "qa_portal/question/status.py",
            "Status|Steps",
            steps(PublicationStatus, PUBLICATION_STEPS.items()),
        ),
        table("permissions", "Permissions", "qa_portal/access/permissions.py", "Permission|Roles", permissions()),
        table("topics", "Work after a commit", "qa_portal/outbox/topics.py", "Topic|Subject and work", topics()),
        table("actions", "Audit actions", "qa_portal/audit/actions.py", "Action|Fields", actions()),
    ]
    REFERENCE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()

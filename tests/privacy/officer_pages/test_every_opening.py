"""Nothing is opened without its row: decrypting is watched while every page is fetched and every form sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.audit.actions import READING
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import duty
from qa_portal.crypto.sealed import Place, Sealed, unseal
from qa_portal.db import read
from qa_portal.identity import reading as people_reading
from qa_portal.inquiry import reading as inquiry_reading
from qa_portal.question import opening as question_opening
from qa_portal.question import reading as question_reading
from tests.safety.story import Story
from tests.safety.test_matrix import FILLED_IN, SAME_SITE, VARIABLE, House, a_matrix, cells_of, house
from tests.support.forms import token_of

__all__ = ["a_matrix", "house"]
TABLES = {
    "questions": {"question", "questions"},
    "entries": {"question"},
    "answers": {"question"},
    "ask_drafts": {"draft"},
    "answer_drafts": {"draft"},
    "reply_drafts": {"draft"},
    "safety_cases": {"safety"},
    "publications": {"publication"},
    "accounts": {"contact"},
    "link_grants": {"contact"},
    "followers": {"contact"},
    "profiles": {"profile"},
    "duty_contacts": {"duty"},
    "cases": {"case"},
    "case_notes": {"case"},
    "glass_breaks": {"glass"},
    "totps": {"factor"},
    "legal_holds": {"hold"},
    "attachments": {"attachment", "draft", "question"},
}
"""Which kind of opening must be recorded for each table; the middle word of the act's tag."""


@dataclass
class Watch:
    """What was opened, and what the log says was."""

    app: Flask
    opened: list[Place] = field(default_factory=list)

    def unseal(self, key: bytes, place: Place, sealed: Sealed) -> str:
        """Open, and remember."""
        self.opened.append(place)
        return unseal(key, place, sealed)

    def rows(self) -> list[AuditEntry]:
        """Return all openings in the log."""
        with self.app.app_context():
            return list(read().scalars(select(AuditEntry).where(AuditEntry.action.startswith(READING))))


@pytest.fixture
def watch(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watch, Story]]:
    """A portal with one of everything, whose every decryption is seen; put back after each person."""
    made = Watch(house.app)
    for module in (question_opening, question_reading, people_reading, inquiry_reading, duty):
        monkeypatch.setattr(module, "unseal", made.unseal)
    yield made, house.story
    house.restore()


def _requests(story: Story, name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    person = story.people[name]
    values = {**story.ids(), "kind": "about", "part": "1"}
    token = token_of(person.client.get("/sign-up").get_data(as_text=True))
    for cell in cells_of(story.app):
        # Nobody opens anything after leaving.
        leaves = cell.route.endswith("/leave") or "sign-out" in cell.route
        if cell.variables - values.keys() or leaves or "suspend" in cell.route:
            continue
        form = {} if cell.method == "GET" else {**FILLED_IN, "csrf_token": token}
        yield cell.method, VARIABLE.sub(lambda found: values[found.group(1)], cell.route), form


@pytest.mark.parametrize(
    "name", ["patient", "other patient", "clinician", "second clinician", "editor", "privacy officer", "admin"]
)
def test_what_a_request_opens_it_records(watch: tuple[Watch, Story], name: str) -> None:
    seen, story = watch
    person = story.people[name]
    opened_anything = 0
    for method, path, form in _requests(story, name):
        known, seen.opened = {row.id for row in seen.rows()}, []
        person.client.open(path, method=method, data=form or None, headers=SAME_SITE if form else None)
        new = [row for row in seen.rows() if row.id not in known]
        kinds = {row.action.split(":")[1] for row in new}
        for place in seen.opened:
            assert TABLES[place.table] & kinds, f"{method} {path}: {place.table}.{place.column} left no record"
        assert {row.actor_id for row in new} <= {person.actor.id}, path
        assert sum(_parts(row) for row in new) >= len({place.row_id for place in seen.opened}), path
        # One request, one record for each record opened: no page writes the same opening twice.
        told = [(row.action, row.subject_id, row.fields) for row in new]
        assert len(told) == len(set(told)), (path, told)
        opened_anything += bool(seen.opened)
    assert opened_anything >= (2 if person.actor.role is not Role.EDITOR else 1), name


def _parts(row: AuditEntry) -> int:
    parts = json.loads(row.fields).get("parts", 1)
    return parts if isinstance(parts, int) else 1

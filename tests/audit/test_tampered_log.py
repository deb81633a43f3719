"""A hand in the audit log: whatever it changes, takes out or puts in, the check names the row or the link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.chain import AuditLink
from qa_portal.audit.log import AuditEntry, record
from qa_portal.db import Base, new_id, read, transaction
from tests.safety.hands import writing

pytestmark = pytest.mark.usefixtures("in_app")
ROWS, PLACE = 7, 4
"""How many rows there are, and which link is touched."""
Change = Callable[[Session, str], None]


def _set(column: str, changed: Callable[[Any], Any]) -> Change:
    def change(session: Session, entry_id: str) -> None:
        value = getattr(session.get_one(AuditEntry, entry_id), column)
        session.execute(update(AuditEntry).where(AuditEntry.id == entry_id).values({column: changed(value)}))

    return change


def _set_link(column: str, value: Any) -> Change:
    def change(session: Session, entry_id: str) -> None:
        session.execute(update(AuditLink).where(AuditLink.entry_id == entry_id).values({column: value}))

    return change


def _delete(*models: Any) -> Change:
    def change(session: Session, entry_id: str) -> None:
        for model in models:
            column = AuditLink.entry_id if model is AuditLink else AuditEntry.id
            session.execute(delete(model).where(column == entry_id))

    return change


def _exchange(column: str) -> Change:
    def change(session: Session, entry_id: str) -> None:
        mine = session.get_one(AuditEntry, entry_id)
        other = session.get_one(AuditEntry, session.get_one(AuditLink, PLACE + 1).entry_id)
        values = {mine.id: getattr(other, column), other.id: getattr(mine, column)}
        for row_id, value in values.items():
            session.execute(update(AuditEntry).where(AuditEntry.id == row_id).values({column: value}))

    return change


def _forged(session: Session, entry_id: str, **changed: Any) -> AuditEntry:
    row = session.get_one(AuditEntry, entry_id)
    facts = {column.name: getattr(row, column.name) for column in AuditEntry.__table__.columns}
    return AuditEntry(**{**facts, "id": "f" * 32, **changed})


def _put_in_and_link(session: Session, entry_id: str) -> None:
    """Put a copy in before the row, and move every later link on by one."""
    digest = session.get_one(AuditLink, PLACE).digest
    for at in range(ROWS, PLACE - 1, -1):
        session.execute(update(AuditLink).where(AuditLink.position == at).values(position=at + 1))
    session.add(_forged(session, entry_id))
    session.flush()
    session.add(AuditLink(position=PLACE, entry_id="f" * 32, digest=digest))


def _put_in(session: Session, entry_id: str) -> None:
    session.add(_forged(session, entry_id, subject_id=new_id()))


CHANGES: dict[str, Change] = {
    "its time": _set("at", lambda at: at + timedelta(seconds=1)),
    "its act": _set("action", lambda action: action + "x"),
    "who acted": _set("actor_id", lambda _actor: "0" * 32),
    "in which role": _set("actor_role", lambda _role: "admin"),
    "about whom": _set("subject_id", lambda _subject: "0" * 32),
    "a field": _set("fields", lambda fields: fields.replace("mail", "call")),
    "its mark emptied": _set("mac", lambda _mac: b""),
    "a bit of its mark": _set("mac", lambda mac: bytes([mac[0] ^ 1]) + mac[1:]),
    "the mark of the next row": _exchange("mac"),
    "the subject of the next row": _exchange("subject_id"),
    "its link's digest": _set_link("digest", bytes(32)),
    "its link's place": _set_link("position", 99),
    "the row is gone, not its link": _delete(AuditEntry),
    "the row is gone with its link": _delete(AuditLink, AuditEntry),
    "its link is gone": _delete(AuditLink),
    "a row is put in": _put_in,
    "a row is put in with a link": _put_in_and_link,
}


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("change", CHANGES)
def test_the_check_names_what_was_touched(change: str) -> None:
    with transaction() as session:
        for number in range(ROWS):
            record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id=f"{number:032x}", purpose="mail")
    chain.link()
    assert chain.verify(read()).sound
    read().rollback()
    entry_id = read().get_one(AuditLink, PLACE).entry_id
    read().rollback()
    with writing(Base.metadata.tables["chain_links"]) as connection, Session(connection) as session:
        CHANGES[change](session, entry_id)
        session.flush()
    verdict = chain.verify(read())
    assert not verdict.sound
    named = (entry_id, "f" * 32, f"link {PLACE} ")
    assert any(name in f"{verdict.problem} " for name in named), verdict.problem

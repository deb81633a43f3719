"""The rules: every permission has one, a row and a list get the same answer, and nothing is open by mistake."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import String, create_engine, select
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from qa_portal import clock
from qa_portal.access.guard import ensure, guard, refuse_unguarded, scope
from qa_portal.access.permissions import RULES, Permission, Role
from qa_portal.db import UtcDateTime
from qa_portal.errors import Forbidden, NotFound, StartRefused


class _Base(DeclarativeBase):
    pass


class Thing(_Base):
    """A row with every attribute a rule asks for."""

    __tablename__ = "things"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    patient_id: Mapped[str]
    queue_id: Mapped[str]
    holder_id: Mapped[str]
    answered_by_id: Mapped[str]
    editor_id: Mapped[str]
    officer_id: Mapped[str]
    account_id: Mapped[str]
    written_by_id: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_id: Mapped[str] = mapped_column(String(32), default="p2")
    shared: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(10), default="patient")
    asked_id: Mapped[str] = mapped_column(String(32), default="p2")

    @hybrid_method
    def is_asked_of(self, account_id: str) -> bool:
        """Whether somebody was asked about it."""
        return self.asked_id == account_id


@dataclass
class Person:
    """An actor for the rules."""

    id: str
    role: Role
    queue_ids: frozenset[str] = frozenset()


PEOPLE = [Person("p1", role, queues) for role in Role for queues in (frozenset(), frozenset({"q1"}))]


def _rows() -> list[Thing]:
    ids = ("p1", "p2")
    over, holding = (clock.now() + timedelta(hours=hours) for hours in (-1, 1))
    others = [
        Thing(id=f"{n}", patient_id=a, queue_id=q, holder_id=h, answered_by_id=w, editor_id=e, officer_id=h)
        for n, (a, q, h, w, e) in enumerate(product(ids, ("q1", "q2"), ids, ids, ids))
    ]
    theirs = {"patient_id": "p2", "queue_id": "q2", "holder_id": "p2", "answered_by_id": "p2", "editor_id": "p2"}
    rows = [*others, Thing(id="p1", officer_id="p2", **theirs)]
    for number, row in enumerate(rows):
        row.account_id = row.written_by_id = ids[number % 2]
        row.expires_at = holding if number % 3 else over
        row.owner_id, row.shared = ("p1" if number % 5 else "p2"), number % 2 == 0
        row.kind = "guide" if number % 4 else "patient"
        row.asked_id = "p2" if number % 2 else "p1"
    return rows


def test_every_permission_has_a_rule() -> None:
    assert set(RULES) == set(Permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_list_shows_exactly_what_may_be_opened(permission: Permission) -> None:
    engine = create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        session.add_all(_rows())
        session.commit()
        for person in PEOPLE:
            listed = {row.id for row in session.scalars(select(Thing).where(scope(person, permission, Thing)))}
            assert listed == {row.id for row in _rows() if _may(person, permission, row)}


def _may(person: Person, permission: Permission, row: Thing) -> bool:
    try:
        ensure(person, permission, row)
    except (Forbidden, NotFound):
        return False
    return True


def test_a_stranger_is_told_what_an_unknown_id_is_told() -> None:
    stranger = Person("p9", Role.PATIENT)
    with pytest.raises(NotFound) as foreign:
        ensure(stranger, Permission.QUESTION_OWN, _rows()[0])
    with pytest.raises(NotFound) as unknown:
        ensure(stranger, Permission.QUESTION_OWN, None)
    assert foreign.value.message == unknown.value.message


def test_who_wrote_or_edited_an_answer_cannot_review_it() -> None:
    for row in _rows():
        allowed = _may(Person("p1", Role.CLINICIAN), Permission.PUBLICATION_REVIEW, row)
        assert allowed == ("p1" not in {row.answered_by_id, row.editor_id})


def test_an_app_with_a_bare_route_does_not_start() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/open", "open", guard(Permission.PUBLIC_READ)(lambda: "x"))
    refuse_unguarded(app)
    app.add_url_rule("/bare", "bare", lambda: "x")
    with pytest.raises(StartRefused, match="/bare"):
        refuse_unguarded(app)

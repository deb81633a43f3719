"""One wrapped key spoilt, exchanged or gone: what it locks is not shown and is counted, and nobody else notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select

from qa_portal.db import KeysBase, keys_read
from tests.safety.hands import write, writing
from tests.safety.tampering import ON_POSTGRESQL, ON_POSTGRESQL_LONG, ON_SQLITE, Tampering, on
from tests.safety.test_tampering import RARER, SPOILS
from tests.safety.world import OWNERS

TABLES = ("owner_keys", "question_keys")
GONE, OTHERS, ANOTHER = "gone", "the other patient's", "another one of its kind"
HOWS = (*SPOILS, GONE, OTHERS, ANOTHER)


@on(ON_SQLITE, ON_POSTGRESQL_LONG)
@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("table", TABLES)
def test_what_a_spoilt_key_locks_is_not_shown_and_is_counted(hand: Tampering, table: str, how: str) -> None:
    _try(hand, table, how)


@on(ON_POSTGRESQL)
@pytest.mark.parametrize(("table", "how"), [("owner_keys", "a bit of the text"), ("question_keys", OTHERS)])
def test_nor_on_postgresql(hand: Tampering, table: str, how: str) -> None:
    _try(hand, table, how)


@pytest.mark.soak
@on(ON_SQLITE, ON_POSTGRESQL)
@pytest.mark.parametrize("how", RARER)
@pytest.mark.parametrize("table", TABLES)
def test_nor_when_it_is_spoilt_in_a_rarer_way(hand: Tampering, table: str, how: str) -> None:
    _try(hand, table, how)


def _try(hand: Tampering, table: str, how: str) -> None:
    world, counted = hand.world, hand.counted()
    owner, other = OWNERS
    with world.app.app_context():
        spoiling = _spoilt(hand, KeysBase.metadata.tables[table], how)
    with spoiling:
        for page in (page for page in hand.shown if page.startswith((f"{owner} ", "clinician ", "admin "))):
            seen = hand.look(page)
            assert seen <= hand.shown[page], "a text stands on a page it was not written for"
            if page == f"{owner} /questions/{world.ids[owner][0]}":
                assert [word for word, it in world.canaries.words.items() if _is_of(word, owner) and it in seen] == []
        assert hand.counted() > counted, "no audit row counts it"
        for page in (page for page in hand.shown if page.startswith(f"{other} ")):
            assert hand.look(page) == hand.shown[page], "somebody else cannot read their own"


def _is_of(word: str, owner: str) -> bool:
    return word.startswith(f"{owner}: ")


@contextmanager
def _spoilt(hand: Tampering, table: Table, how: str) -> Iterator[None]:
    world, (owner, other) = hand.world, OWNERS
    people = {name: world.story.people[name].actor.id for name in (*OWNERS, "clinician")}
    own = people[owner] if table.name == "owner_keys" else world.ids[owner][0]
    others = people[other] if table.name == "owner_keys" else world.ids[other][0]
    another = people["clinician"] if table.name == "owner_keys" else world.story.question_id
    with world.app.app_context():
        with keys_read() as session:
            rows: dict[str, Any] = {row.id: dict(row._mapping) for row in session.execute(select(table))}
        if how == GONE:
            with writing(table) as connection:
                connection.execute(delete(table).where(table.c.id == own))
        else:
            spoil = (SPOILS | RARER).get(how)
            source = rows[{OTHERS: others, ANOTHER: another}.get(how, own)]["wrapped"]
            write(table, "wrapped", {own: spoil(source) if spoil else source})
    try:
        yield
    finally:
        with world.app.app_context(), writing(table) as connection:
            connection.execute(delete(table).where(table.c.id == own))
            connection.execute(insert(table).values(rows[own]))

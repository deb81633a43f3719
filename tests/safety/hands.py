"""Hands in both stores: rows of the two patients exchanged, past the rules that watch over references."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, String, Table, select, update

from qa_portal.db import KeysBase, db, read
from qa_portal.question.models import AskDraft
from tests.safety.world import OWNERS, World

Move = tuple[type[Any], str]
"""A table and the column that is exchanged."""
OWN_IDS = ("id", "patient_id", "account_id", "question_id", "case_id")
ID_LENGTH = 32
Values = dict[str, Any]


@contextmanager
def writing(table: Table) -> Iterator[Connection]:
    """Write to the store of a table; nothing watches over references meanwhile."""
    engine = db.engines["keys" if table.metadata is KeysBase.metadata else None]
    with engine.connect() as plain:
        connection = plain.execution_options(qa_writes=True)
        here = engine.dialect.name == "sqlite"
        if here:
            # Within a transaction it would change nothing.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not here:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection
        if here:
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


def write(table: Table, column: str, wanted: Values) -> None:
    """Write values of a column by the row's id."""
    steps = [wanted]
    kind = table.c[column].type
    if isinstance(kind, String) and kind.length == ID_LENGTH:
        # First out of each other's way: some are unique.
        steps.insert(0, {row_id: row_id for row_id in wanted})
    with writing(table) as connection:
        for step in steps:
            for row_id, value in step.items():
                connection.execute(update(table).where(table.c.id == row_id).values({column: value}))


def exchange(world: World, moves: Sequence[Move]) -> Callable[[], None]:
    """Exchange what stands in columns between the rows of the two patients; return the way back."""
    undo: list[tuple[Table, str, Values]] = []
    plans = [(model.__table__, column, _sides(world, model, column)) for model, column in moves]
    for table, column, sides in plans:
        assert all(sides), f"{table.name}: nothing to exchange"
        undo.append((table, column, sides[0] | sides[1]))
        write(table, column, _crossed(sides[0], sides[1]) | _crossed(sides[1], sides[0]))

    def put_back() -> None:
        for table, column, before in undo:
            write(table, column, before)

    return put_back


def _crossed(one: Values, other: Values) -> Values:
    return dict(zip(one, other.values(), strict=False))


def _sides(world: World, model: type[Any], column: str) -> list[Values]:
    """Return, for each patient, the values of a column by row: those of the question first, then of the draft."""
    table = model.__table__
    names = [name for name in OWN_IDS if name in table.c]
    with world.app.app_context():
        connection = db.engines["keys" if table.metadata is KeysBase.metadata else None].connect()
        with connection:
            rows = connection.execute(select(table.c.id, table.c[column], *(table.c[name] for name in names))).all()
        ids = [_ids(world, owner) for owner in OWNERS]
    sides = []
    for mine in ids:
        own = [row for row in rows if set(mine) & set(row[2:])]
        places = {row_id: at for at, row_id in enumerate(mine)}
        own.sort(key=lambda row: row[0])
        # The rows that bear the ids themselves come first, in their order: question goes to question.
        order = sorted((places.get(row[0], len(mine)), at) for at, row in enumerate(own))
        own = [own[at] for _place, at in order]
        sides.append({row[0]: row[1] for row in own})
    return sides


def _ids(world: World, owner: str) -> list[str]:
    account_id = world.story.people[owner].actor.id
    draft_id = read().scalars(select(AskDraft.id).where(AskDraft.patient_id == account_id)).one()
    return [*world.ids[owner], account_id, draft_id, *world.inquiries[owner]]
